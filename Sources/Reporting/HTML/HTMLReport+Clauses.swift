internal import Compliance
internal import Observations

/// For each clause what decided: packet, time, flow, fields and their octets.
extension HTMLReport {
  func writeClauses(to page: inout HTMLWriter) {
    guard !report.tally.clauses.isEmpty else {
      page.element("p", text: said(Phrases.nothingFound))
      return
    }
    note(Phrases.evidenceBasis, to: &page)
    let order = report.tally.clauses.enumerated().sorted { left, right in
      let (a, b) = (left.element.findings.worst, right.element.findings.worst)
      if a != b {
        guard let a, let b else { return a != nil }
        return a < b
      }
      return left.element.id < right.element.id
    }
    var left = 0
    for (place, clause) in order {
      guard page.octets.count < Self.maximumOctets else {
        left += clause.findings.total
        continue
      }
      write(clause, "clause-\(place)", to: &page)
    }
    if left > 0 { note(Phrases.moreFindings(left), to: &page) }
  }

  private func write(
    _ clause: EvidenceTally.Clause, _ id: String, to page: inout HTMLWriter
  ) {
    let shown = clause.examples.compactMap { report.evidence[$0.place] }
    page.constant("\n")
    page.element("article", .id(id), .init("aria-labelledby", "\(id)-title")) { page in
      page.element("h3", .id("\(id)-title")) { page in
        page.wire(clause.id)
        if let finding = shown.first {
          page.text(" – ")
          page.sentence(said(finding.title))
        }
      }
      if let finding = shown.first { writeList(about(finding, clause), to: &page) }
      guard !shown.isEmpty else {
        note(Phrases.moreFindings(clause.findings.total), to: &page)
        return
      }
      let heads = [
        Phrases.verdictLabel, Phrases.assetAndPeer, Phrases.seen, Phrases.decided, Phrases.evidence,
      ].map(said)
      let caption = said(Phrases.examples(shown.count, of: clause.findings.total))
      table("\(HTMLWriter.harmless(clause.id)): \(caption)", heads, to: &page) { page in
        for finding in shown { row(finding, to: &page) }
      }
    }
  }

  private func about(
    _ finding: Finding, _ clause: EvidenceTally.Clause
  ) -> [(label: LocalizedText, value: String)] {
    var fields: [(label: LocalizedText, value: String)] = [
      (Phrases.document, document(finding.document)), (Phrases.findings, counts(clause.findings)),
    ]
    if clause.suppressed > 0 {
      fields.append((Phrases.byWhom, said(Phrases.suppressedCount(clause.suppressed))))
    }
    let controls = controls(of: clause.id, finding)
    if !controls.isEmpty {
      fields.append(
        (
          Phrases.controls,
          controls.map { "\($0.framework): \($0.identifiers.joined(separator: ", "))" }
            .joined(separator: "; ")
        ))
    }
    let remediation = said(finding.remediation)
    if !remediation.isEmpty { fields.append((Phrases.mend, remediation)) }
    return fields
  }

  func document(_ document: DocumentReference) -> String {
    let text = said(Phrases.documentClause(document.number, document.clause))
    return document.isDerived ? "\(text) (\(said(Phrases.derived)))" : text
  }

  // MARK: One finding

  func row(_ finding: Finding, to page: inout HTMLWriter) {
    page.element("tr") { page in
      page.element("td") { page in
        write(finding.verdict, to: &page)
        page.element(
          "span", .style("sub"), text: said(Phrases.severity(finding.severity)))
      }
      page.element("th", .scope("row")) { writeEnds(of: finding, to: &$0) }
      page.element("td") { page in
        page.sentence(said(finding.reason))
        for remark in remarks(finding) {
          page.element("span", .style("sub")) { $0.sentence(remark) }
        }
      }
      page.element("td") { writeDecision(of: finding, to: &$0) }
      page.element("td") { writeEvidence(of: finding, to: &$0) }
    }
  }

  private func writeEnds(of finding: Finding, to page: inout HTMLWriter) {
    page.wire(finding.asset.id)
    guard let peer = finding.peer else { return }
    page.element("span", .style("sub")) { page in
      page.text(finding.direction == .outbound ? "→ " : "← ")
      page.wire(FindingGist.peer("\(peer.address)", peer.port))
      page.text("/\(finding.transport)")
      if let name = peer.name {
        page.text(" ")
        page.wire(name)
      }
      if let role = peer.role {
        page.text(" ")
        page.wire(role)
      }
    }
  }

  private func remarks(_ finding: Finding) -> [String] {
    var remarks = finding.doubts.map { said(Phrases.doubts) + ": " + said(Phrases.doubt($0)) }
    if finding.isOneSided { remarks.append(said(Phrases.oneSided)) }
    if !finding.wrapping.isEmpty {
      remarks.append(said(Phrases.through) + ": " + finding.wrapping.joined(separator: ", "))
    }
    if !finding.also.isEmpty {
      remarks.append(said(Phrases.also) + ": " + finding.also.joined(separator: ", "))
    }
    return remarks
  }

  private func writeDecision(of finding: Finding, to page: inout HTMLWriter) {
    let place =
      finding.capture.map { said(Phrases.packet($0.packet, of: $0.source)) }
      ?? said(Phrases.frame(finding.deciding.frame))
    page.sentence(place)
    page.element("span", .style("sub t"), text: finding.deciding.time.description)
    page.element("span", .style("sub")) { page in
      page.wire("\(finding.initiator) → \(finding.responder)/\(finding.transport)")
    }
    var parts = [said(Phrases.stage(finding.stage))]
    if finding.count > 1 {
      parts.append(said(Phrases.times(finding.count, until: short(finding.lastSeen.time))))
    }
    page.element("span", .style("sub"), text: parts.joined(separator: "; "))
  }

  private func writeEvidence(of finding: Finding, to page: inout HTMLWriter) {
    guard !finding.evidence.fields.isEmpty else { return }
    page.element("ul", .style("fields")) { page in
      for (key, value) in finding.evidence.fields {
        page.element("li") { page in
          page.element("code") { page in
            page.text(key.rawValue + "=")
            page.wire(Self.text(of: value))
          }
          if let octets = DecidingOctets.of(key, value) {
            page.text(" ")
            page.element("code", .style("octets"), text: octets)
          }
        }
      }
    }
  }

  private static func text(of value: Evidence.Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    case .texts(let texts): texts.joined(separator: ",")
    }
  }
}
