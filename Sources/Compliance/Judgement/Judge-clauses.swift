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
    let attempt = attempt(connection, direction, asset: asset)
    let subject = AssetConnection(
      connection: connection, plan: plan, direction: direction, peer: peer, names: names,
      listing: lists.listing(
        connection, direction, peer: peer, names: names, for: plan, among: plans),
      isInServiceWindow: isInServiceWindow(plan, at: connection.first.time),
      hasCredentials: credentials.contains(connection.id) || connection.hasCredentials,
      attempt: attempt)
    if connection.isOneSided { assets[asset].hasOneSided = true }
    assets[asset].lastAddress = subject.assetAddress
    let claimants = plan.clauses.claimants.filter { matches($0.clause.scope, subject) }
    let rulings = rule(subject, claimants)
    var side = OpenConnection.Side(asset: asset)
    post(rulings, claimants, of: subject, &side)
    record.sides.append(side)
    if let outcome = attempt?.outcome, connection.isFinal || outcome.isAnswer {
      assets[asset].note(
        outcome, port: connection.responder.port, at: connection.first.time)
    }
    return attempt?.outcome
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

  /// Lower case, without a trailing dot.
  static func normalized(_ name: String) -> String {
    var name = name
    if name.utf8.contains(where: { (0x41...0x5a).contains($0) }) { name = name.lowercased() }
    if name.utf8.last == 0x2e { name.removeLast() }
    return name
  }

  /// The name that a header or a hello states; nil for an address, which names nothing.
  static func hostName(_ field: String) -> String? {
    guard !field.hasPrefix("[") else { return nil }
    let name = field.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
    return name.isEmpty || IPAddress(name) != nil ? nil : normalized(name)
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

  /// What every clause in scope says: vendors' first, then the baseline of what none of them
  /// spoke of.
  private func rule(_ subject: AssetConnection, _ claimants: [CompiledClause]) -> [Ruling] {
    var rulings: [Ruling] = []
    var claimed = FactSet()
    var judgements: [Judgement] = []
    for clause in subject.plan.clauses.vendor {
      let isClaimed =
        !clause.claimants.isEmpty && claimants.contains { clause.claimants.contains($0.row) }
      guard isClaimed || matches(clause.clause.scope, subject) else { continue }
      judgements.removeAll(keepingCapacity: true)
      clause.clause.expectation.judge(subject, into: &judgements)
      for var judgement in judgements {
        judgement.limit(by: subject.connection)
        claimed.insert(judgement.fact)
        if let other = judgement.claims { claimed.insert(other) }
        rulings.append(Ruling(clause: clause, judgement: judgement))
      }
    }
    for clause in subject.plan.clauses.baseline where matches(clause.clause.scope, subject) {
      judgements.removeAll(keepingCapacity: true)
      clause.clause.expectation.judge(subject, into: &judgements)
      for var judgement in judgements where !claimed.contains(judgement.fact) {
        judgement.limit(by: subject.connection)
        rulings.append(Ruling(clause: clause, judgement: judgement))
      }
    }
    return rulings
  }

  private func matches(_ scope: Scope, _ subject: AssetConnection) -> Bool {
    switch scope.direction {
    case .either: break
    case .inbound: if subject.direction != .inbound { return false }
    case .outbound: if subject.direction != .outbound { return false }
    }
    if !scope.ports.isEmpty, !scope.ports.contains(port: subject.port) { return false }
    if !scope.roles.isEmpty {
      guard let role = lists.role(of: subject.peer.kind), scope.roles.contains(role) else {
        return false
      }
    }
    return scope.names.isEmpty || subject.names.match(scope.names)
  }

  // MARK: Posting

  /// Writes rulings into the ledger and one finding for each fact.
  private mutating func post(
    _ rulings: [Ruling], _ claimants: [CompiledClause], of subject: AssetConnection,
    _ side: inout OpenConnection.Side
  ) {
    guard !rulings.isEmpty else { return }
    var ledger: [Int: (verdict: Verdict, isSuppressed: Bool)] = [:]
    func record(_ row: Int, _ verdict: Verdict, _ isSuppressed: Bool) {
      guard let known = ledger[row] else {
        ledger[row] = (verdict, isSuppressed)
        return
      }
      // What counts beats what is suppressed, then the worse verdict.
      if (isSuppressed ? 1 : 0, verdict) < (known.isSuppressed ? 1 : 0, known.verdict) {
        ledger[row] = (verdict, isSuppressed)
      }
    }
    for (place, ruling) in rulings.enumerated() {
      let fact = ruling.judgement.fact
      let isFirst = !rulings[..<place].contains { $0.judgement.fact == fact }
      guard isFirst else { continue }
      let same = rulings.filter { $0.judgement.fact == fact }
      guard let winner = same.min(by: Self.isNamedBefore) else { continue }
      let suppression = suppression(of: winner.clause, subject)
      let matched = claimants.filter { winner.clause.claimants.contains($0.row) }
      for other in same {
        record(other.clause.row, other.judgement.verdict, suppression != nil)
        for claimant in matched where other.clause.claimants.contains(claimant.row) {
          record(claimant.row, other.judgement.verdict, suppression != nil)
        }
      }
      let others = same.filter {
        $0.clause.row != winner.clause.row && Self.isSaid($0, with: winner)
      }
      .sorted(by: Self.isNamedBefore)
      let also = others.map(\.clause.clause.id) + matched.map(\.clause.id)
      side.findings.append(post(winner, also, suppression, of: subject))
    }
    let connection = subject.connection
    for (row, entry) in ledger.sorted(by: { $0.key < $1.key }) {
      assets[side.asset].cells[row].add(
        entry.verdict, isSuppressed: entry.isSuppressed, from: connection.first.time,
        to: connection.last.time, peer: subject.peerAddress)
      side.ledger.append((row, entry.verdict, entry.isSuppressed))
    }
  }

  /// The clause that gives the finding its name: the worst verdict, then the narrowest scope,
  /// then the order of the files.
  private static func isNamedBefore(_ left: Ruling, _ right: Ruling) -> Bool {
    if left.judgement.verdict != right.judgement.verdict {
      return left.judgement.verdict < right.judgement.verdict
    }
    let scopes = (left.clause.clause.scope.specificity, right.clause.clause.scope.specificity)
    if scopes.0 != scopes.1 { return scopes.0 > scopes.1 }
    return left.clause.row < right.clause.row
  }

  /// Whether another clause breaks on the same fact as the one that is named.
  private static func isSaid(_ other: Ruling, with winner: Ruling) -> Bool {
    if winner.judgement.verdict <= .warn { return other.judgement.verdict <= .warn }
    return other.judgement.verdict == winner.judgement.verdict
  }

  private mutating func post(
    _ ruling: Ruling, _ also: [String], _ suppression: Int?, of subject: AssetConnection
  ) -> FindingKey {
    let connection = subject.connection
    let judgement = ruling.judgement
    let parts = [judgement.fact.discriminator, judgement.name].compactMap(\.self)
    let key = FindingKey(
      asset: subject.plan.index, row: ruling.clause.row, direction: subject.direction,
      transport: connection.transport, peer: subject.peerAddress, port: subject.port,
      discriminator: parts.isEmpty ? nil : parts.joined(separator: ":"))
    var part = FindingPart(
      verdict: judgement.verdict,
      severity: severity(
        of: judgement, ruling.clause, subject.plan, at: connection.last.time),
      stage: judgement.stage, deciding: judgement.deciding, first: connection.first,
      last: connection.last)
    part.isOneSided = connection.isOneSided
    part.suppression = suppression
    part.also = also
    if findings.needsDetail(part, in: key) { part.detail = detail(judgement, of: subject) }
    findings.add(part, to: key, connection: connection.id)
    return key
  }

  func severity(
    of judgement: Judgement, _ clause: CompiledClause, _ plan: AssetPlan, at time: Timestamp
  ) -> Severity {
    let usual = judgement.severity(of: clause.clause)
    guard judgement.verdict <= .undetermined, let site = policy.site, !site.severities.isEmpty
    else { return usual }
    let level = site.severities.last { override in
      override.clause == clause.clause.id && time < override.until
        && (override.asset == nil || override.asset == plan.asset.id)
    }?.level
    return level ?? usual
  }

  private func suppression(of clause: CompiledClause, _ subject: AssetConnection) -> Int? {
    guard let site = policy.site, !site.suppressions.isEmpty else { return nil }
    let peer = lists.identifier(of: subject.peer.kind)
    return site.suppressions.firstIndex { suppression in
      suppression.clause == clause.clause.id && subject.connection.last.time < suppression.until
        && (suppression.asset == nil || suppression.asset == subject.plan.asset.id)
        && (suppression.peer == nil || suppression.peer == peer
          || suppression.peer == "\(subject.peerAddress)")
    }
  }

  private func detail(_ judgement: Judgement, of subject: AssetConnection) -> FindingDetail {
    let connection = subject.connection
    var peer = PeerReference(address: subject.peerAddress, port: subject.port)
    if let best = subject.names.best {
      peer.name = best.name
      peer.nameSource = best.source
    } else if let id = lists.identifier(of: subject.peer.kind) {
      peer.name = id
      peer.nameSource = .site
    }
    peer.role = lists.role(of: subject.peer.kind)
    let seen =
      subject.direction == .outbound ? connection.initiatorMAC : connection.responderMAC
    let isLocal = book.isInSegment(subject.assetAddress)
    return FindingDetail(
      reason: judgement.reason, evidence: Evidence(judgement, of: subject), peer: peer,
      assetAddress: subject.assetAddress,
      assetMAC: subject.plan.asset.mac ?? (isLocal ? seen : nil),
      initiator: connection.initiator, responder: connection.responder, name: judgement.name,
      encryptedShare: connection.encryptedShare)
  }
}

extension Connection {
  /// Octets of SMB inside transform headers, of all after session set-up, in percent.
  fileprivate var encryptedShare: UInt64? {
    guard case .smb(let smb) = application else { return nil }
    let (all, isTooMuch) = smb.encryptedOctets.addingReportingOverflow(smb.clearOctets)
    guard !isTooMuch, all > 0 else { return nil }
    return UInt64(Double(smb.encryptedOctets) * 100 / Double(all))
  }

  /// The decisive exchange itself carried credentials in clear.
  fileprivate var hasCredentials: Bool {
    if case .http(let conversation) = application {
      return conversation.decisive?.hasCredentials == true
    }
    return false
  }
}
