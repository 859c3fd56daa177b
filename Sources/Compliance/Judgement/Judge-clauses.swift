internal import Observations

extension Judge {
  /// Holds one side of a connection against the asset's clauses.
  mutating func judge(
    _ connection: Connection, as direction: Finding.Direction, asset: Int, peer: Party,
    _ attempt: LocalRunManagerAttempt?, _ record: inout OpenConnection
  ) {
    let plan = assets[asset].plan
    let naming = naming(connection, direction, asset: asset, &record)
    let listing = lists.listing(
      connection, direction, peer: peer, names: naming, for: plan, among: plans)
    let side = ConnectionSide(
      direction: direction, plan: plan, peer: peer, peerRole: lists.role(of: peer.kind),
      naming: naming, listing: listing,
      isInServiceWindow: hasServiceWindows && isInServiceWindow(plan, at: connection.first.time),
      hasCredentials: connection.hasCredentials
        || !credentials.isEmpty && credentials.contains(connection.id),
      signs: signs(of: connection, direction, peer: peer, naming, listing, asset: asset),
      attempt: attempt,
      isUnanswered: plan.clauses.asksForLife && direction == .inbound
        && connection.refusal == .silence
        && !assets[asset].hasOneSided
        && assets[asset].liveness.isAlive(around: connection.first.time),
      isAfterAttack: plan.clauses.asksForAttacks && direction == .outbound
        && assets[asset].isAfterAttack(connection.first.time))
    judgeVLAN(of: connection, direction, asset: asset)
    if connection.isOneSided { assets[asset].hasOneSided = true }
    assets[asset].lastAddress = connection.address(of: direction, isAsset: true)
    if direction == .outbound, hasSite, let mac = connection.initiatorMAC,
      book.isInSegment(connection.initiator.address)
    {
      assets[asset].lastMAC = mac
    }
    let rulings = settledRulings(of: connection, side)
    if rulings.statements.isEmpty {
      record.remember(OpenConnection.Side(asset: asset))
    } else if hasSuppressions {
      postSuppressed(rulings, of: connection, side, &record)
    } else {
      post(rulings, of: connection, side, &record)
    }
    if let outcome = attempt?.outcome, connection.isFinal || outcome.isAnswer {
      assets[asset].note(outcome, port: connection.responder.port)
    }
    if record.isSettled, !assets[asset].watches.isEmpty {
      watch(connection, side, rulings.watching)
    }
  }

  // MARK: Subject

  private mutating func naming(
    _ connection: Connection, _ direction: Finding.Direction, asset: Int,
    _ record: inout OpenConnection
  ) -> PeerNaming {
    var naming = PeerNaming()
    naming.isDNSVisible =
      assets[asset].firstAnswer.map { $0.frame < connection.first.frame } ?? false
    // What was alive at the start stays: later snapshots must not depend on what was forgotten.
    if let known = record.names.first(where: { $0.asset == asset })?.known {
      naming.known = known
    } else {
      naming.known = names.names(
        of: connection.address(of: direction, isAsset: false), asset: asset, at: connection.first)
      if !record.isSettled { record.names.append((asset, naming.known)) }
    }
    guard direction == .outbound else { return naming }
    let field: String?
    switch connection.application {
    case .tls(let handshake):
      field = handshake.serverName
      // An ECH that was not taken up looks the same from outside (RFC 9849 6.2).
      naming.isOuterOnly = handshake.hasECH
    case .quic(let quic):
      field = quic.handshake?.serverName
      naming.isOuterOnly = quic.handshake?.hasECH ?? false
    case .smb(let smb): field = smb.serverName
    case .http(let conversation): field = conversation.decisive?.host
    case .dns, .clinical, .directory, .other, .unknown: field = nil
    }
    if let field { naming.direct = hosts.name(field) }
    return naming
  }

  /// An attempt on the web ports of an asset's Local Run Manager.
  func attempt(_ connection: Connection, asset: Int) -> LocalRunManagerAttempt? {
    let ports = assets[asset].plan.clauses.localRunManagerPorts
    guard connection.transport == .tcp, !ports.isEmpty,
      ports.contains(port: connection.responder.port)
    else { return nil }
    let isAccepted = connection.stage >= .established
    var attempt = LocalRunManagerAttempt(
      connection,
      isAlive: !isAccepted && !assets[asset].hasOneSided
        && assets[asset].liveness.isAlive(around: connection.first.time))
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

  /// What the clauses say: known from a connection with the same facts, or judged now.
  private mutating func settledRulings(
    of connection: Connection, _ side: ConnectionSide
  ) -> SettledRulings {
    if connection.mayBeTurned { return rulingsEitherWay(connection, side) }
    let facts = side.facts(of: connection, traits(of: side.naming, side.plan))
    if let facts, let known = rulings[facts] { return known }
    let subject = side.subject(connection)
    let claimants = claimants(of: subject)
    let settled = SettledRulings(
      rule(subject, claimants), claimants: claimants,
      watching: watching(subject, of: side.plan.index))
    if let facts { rulings.keep(settled, for: facts) }
    return settled
  }

  /// The worst-of clauses in whose scope a connection is.
  func claimants(of subject: AssetConnection) -> [CompiledClause] {
    subject.plan.clauses.claimants.filter { matches($0.clause.scope, subject) }
  }

  /// Places of an asset's watches that a connection concerns.
  func watching(_ subject: AssetConnection, of asset: Int) -> [Int] {
    let watches = assets[asset].watches
    return watches.indices.filter { watches[$0].watch.concerns(subject) }
  }

  private mutating func traits(of naming: PeerNaming, _ plan: AssetPlan) -> NameTraits {
    guard !naming.isEmpty else { return .none }
    let key = NameTraits.Key(naming, plan)
    if let known = nameTraits[key] { return known }
    let traits = NameTraits(naming, lists: plan.clauses.nameLists)
    nameTraits.keep(traits, for: key)
    return traits
  }

  /// What every clause in scope says: vendors' first, then the baseline of what none of them
  /// spoke of.
  func rule(_ subject: AssetConnection, _ claimants: [CompiledClause]) -> [Ruling] {
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
        // What a document only recommends takes no fact away from the baseline's demands.
        if !judgement.isRecommendation { claimed.insert(judgement.fact) }
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
}

extension Connection {
  /// The decisive exchange itself, or a directory's simple bind, carried credentials in clear.
  fileprivate var hasCredentials: Bool {
    if case .http(let conversation) = application {
      return conversation.decisive?.hasCredentials == true
    }
    if case .directory(let exchange) = application { return exchange.hasClearBind }
    return false
  }
}
