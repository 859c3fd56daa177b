internal import Observations

extension Judge {
  mutating func judge(_ connection: Connection) {
    let ends = parties(of: connection)
    noteLife(connection, ends)
    let previous = takeBackEarlier(connection.id)
    if previous == nil { noteNeighbours(connection, ends) }
    if connection.isFinal { watchScans(connection, ends) }
    judge(connection, between: ends, previous: previous, isLast: false)
  }

  /// Takes back what earlier snapshots of a connection said.
  private mutating func takeBackEarlier(_ id: UInt64) -> OpenConnection? {
    if !silent.isEmpty { silent[id] = nil }
    guard !open.isEmpty, let previous = open.removeValue(forKey: id) else { return nil }
    takeBack(previous, of: id)
    return previous
  }

  /// Judges again the attempts whose outcome hung on whether the instrument was up.
  ///
  /// - Parameter time: only attempts before it; nil takes all.
  mutating func settleSilentAttempts(before time: Timestamp?) {
    let waiting = silent.values.filter { connection in
      time.map { connection.first.time < $0 } ?? true
    }
    .sorted { ($0.first.frame, $0.id) < ($1.first.frame, $1.id) }
    for connection in waiting { silent[connection.id] = nil }
    for connection in waiting {
      let previous = takeBackEarlier(connection.id)
      judge(connection, between: parties(of: connection), previous: previous, isLast: true)
    }
  }

  private mutating func judge(
    _ connection: Connection, between ends: (initiator: Party, responder: Party),
    previous: OpenConnection?, isLast: Bool
  ) {
    let outbound = side(ends.initiator, towards: ends.responder)
    let inbound =
      ends.initiator.kind == ends.responder.kind
      ? nil : side(ends.responder, towards: ends.initiator)
    guard outbound != nil || inbound != nil else {
      if previous == nil { nextSequence += 1 }
      if connection.isFinal {
        forgetCredentials(of: connection.id)
        if hasSite { noteStart(connection) }
      }
      return
    }
    let attempt = inbound.flatMap { self.attempt(connection, asset: $0) }
    // Whether the mirror shows both directions of the asset, and whether the asset was up, shows
    // in the end.
    let isSilence =
      connection.refusal == .silence && (inbound.map { assets[$0].tracksLife } ?? false)
    let mustWait =
      (isSilence || attempt?.outcome == .unanswered) && connection.isFinal && !isLast
      && wait(for: connection)
    var record = OpenConnection(sequence: previous?.sequence ?? nextSequence)
    if previous == nil { nextSequence += 1 }
    record.names = previous?.names ?? []
    record.isSettled = connection.isFinal && !mustWait
    if let outbound {
      judge(connection, as: .outbound, asset: outbound, peer: ends.responder, nil, &record)
    }
    if let inbound {
      judge(connection, as: .inbound, asset: inbound, peer: ends.initiator, attempt, &record)
    }
    if record.isSettled {
      forgetCredentials(of: connection.id)
    } else {
      if open.count >= limits.openConnections { evictOpen() }
      open[connection.id] = record
    }
  }

  /// The asset at one end, when the other end is somebody in particular.
  ///
  /// Broadcast and multicast concern everybody on the segment, and no clause.
  private func side(_ end: Party, towards other: Party) -> Int? {
    guard case .asset(let asset) = end.kind, !other.isNobody else { return nil }
    return asset
  }

  /// Keeps an unanswered attempt until the end of the run; false when too many wait.
  private mutating func wait(for connection: Connection) -> Bool {
    guard silent.count < limits.silentAttempts else {
      count("judge.attempts", 1)
      return false
    }
    silent[connection.id] = connection
    return true
  }

  private mutating func forgetCredentials(of connection: UInt64) {
    if !credentials.isEmpty { credentials.remove(connection) }
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
    guard !hasSite else { return (initiator, responder) }
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
    asset.addresses = IPPrefix(address, length: address.isIPv4 ? 32 : 128).map { [$0] } ?? []
    asset.region = .outsideChina
    asset.lrmMode = .absent
    let clauses = candidateClauses ?? ClauseSet(policy, for: asset, region: .outsideChina)
    candidateClauses = clauses
    let plan = AssetPlan(
      index: assets.count, asset: asset, region: .outsideChina, clauses: clauses, site: nil)
    candidates[address] = assets.count
    assets.append(AssetState(plan))
    return candidates[address]
  }

  private mutating func noteNeighbours(
    _ connection: Connection, _ ends: (initiator: Party, responder: Party)
  ) {
    guard hasNeighbourWatches else { return }
    if ends.initiator.isInSegment {
      noteNeighbour(connection.initiator.address, at: connection.first)
    }
    if connection.fromResponder.packets > 0, ends.responder.isInSegment {
      noteNeighbour(connection.responder.address, at: connection.first)
    }
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
    guard case .asset(let index) = party.kind, traffic.packets > 0 else { return }
    if !assets[index].wasSeen { assets[index].wasSeen = true }
    if !assets[index].wasAnswered, connection.fromInitiator.packets > 0,
      connection.fromResponder.packets > 0
    {
      assets[index].wasAnswered = true
    }
    guard assets[index].tracksLife else { return }
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
      for count in side.ledger {
        assets[side.asset].cells[count.row].remove(
          count.verdict, isSuppressed: count.isSuppressed)
      }
      for finding in side.findings { findings.withdraw(finding, connection: connection) }
    }
  }

  private mutating func settle(_ record: OpenConnection, of connection: UInt64) {
    for side in record.sides {
      for finding in side.findings { findings.settle(finding, connection: connection) }
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
