internal import Observations

extension Judge {
  /// Writes rulings into the ledger and one finding for each fact.
  mutating func post(
    _ rulings: SettledRulings, of connection: Connection, _ side: ConnectionSide,
    _ record: inout OpenConnection
  ) {
    var posted = OpenConnection.Side(asset: side.plan.index)
    for statement in rulings.statements {
      let finding = post(statement, nil, of: connection, side, isSettled: record.isSettled)
      if !record.isSettled { posted.findings.append(finding) }
    }
    count(rulings.ledger, of: connection, side)
    posted.ledger = rulings.ledger
    record.remember(posted)
  }

  /// The same for a site with suppressions, which hang on the peer and the time.
  mutating func postSuppressed(
    _ rulings: SettledRulings, of connection: Connection, _ side: ConnectionSide,
    _ record: inout OpenConnection
  ) {
    var posted = OpenConnection.Side(asset: side.plan.index)
    let suppressions = rulings.statements.map { suppression(of: $0.clause, connection, side) }
    for (statement, suppression) in zip(rulings.statements, suppressions) {
      posted.findings.append(
        post(statement, suppression, of: connection, side, isSettled: record.isSettled))
    }
    posted.ledger = SettledRulings.ledger(rulings.statements) { suppressions[$0] != nil }
    count(posted.ledger, of: connection, side)
    record.remember(posted)
  }

  private mutating func count(
    _ ledger: [LedgerCount], of connection: Connection, _ side: ConnectionSide
  ) {
    let peer = connection.address(of: side.direction, isAsset: false)
    for count in ledger {
      assets[side.plan.index].cells[count.row].add(
        count.verdict, isSuppressed: count.isSuppressed, from: connection.first.time,
        to: connection.last.time, peer: peer)
    }
  }

  private mutating func post(
    _ statement: SettledRulings.Statement, _ suppression: Int?, of connection: Connection,
    _ side: ConnectionSide, isSettled: Bool
  ) -> FindingTable.Handle {
    let judgement = statement.judgement
    let key = FindingKey(
      asset: side.plan.index, row: statement.clause.row, direction: side.direction,
      transport: connection.transport, peer: connection.address(of: side.direction, isAsset: false),
      port: connection.responder.port, discriminator: statement.discriminator(side.naming))
    var part = FindingPart(
      verdict: judgement.verdict,
      severity: hasOverrides
        ? severity(of: judgement, statement.clause, side.plan, at: connection.last.time)
        : statement.severity,
      stage: judgement.stage, deciding: judgement.deciding.moment(in: connection),
      first: connection.first, last: connection.last)
    part.isOneSided = connection.isOneSided
    part.suppression = suppression
    part.also = statement.also
    let finding = findings.touch(key)
    if findings.needsDetail(part, at: finding) {
      part.detail = detail(judgement, of: side.subject(connection))
    }
    findings.add(part, at: finding, connection: isSettled ? nil : connection.id)
    return finding
  }

  func severity(
    of judgement: Judgement, _ clause: CompiledClause, _ plan: AssetPlan, at time: Timestamp
  ) -> Severity {
    let usual = judgement.severity(of: clause.clause)
    guard judgement.verdict <= .undetermined else { return usual }
    return severityOverride(of: clause, plan, at: time)?.level ?? usual
  }

  /// What the site says of a clause's severity at a time.
  func severityOverride(
    of clause: CompiledClause, _ plan: AssetPlan, at time: Timestamp
  ) -> SeverityOverride? {
    guard hasOverrides else { return nil }
    return policy.site?.severities.last { override in
      override.clause == clause.clause.id && time < override.until
        && (override.asset == nil || override.asset == plan.asset.id)
    }
  }

  private func suppression(
    of clause: CompiledClause, _ connection: Connection, _ side: ConnectionSide
  ) -> Int? {
    suppression(
      of: clause, side.plan, peer: lists.identifier(of: side.peer.kind),
      address: connection.address(of: side.direction, isAsset: false), at: connection.last.time)
  }

  func suppression(
    of clause: CompiledClause, _ plan: AssetPlan, peer: String?, address: IPAddress?,
    at time: Timestamp
  ) -> Int? {
    guard hasSuppressions, let site = policy.site else { return nil }
    let address = address.map { "\($0)" }
    return site.suppressions.firstIndex { suppression in
      suppression.clause == clause.clause.id && time < suppression.until
        && (suppression.asset == nil || suppression.asset == plan.asset.id)
        && (suppression.peer == nil || suppression.peer == peer
          || suppression.peer == address)
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
      initiator: connection.initiator, responder: connection.responder,
      name: judgement.isAboutPeerName ? subject.names.settled : nil,
      encryptedShare: connection.encryptedShare, doubts: connection.doubts,
      wrapping: connection.wrapping)
  }
}

extension Connection {
  /// The address of the asset or its peer, on the asset's side of the connection.
  func address(of direction: Finding.Direction, isAsset: Bool) -> IPAddress {
    (direction == .outbound) == isAsset ? initiator.address : responder.address
  }

  /// Octets of SMB inside transform headers, of all after session set-up, in percent.
  fileprivate var encryptedShare: UInt64? {
    guard case .smb(let smb) = application else { return nil }
    let (all, isTooMuch) = smb.encryptedOctets.addingReportingOverflow(smb.clearOctets)
    guard !isTooMuch else { return nil }
    guard all > 0 else { return 0 }
    return UInt64(Double(smb.encryptedOctets) * 100 / Double(all))
  }
}
