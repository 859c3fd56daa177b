internal import Observations

/// What one clause said of a connection.
struct Ruling: Sendable {
  var clause: CompiledClause
  var judgement: Judgement
}

extension Judge {
  /// Holds one side of a connection against the asset's clauses; returns what an attempt on the
  /// Local Run Manager led to.
  mutating func judge(
    _ connection: Connection, as direction: Finding.Direction, asset: Int, peer: Party,
    _ record: inout OpenConnection
  ) -> LocalRunManagerOutcome? {
    // Broadcast and multicast concern everybody on the segment, and no clause.
    guard !peer.isNobody else { return nil }
    let plan = assets[asset].plan
    let names = peerNames(connection, direction, asset: asset, &record)
    let standing = standing(of: names, plan, port: connection.responder.port)
    let attempt = attempt(connection, direction, asset: asset)
    let subject = AssetConnection(
      connection: connection, plan: plan, direction: direction, peer: peer, names: names,
      listing: lists.listing(
        connection, direction, peer: peer, names: names, standing, for: plan, among: plans),
      isInServiceWindow: isInServiceWindow(plan, at: connection.first.time),
      hasCredentials: hasCredentials(connection), attempt: attempt)
    if connection.isOneSided { assets[asset].hasOneSided = true }
    assets[asset].lastAddress = subject.assetAddress
    let claimants = plan.clauses.claimants.filter { matches($0, subject, standing) }
    rule(subject, standing, claimants)
    let isOpen = !connection.isFinal || attempt?.outcome == .unanswered
    var side = OpenConnection.Side(asset: asset)
    post(claimants, of: subject, isOpen: isOpen, &side)
    record.sides.append(side)
    if let outcome = attempt?.outcome, connection.isFinal || outcome.isAnswer {
      assets[asset].note(
        outcome, port: connection.responder.port, at: connection.first.time)
    }
    return attempt?.outcome
  }

  private func hasCredentials(_ connection: Connection) -> Bool {
    guard case .http(let conversation) = connection.application else { return false }
    return conversation.decisive?.hasCredentials == true || credentials.contains(connection.id)
  }

  // MARK: Subject

  private func peerNames(
    _ connection: Connection, _ direction: Finding.Direction, asset: Int,
    _ record: inout OpenConnection
  ) -> PeerNames {
    var names = PeerNames()
    names.isDNSVisible =
      assets[asset].firstAnswer.map { $0.frame < connection.first.frame } ?? false
    let address =
      direction == .outbound ? connection.responder.address : connection.initiator.address
    // What was alive at the start stays: later snapshots must not depend on what was forgotten.
    let known =
      record.names[asset] ?? self.names.names(of: address, asset: asset, at: connection.first)
    record.names[asset] = known
    names.own = known.own
    names.others = known.others
    guard direction == .outbound else { return names }
    switch connection.application {
    case .tls(let handshake):
      names.direct = handshake.serverName.flatMap(Self.hostName)
      // An ECH that was not taken up looks the same from outside (RFC 9849 6.2).
      names.isOuterOnly = handshake.hasECH
    case .quic(let quic):
      names.direct = quic.handshake?.serverName.flatMap(Self.hostName)
      names.isOuterOnly = quic.handshake?.hasECH ?? false
    case .smb(let smb): names.direct = smb.serverName.flatMap(Self.hostName)
    case .http(let conversation):
      names.direct = conversation.decisive?.host.flatMap(Self.hostName)
    case .dns, .other, .unknown: break
    }
    return names
  }

  /// The name that a header or a hello states, in lower case and without port or trailing dot;
  /// nil for an address, which names nothing.
  static func hostName(_ field: String) -> String? {
    var isPlain = true
    for octet in field.utf8 {
      let isLetter = (0x61...0x7a).contains(octet)
      let isOther = octet == 0x2d || octet == 0x2e || octet == 0x5f || (0x30...0x39).contains(octet)
      if !isLetter && !isOther { isPlain = false }
    }
    guard let last = field.utf8.last else { return nil }
    // An IPv4 address ends in a digit; so do few names, which are looked at closely below.
    if isPlain, last != 0x2e, !(0x30...0x39).contains(last) { return field }
    guard !field.hasPrefix("["), !field.hasPrefix(":") else { return nil }
    var name = field.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
    if name.utf8.last == 0x2e { name.removeLast() }
    return name.isEmpty || IPAddress(name) != nil ? nil : name.lowercased()
  }

