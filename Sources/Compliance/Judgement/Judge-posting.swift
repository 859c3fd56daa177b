internal import Observations

extension Judge {
  /// Writes the rulings into the ledger and one finding for each fact.
  mutating func post(
    _ claimants: [CompiledClause], of subject: AssetConnection, isOpen: Bool,
    _ side: inout OpenConnection.Side
  ) {
    for place in rulings.indices {
      let fact = rulings[place].judgement.fact
      if rulings[..<place].contains(where: { $0.judgement.fact == fact }) { continue }
      var winner = place
      var isAlone = true
      for other in rulings.indices[(place + 1)...] where rulings[other].judgement.fact == fact {
        isAlone = false
        if Self.isNamedBefore(rulings[other], rulings[winner]) { winner = other }
      }
      let ruling = rulings[winner]
      let suppression = suppression(of: ruling.clause, subject)
      let also = isAlone && claimants.isEmpty ? [] : also(ruling, claimants)
      for other in rulings[place...] where other.judgement.fact == fact {
        side.note(other.clause.row, other.judgement.verdict, suppression != nil)
        for claimant in claimants where other.clause.claimants.contains(claimant.row) {
          side.note(claimant.row, other.judgement.verdict, suppression != nil)
        }
      }
      let slot = post(ruling, also, suppression, of: subject, isOpen: isOpen)
      if isOpen { side.findings.append(slot) }
    }
    for (row, verdict, isSuppressed) in side.ledger {
      assets[side.asset].cells[row].add(
        verdict, isSuppressed: isSuppressed, from: subject.connection.first.time,
        to: subject.connection.last.time, peer: subject.peerAddress)
    }
  }

  /// The other clauses that the fact of a ruling breaks, and the parents that claim it.
  private func also(_ winner: Ruling, _ claimants: [CompiledClause]) -> [String] {
    let others = rulings.filter {
      $0.judgement.fact == winner.judgement.fact && $0.clause.row != winner.clause.row
        && Self.isSaid($0, with: winner)
    }.sorted(by: Self.isNamedBefore)
    let parents = claimants.filter { winner.clause.claimants.contains($0.row) }
    return others.map(\.clause.clause.id) + parents.map(\.clause.id)
  }

  /// The clause that gives the finding its name: the worst verdict, then the narrowest scope,
  /// then the order of the files.
  private static func isNamedBefore(_ left: Ruling, _ right: Ruling) -> Bool {
    if left.judgement.verdict != right.judgement.verdict {
      return left.judgement.verdict < right.judgement.verdict
    }
    if left.clause.specificity != right.clause.specificity {
      return left.clause.specificity > right.clause.specificity
    }
    return left.clause.row < right.clause.row
  }

  /// Whether another clause breaks on the same fact as the one that is named.
  private static func isSaid(_ other: Ruling, with winner: Ruling) -> Bool {
    if winner.judgement.verdict <= .warn { return other.judgement.verdict <= .warn }
    return other.judgement.verdict == winner.judgement.verdict
  }

  private mutating func post(
    _ ruling: Ruling, _ also: [String], _ suppression: Int?, of subject: AssetConnection,
    isOpen: Bool
  ) -> FindingTable.Slot {
    let connection = subject.connection
    let judgement = ruling.judgement
    let key = FindingKey(
      asset: subject.plan.index, row: ruling.clause.row, direction: subject.direction,
      transport: connection.transport, peer: subject.peerAddress, port: subject.port,
      discriminator: judgement.discriminator)
    var part = FindingPart(
      verdict: judgement.verdict,
      severity: severity(
        of: judgement, ruling.clause, subject.plan, at: connection.last.time),
      stage: judgement.stage, deciding: judgement.deciding, first: connection.first,
      last: connection.last)
    part.isOneSided = connection.isOneSided
    part.suppression = suppression
    part.also = also
    let slot = findings.slot(for: key)
    if findings.needsDetail(part, in: slot) { part.detail = detail(judgement, of: subject) }
    findings.add(part, to: slot, connection: isOpen ? connection.id : nil)
    return slot
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
}
