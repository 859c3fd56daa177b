internal import Compliance

/// What surrounds the findings: exceptions, the trend, the controls, and the proof.
extension HTMLReport {
  // MARK: Suppressions

  func writeExceptions(to page: inout HTMLWriter) {
    let suppressed = report.tally.suppressedPlaces.compactMap { report.evidence[$0] }
    guard report.tally.suppressed > 0 || !report.restrictions.isEmpty || !changed.isEmpty else {
      page.element("p", text: said(Phrases.noExceptions))
      return
    }
    page.element("p", text: said(Phrases.suppressedCount(report.tally.suppressed)))
    writeReferences(
      suppressed.compactMap { finding in finding.suppression.map { (finding, $0) } },
      said(Phrases.suppressed), to: &page)
    let rest = report.tally.suppressed - suppressed.count
    if rest > 0 { note(Phrases.moreFindings(rest), to: &page) }
    writeReferences(changed, said(Phrases.changedSeverities), to: &page)
  }

  private var changed: [(Finding, SuppressionReference)] {
    report.evidence.sorted { $0.key < $1.key }.compactMap { _, finding in
      finding.severityChange.map { (finding, $0) }
    }
  }

  private func writeReferences(
    _ references: [(Finding, SuppressionReference)], _ caption: String,
    to page: inout HTMLWriter
  ) {
    guard !references.isEmpty else { return }
    let heads = [
      Phrases.clause, Phrases.assetLabel, Phrases.peer, Phrases.verdictLabel, Phrases.who,
      Phrases.why, Phrases.until,
    ].map(said)
    table(caption, heads, to: &page) { page in
      for (finding, reference) in references {
        page.element("tr") { page in
          page.element("th", .scope("row")) { $0.wire(finding.clause) }
          page.element("td") { $0.wire(finding.asset.id) }
          page.element("td") { page in
            page.wire(
              finding.peer.map { $0.name ?? FindingGist.peer("\($0.address)", $0.port) } ?? "")
          }
          page.element("td") { write(finding.verdict, to: &$0) }
          page.element("td") { $0.wire(reference.who) }
          page.element("td") { $0.wire(reference.why) }
          page.element("td", .style("t")) { $0.wire(reference.until) }
        }
      }
    }
  }

  // MARK: Trend

  func writeTrend(to page: inout HTMLWriter) {
    guard let trend = report.trend else {
      page.element("p", text: said(Phrases.noTrend))
      return
    }
    writeList(
      [
        (Phrases.earlierReport, trend.made ?? trend.head), (Phrases.earlierHead, trend.head),
        (
          Phrases.continuity,
          said(trend.isContinued ? Phrases.isContinued : Phrases.isNotContinued)
        ),
      ], to: &page)
    let before: [Verdict?] = [nil] + Verdict.allCases
    let now = Verdict.allCases.filter { verdict in
      trend.steps.contains { $0.key.now == verdict }
    }
    guard !now.isEmpty else {
      page.element("p", text: said(Phrases.nothingFound))
      return
    }
    let worse = total(trend) { before, now in before.map { now < $0 } ?? (now <= .warn) }
    let better = total(trend) { before, now in before.map { $0 < now } ?? false }
    let new = total(trend) { before, _ in before == nil }
    page.element("p", text: said(Phrases.trendSentence(new: new, worse: worse, better: better)))
    table(
      said(Phrases.trendTable), [said(Phrases.beforeLabel)] + now.map(name), to: &page
    ) { page in
      for verdict in before {
        let counts = now.map { trend.steps[.init(before: verdict, now: $0)] ?? 0 }
        guard counts.contains(where: { $0 > 0 }) else { continue }
        page.element("tr") { page in
          page.element("th", .scope("row"), text: verdict.map(name) ?? said(Phrases.notThere))
          for count in counts { page.element("td", .style("n"), text: "\(count)") }
        }
      }
    }
  }

  private func total(
    _ trend: EvidenceTrend, where matches: (Verdict?, Verdict) -> Bool
  ) -> Int {
    trend.steps.reduce(0) { sum, step in
      matches(step.key.before, step.key.now) ? sum + step.value : sum
    }
  }

  // MARK: Controls