  /// Looks the names of a connection up among the lists and scopes of the asset.
  private mutating func standing(
    of names: PeerNames, _ plan: AssetPlan, port: UInt16
  ) -> NameStanding {
    var standing = NameStanding()
    if let settled = names.settled {
      let answer = answer(settled, plan, port)
      standing.rows = answer.rows
      standing.settled = answer
    } else if !names.own.isEmpty {
      standing.rows = .max
      for name in names.own {
        let answer = answer(name, plan, port)
        standing.rows &= answer.rows
        standing.own.append(answer)
      }
    }
    return standing
  }

  private mutating func answer(
    _ name: String, _ plan: AssetPlan, _ port: UInt16
  ) -> CoverageCache.Answer {
    let lists = lists
    return coverages.answer(asset: plan.index, port: port, name: name) {
      var rows: UInt128 = 0
      for clause in plan.clauses.rows.prefix(128)
      where clause.scope.names.contains(where: { $0.covers(name) }) {
        rows |= 1 << UInt128(clause.row)
      }
      return CoverageCache.Answer(
        rows: rows, isCovered: lists.covers(name, port: port, for: plan),
        isKnown: lists.covers(name, port: nil, for: plan),
        isBackground: lists.isBackground(name))
    }
  }

  private func attempt(
    _ connection: Connection, _ direction: Finding.Direction, asset: Int
  ) -> LocalRunManagerAttempt? {
    let ports = assets[asset].plan.clauses.localRunManagerPorts
    guard direction == .inbound, connection.transport == .tcp, !ports.isEmpty,
      ports.contains(port: connection.responder.port)
    else { return nil }
    let isAccepted = connection.stage >= .established
    var attempt = LocalRunManagerAttempt(
      connection,
      isAlive: !isAccepted && assets[asset].liveness.isAlive(around: connection.first.time))
    attempt.otherPort = assets[asset].outcome(besides: connection.responder.port)
    return attempt
  }

  private func isInServiceWindow(_ plan: AssetPlan, at time: Timestamp) -> Bool {
    guard let windows = policy.site?.maintenance, !windows.isEmpty else { return false }
    return windows.contains { window in
      window.kind == "service" && window.from <= time && time < window.until
        && (window.assets.isEmpty || window.assets.contains(plan.asset.id))
    }
  }

  // MARK: Rulings

  /// Fills `rulings` with what every clause in scope says: vendors' first, then the baseline of
  /// what none of them spoke of.
  private mutating func rule(
    _ subject: AssetConnection, _ standing: NameStanding, _ claimants: [CompiledClause]
  ) {
    rulings.removeAll(keepingCapacity: true)
    var claimed = FactSet()
    for clause in subject.plan.clauses.vendor {
      let isClaimed =
        !claimants.isEmpty && claimants.contains { clause.claimants.contains($0.row) }
      guard isClaimed || matches(clause, subject, standing) else { continue }
      judgements.removeAll(keepingCapacity: true)
      clause.expectation.judge(subject, into: &judgements)
      for var judgement in judgements {
        judgement.limit(by: subject.connection)
        claimed.insert(judgement.fact)
        if let other = judgement.claims { claimed.insert(other) }
        rulings.append(Ruling(clause: clause, judgement: judgement))
      }
    }
    for clause in subject.plan.clauses.baseline where matches(clause, subject, standing) {
      judgements.removeAll(keepingCapacity: true)
      clause.expectation.judge(subject, into: &judgements)
      for var judgement in judgements where !claimed.contains(judgement.fact) {
        judgement.limit(by: subject.connection)
        rulings.append(Ruling(clause: clause, judgement: judgement))
      }
    }
  }

  private func matches(
    _ clause: CompiledClause, _ subject: AssetConnection, _ standing: NameStanding
  ) -> Bool {
    switch clause.scope.direction {
    case .either: break
    case .inbound: if subject.direction != .inbound { return false }
    case .outbound: if subject.direction != .outbound { return false }
    }
    if !clause.scope.ports.isEmpty, !clause.scope.ports.contains(port: subject.port) {
      return false
    }
    if !clause.scope.roles.isEmpty {
      guard let role = lists.role(of: subject.peer.kind), clause.scope.roles.contains(role)
      else { return false }
    }
    guard !clause.scope.names.isEmpty else { return true }
    // Rows beyond the cache's bits are looked up each time.
    return clause.row < 128
      ? standing.rows >> UInt128(clause.row) & 1 == 1
      : subject.names.match(clause.scope.names)
  }
}
