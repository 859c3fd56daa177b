internal import Observations

extension Judge {
  mutating func judge(_ connection: Connection) {
    let ends = parties(of: connection)
    noteLife(connection, ends)
    var previous: OpenConnection?
    if !open.isEmpty { previous = open.removeValue(forKey: connection.id) }
    if let previous { takeBack(previous, of: connection.id) }
    if !silent.isEmpty { silent[connection.id] = nil }
    judge(connection, ends, previous: previous, isLast: false)
  }

  /// Judges again the attempts whose outcome hung on whether the instrument was up.
  mutating func settleSilentAttempts() {
    let waiting = silent.values.sorted { ($0.first.frame, $0.id) < ($1.first.frame, $1.id) }
    silent = [:]
    for connection in waiting {
      let previous = open.removeValue(forKey: connection.id)
      if let previous { takeBack(previous, of: connection.id) }
      judge(connection, parties(of: connection), previous: previous, isLast: true)
    }
  }

  private mutating func judge(
    _ connection: Connection, _ ends: (initiator: Party, responder: Party),
    previous: OpenConnection?, isLast: Bool
  ) {
    var record = OpenConnection(sequence: previous?.sequence ?? nextSequence)
    if previous == nil { nextSequence += 1 }
    record.names = previous?.names ?? [:]
    var mustWait = false
    if case .asset(let asset) = ends.initiator.kind {
      _ = judge(connection, as: .outbound, asset: asset, peer: ends.responder, &record)
    }
    if case .asset(let asset) = ends.responder.kind, ends.initiator.kind != ends.responder.kind {
      let attempt = judge(connection, as: .inbound, asset: asset, peer: ends.initiator, &record)
      mustWait = attempt == .unanswered && connection.isFinal && !isLast
    }
    if connection.isFinal, !credentials.isEmpty { credentials.remove(connection.id) }
    guard !record.sides.isEmpty else { return }
    if mustWait {
      if silent.count < limits.silentAttempts {
        silent[connection.id] = connection
      } else {
        count("judge.attempts", 1)
        mustWait = false
      }
    }
    if connection.isFinal, !mustWait {
      settle(record, of: connection.id)
    } else {
      if open.count >= limits.openConnections { evictOpen() }
      open[connection.id] = record
    }
  }

  // MARK: Parties

  /// The two ends.
  ///
  /// Without a site file the asset is the initiator when both are private.
  private mutating func parties(
    of connection: Connection
  ) -> (initiator: Party, responder: Party) {
    var initiator = book.party(connection.initiator.address, connection.initiatorMAC)
    var responder = book.party(connection.responder.address, connection.responderMAC)
    guard policy.site == nil else { return (initiator, responder) }
    if initiator.isInternal, !initiator.isNobody {
      if let index = candidate(connection.initiator.address) { initiator.kind = .asset(index) }
    } else if responder.isInternal, !responder.isNobody, !initiator.isNobody {
      if let index = candidate(connection.responder.address) { responder.kind = .asset(index) }
    }
    return (initiator, responder)
  }

  /// A private address as a possible instrument; nil when there are too many of them.
  mutating func candidate(_ address: IPAddress) -> Int? {
    if let known = candidates[address] { return known }
    guard assets.count < limits.assets else {
      count("judge.assets", 1)
      return nil
    }
    var asset = Asset(id: "\(address)")
    asset.addresses = IPPrefix("\(address)").map { [$0] } ?? []
    asset.region = .outsideChina
    asset.lrmMode = .absent
    let clauses = candidateClauses ?? ClauseSet(policy, for: asset, region: .outsideChina)
    candidateClauses = clauses
    let plan = AssetPlan(
      index: assets.count, asset: asset, region: .outsideChina, clauses: clauses)
    candidates[address] = assets.count
    assets.append(AssetState(plan))
    return candidates[address]
  }

  private mutating func noteLife(
    _ connection: Connection, _ ends: (initiator: Party, responder: Party)
  ) {
    noteLife(
      ends.initiator, connection.fromInitiator, first: connection.first.time, connection)
    noteLife(ends.responder, connection.fromResponder, first: nil, connection)
  }

  private mutating func noteLife(
    _ party: Party, _ traffic: Traffic, first: Timestamp?, _ connection: Connection
  ) {
    guard case .asset(let index) = party.kind, assets[index].hasLocalRunManager,
      traffic.packets > 0
    else { return }
    if let first { assets[index].liveness.note(first) }
    guard let last = traffic.lastSeen else { return }
    assets[index].liveness.note(last)
    if connection.transport == .tcp, connection.stage >= .established {
      assets[index].liveness.note(from: connection.first.time, to: last)
    }
  }

  // MARK: Replacing and settling

  /// Takes back all that earlier snapshots of a connection said.
  private mutating func takeBack(_ record: OpenConnection, of connection: UInt64) {
    for side in record.sides {
      for (row, verdict, isSuppressed) in side.ledger {
        assets[side.asset].cells[row].remove(verdict, isSuppressed: isSuppressed)
      }
      for key in side.findings { findings.withdraw(key, connection: connection) }
    }
  }

  private mutating func settle(_ record: OpenConnection, of connection: UInt64) {
    for side in record.sides {
      for key in side.findings { findings.settle(key, connection: connection) }
    }
  }

  /// Settles the sixteenth that has been open longest: what it said stays.
  private mutating func evictOpen() {
    let number = max(limits.openConnections / 16, 1)
    let oldest = open.sorted { $0.value.sequence < $1.value.sequence }.prefix(number)
    for (connection, record) in oldest {
      settle(record, of: connection)
      open[connection] = nil
      silent[connection] = nil
    }
    count("judge.connections", UInt64(oldest.count))
  }
}
