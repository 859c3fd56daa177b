internal import Observations

extension Judge {
  /// The findings that are new or have changed since the last call, by first frame, then id.
  public mutating func changedFindings() -> [Finding] {
    var changed: [Finding] = []
    for key in findings.takeChanged() {
      if let finding = finding(key) {
        emitted.insert(key)
        changed.append(finding)
      } else if emitted.remove(key) != nil {
        findings.remove(key)
      }
    }
    emitted =
      emitted.count > 2 * limits.findings ? emitted.filter { findings[$0] != nil } : emitted
    return changed.sorted(by: Self.isReportedBefore)
  }

  static func isReportedBefore(_ left: Finding, _ right: Finding) -> Bool {
    (left.firstSeen.frame, left.id) < (right.firstSeen.frame, right.id)
  }

  /// A finding as it stands; nil when all that it rested on was judged anew.
  func finding(_ key: FindingKey) -> Finding? {
    findings[key].flatMap { finding($0) }
  }

  /// A finding as an entry has it.
  func finding(_ entry: FindingEntry) -> Finding? {
    let key = entry.key
    guard let lead = entry.lead, let detail = lead.detail
    else { return nil }
    let plan = assets[key.asset].plan
    let clause = plan.clauses.rows[key.row]
    let tally = entry.tally(lead.verdict)
    var finding = Finding(
      id: FindingIdentity(
        site: siteName, clause: clause.clause.id, asset: plan.asset.id,
        direction: key.direction, transport: key.transport, peer: key.peer, port: key.port,
        discriminator: key.discriminator?.text
      ).id,
      clause: clause.clause.id, verdict: lead.verdict, severity: lead.severity,
      stage: lead.stage, title: clause.clause.title,
      reason: Self.reason(detail, clause.clause.note, isReported: lead.verdict <= .warn),
      remediation: clause.clause.remediation,
      asset: AssetReference(
        id: plan.asset.id, address: detail.assetAddress, mac: detail.assetMAC,
        model: plan.asset.model),
      peer: detail.peer, direction: key.direction, transport: key.transport,
      initiator: detail.initiator, responder: detail.responder, deciding: lead.deciding,
      sensor: sensor, document: clause.document)
    finding.also = lead.also
    finding.evidence = detail.evidence
    finding.count = max(tally.count, 1)
    finding.firstSeen = tally.first ?? lead.first
    finding.lastSeen = tally.last ?? lead.last
    finding.capture = capture(of: lead.deciding.frame)
    finding.revision = max(entry.revision + (entry.isChanged ? 1 : 0), 1)
    finding.controls = clause.clause.controls.flatMap { policy.controls[$0] } ?? []
    finding.isOneSided = lead.isOneSided
    finding.doubts = detail.doubts
    finding.wrapping = detail.wrapping
    finding.suppression = tally.unsuppressed == 0 ? reference(to: lead.suppression) : nil
    if lead.verdict <= .undetermined,
      let change = severityOverride(of: clause, plan, at: lead.last.time)
    {
      finding.severityChange = SuppressionReference(
        who: change.who, why: change.why,
        until: change.untilText.isEmpty ? "\(change.until)" : change.untilText)
    }
    return finding
  }

  private func reference(to suppression: Int?) -> SuppressionReference? {
    guard let suppression, let site = policy.site else { return nil }
    let entry = site.suppressions[suppression]
    return SuppressionReference(who: entry.who, why: entry.why, until: entry.untilText)
  }

  /// The capture that holds a frame, and the frame's number in it.
  private func capture(of frame: UInt64) -> CaptureReference? {
    guard let source = sources.last(where: { $0.firstFrame <= frame }) else { return nil }
    return CaptureReference(source: source.name, packet: frame - source.firstFrame + 1)
  }

  /// The reason with its values, and the clause's remark where the clause is broken.
  static func reason(
    _ detail: FindingDetail, _ note: LocalizedText?, isReported: Bool
  ) -> LocalizedText {
    LocalizedText(
      Sentence(detail.reason, note: isReported ? note : nil) { value($0, of: detail) })
  }

  /// What stands for a placeholder of a reason's sentence.
  private static func value(_ name: String, of detail: FindingDetail) -> String? {
    let evidence = detail.evidence
    func text(_ key: Evidence.Key) -> String? {
      switch evidence[key] {
      case .text(let text): text
      case .number(let number): "\(number)"
      case .flag, .texts, nil: nil
      }
    }
    func version(_ key: Evidence.Key, _ protocolName: String) -> String? {
      text(key).map {
        $0.first?.isNumber == true && !$0.hasPrefix("0x") ? "\(protocolName) \($0)" : $0
      }
    }
    let known: String? =
      switch name {
      case "version": version(.tlsVersion, "TLS")
      case "dialect": version(.smbDialect, "SMB")
      case "client": version(.tlsClientMaxVersion, "TLS") ?? version(.smbClientMaxDialect, "SMB")
      case "cipher": text(.tlsCipher)
      case "service": text(.service)
      case "outcome": text(.outcome)
      case "mac": text(.mac)
      case "vlan": text(.vlan)
      case "limit": text(.limitedBy)
      case "account": text(.smbAccount)
      case "share": detail.encryptedShare.map { "\($0) %" }
      case "port": "\(detail.responder.port)"
      case "name": detail.name ?? detail.peer?.name
      case "peer":
        detail.peer.map { peer in
          peer.name.map { "\($0) (\(peer.address))" } ?? "\(peer.address)"
        }
      default: nil
      }
    // What a watch says counts where the evidence has nothing of the kind.
    return known ?? detail.values[name]
  }
}
