internal import Compliance
internal import Observations

extension TextReport {
  /// One finding: clause, asset and peer, then what was seen and what to do, label by label.
  func write(_ finding: Finding, to page: inout TextPage) {
    let verdict = style.painted(name(finding.verdict), style.paint(of: finding.verdict))
    let severity = said(Phrases.severity(finding.severity))
    page.line()
    page.line(
      "  \(verdict) [\(severity)]  "
        + style.painted(finding.clause.printable, .bold) + "  "
        + said(finding.title).printable)
    page.line("    " + ends(of: finding))

    var fields: [(LocalizedText, String)] = [
      (Phrases.seen, said(finding.reason).printable(limit: false))
    ]
    let evidence = evidenceText(finding.evidence)
    if !evidence.isEmpty { fields.append((Phrases.evidence, evidence)) }
    fields.append((Phrases.decided, decision(of: finding)))
    if !finding.doubts.isEmpty {
      fields.append(
        (Phrases.doubts, finding.doubts.map { said(Phrases.doubt($0)) }.joined(separator: "; ")))
    }
    if !finding.wrapping.isEmpty {
      fields.append((Phrases.through, finding.wrapping.joined(separator: ", ")))
    }
    fields.append((Phrases.document, documentText(finding.document)))
    if !finding.also.isEmpty {
      fields.append((Phrases.also, finding.also.map(\.printable).joined(separator: ", ")))
    }
    if !finding.controls.isEmpty {
      let controls = finding.controls.map {
        "\($0.framework.printable) " + $0.identifiers.map(\.printable).joined(separator: ", ")
      }
      fields.append((Phrases.controls, controls.joined(separator: "; ")))
    }
    let remediation = said(finding.remediation).printable(limit: false)
    if !remediation.isEmpty { fields.append((Phrases.mend, remediation)) }
    if let suppression = finding.suppression {
      let text = Phrases.suppression(
        who: suppression.who.printable, why: suppression.why.printable,
        until: suppression.until.printable)
      fields.append((Phrases.byWhom, said(text)))
    }
    if let change = finding.severityChange {
      let text = Phrases.severityChange(
        who: change.who.printable, why: change.why.printable, until: change.until.printable)
      fields.append((Phrases.byWhom, said(text)))
    }
    let width = fields.reduce(0) { max($0, said($1.0).columns) }
    for (label, text) in fields {
      page.field(said(label), text, indent: 4, labelWidth: width)
    }
  }

  /// `asset → peer:port` for outbound traffic, `asset :port ← peer` for inbound: the port is
  /// always the responder's.
  private func ends(of finding: Finding) -> String {
    let asset = describe(finding.asset)
    guard let peer = finding.peer else { return asset }
    var text: String
    switch finding.direction {
    case .outbound:
      let end = peer.port.map { Endpoint(peer.address, $0).description }
      text = "\(asset) → \(end ?? peer.address.description)/\(finding.transport)"
    case .inbound:
      let port = peer.port.map { ":\($0)/" } ?? ""
      text = "\(asset) \(port)\(finding.transport) ← \(peer.address)"
    }
    if let name = peer.name {
      text += "  \(name.printable)" + (peer.nameSource.map { " (\($0.rawValue))" } ?? "")
    }
    if let role = peer.role { text += (peer.name == nil ? "  " : ", ") + role.printable }
    return text
  }

  private func describe(_ asset: AssetReference) -> String {
    let address = asset.address?.description
    let details = [asset.model?.printable, address == asset.id ? nil : address]
      .compactMap(\.self)
    let id = asset.id.printable
    return details.isEmpty ? id : "\(id) (\(details.joined(separator: ", ")))"
  }

  private func decision(of finding: Finding) -> String {
    let place =
      finding.capture.map { said(Phrases.packet($0.packet, of: $0.source.printable)) }
      ?? said(Phrases.frame(finding.deciding.frame))
    var parts = [place, finding.deciding.time.description, said(Phrases.stage(finding.stage))]
    if finding.count > 1 {
      parts.append(said(Phrases.times(finding.count, until: finding.lastSeen.time.description)))
    }
    if finding.isOneSided { parts.append(said(Phrases.oneSided)) }
    return parts.joined(separator: "; ")
  }

  private func evidenceText(_ evidence: Evidence) -> String {
    evidence.fields.map { key, value in
      let text =
        switch value {
        case .text(let text): text.printable
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .texts(let texts): texts.map(\.printable).joined(separator: ",")
        }
      return "\(key.rawValue)=\(text)"
    }.joined(separator: "  ")
  }

  /// The document and its clause; a row that no document asks of the customer says so.
  func documentText(_ document: DocumentReference) -> String {
    let text = said(
      Phrases.documentClause(document.number.printable, document.clause.printable))
    return document.isDerived ? "\(text) (\(said(Phrases.derived)))" : text
  }
}