  func controls(of clause: String, _ finding: Finding?) -> [ControlReference] {
    report.controls[clause] ?? finding?.controls ?? []
  }

  /// Which clauses serve a control, and how they stand.
  private struct Control: Hashable {
    var framework: String
    var identifier: String
  }

  func writeControls(to page: inout HTMLWriter) {
    note(Phrases.controlsBasis, to: &page)
    var order: [Control] = []
    var clauses: [Control: [(id: String, verdict: Verdict)]] = [:]
    for (id, verdict, finding) in standing {
      for reference in controls(of: id, finding) {
        for identifier in reference.identifiers {
          let control = Control(framework: reference.framework, identifier: identifier)
          if clauses[control] == nil { order.append(control) }
          clauses[control, default: []].append((id, verdict))
        }
      }
    }
    var frameworks: [String] = []
    for control in order where !frameworks.contains(control.framework) {
      frameworks.append(control.framework)
    }
    for framework in frameworks {
      let heads = [Phrases.controlLabel, Phrases.worstVerdict, Phrases.clausesLabel].map(said)
      table(Self.title(ofFramework: framework), heads, to: &page) { page in
        let own = order.filter { $0.framework == framework }.sorted {
          $0.identifier < $1.identifier
        }
        for control in own {
          let served = clauses[control] ?? []
          page.element("tr") { page in
            page.element("th", .scope("row")) { $0.wire(control.identifier) }
            page.element("td") { page in
              if let worst = served.map(\.verdict).min() { write(worst, to: &page) }
            }
            page.element("td") { page in
              page.sentence(served.map { "\($0.id) (\(name($0.verdict)))" }.joined(separator: ", "))
            }
          }
        }
      }
    }
  }

  /// Each clause with its worst verdict over all assets, and a finding where there is one.
  private var standing: [(String, Verdict, Finding?)] {
    var order: [String] = []
    var worst: [String: Verdict] = [:]
    func note(_ clause: String, _ verdict: Verdict) {
      if let known = worst[clause] {
        worst[clause] = min(known, verdict)
      } else {
        order.append(clause)
        worst[clause] = verdict
      }
    }
    for asset in report.ledger {
      for entry in asset.clauses { note(entry.clause, entry.verdict) }
    }
    // All that a store knows of; of a run, findings of clauses that no ledger has.
    let known = Set(order)
    for clause in report.tally.clauses where !known.contains(clause.id) {
      if let verdict = clause.findings.worst { note(clause.id, verdict) }
    }
    var examples: [String: Finding] = [:]
    for clause in report.tally.clauses {
      examples[clause.id] = clause.examples.first.flatMap { report.evidence[$0.place] }
    }
    return order.compactMap { clause in
      worst[clause].map { (clause, $0, examples[clause]) }
    }
  }

  /// How its publisher calls a framework of `controls.yaml`; another keeps its key.
  private static func title(ofFramework key: String) -> String {
    switch key {
    case "nist-csf-2.0": "NIST CSF 2.0"
    case "iso-27001-2022": "ISO/IEC 27001:2022"
    case "gbt-22239-2019": "GB/T 22239-2019"
    case "hipaa-45-cfr": "HIPAA (45 CFR)"
    case "gdpr": "GDPR"
    default: HTMLWriter.harmless(key)
    }
  }

  // MARK: Proof

  func writeChain(to page: inout HTMLWriter) {
    guard let chain = report.chain else {
      page.element("p", text: said(Phrases.noChain))
      return
    }
    writeList(
      [
        (Phrases.chainRecords, "\(chain.records)"), (Phrases.chainDropped, "\(chain.dropped)"),
        (Phrases.chainAnchor, "\(chain.anchor)"), (Phrases.chainHead, chain.head),
        (
          Phrases.chainAnswer,
          said(chain.faults.isEmpty ? Phrases.chainHolds : Phrases.chainBroken)
        ),
      ], to: &page)
    if !chain.faults.isEmpty {
      page.element("ul") { page in
        for fault in chain.faults { page.element("li") { $0.sentence(fault) } }
      }
    }
    page.element("p", text: said(Phrases.chainHow))
    page.element("pre") { page in page.element("code") { $0.wire(chain.command) } }
    page.element("p", text: said(Phrases.chainLimit))
  }
}
