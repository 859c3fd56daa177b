internal import Compliance
internal import Observations

/// The first page: where, when, how much was seen, and every clause of every asset in one word.
extension HTMLReport {
  /// Sentences of the worst findings on the first page.
  private static let maximumWorst = 6

  func writeSummary(to page: inout HTMLWriter) {
    writeList(facts, to: &page)
    if let unreviewed { note(unreviewed, to: &page) }
    writeTotals(to: &page)
    writeWorst(to: &page)
    writeMeanings(to: &page)
    writeMatrix(to: &page)
  }

  private var facts: [(label: LocalizedText, value: String)] {
    var facts: [(label: LocalizedText, value: String)] = []
    facts.append((Phrases.siteLabel, report.site ?? said(Phrases.unnamed)))
    if let window = report.window {
      facts.append((Phrases.window, "\(short(window.first)) – \(short(window.last)) UTC"))
    }
    if let made = report.made { facts.append((Phrases.made, "\(short(made)) UTC")) }
    if !report.sensors.isEmpty {
      facts.append((Phrases.sensor, report.sensors.prefix(16).joined(separator: ", ")))
    }
    if !report.sources.isEmpty {
      let more = report.sources.count > 16 ? ", … (\(report.sources.count))" : ""
      facts.append((Phrases.sources, report.sources.prefix(16).joined(separator: ", ") + more))
    }
    facts.append((Phrases.coverageLabel, coverageSentence))
    if !report.restrictions.isEmpty {
      facts.append((Phrases.restricted, report.restrictions.joined(separator: "; ")))
    }
    if let contact = report.contact { facts.append((Phrases.contact, contact)) }
    return facts
  }

  private var coverageSentence: String {
    guard let coverage = report.coverage else { return said(Phrases.coverageUnknown) }
    return said(
      Phrases.coverageFacts(
        packets: coverage.packets, octets: coverage.octets, drops: coverage.drops,
        flows: coverage.flows, oneSided: coverage.oneSidedFlows))
  }

  private var unreviewed: LocalizedText? {
    if !report.hasSite, report.coverage != nil, report.stored == nil { return Phrases.noSite }
    let count = report.unreviewed.count
    return count > 0 ? Phrases.unreviewed(count) : nil
  }

  /// Findings and clauses per verdict: the numbers that the json summary has.
  private func writeTotals(to page: inout HTMLWriter) {
    let heads = [said(Phrases.counted)] + Verdict.allCases.map(name)
    table(said(Phrases.totals), heads, to: &page) { page in
      row(said(Phrases.findings), "findings", to: &page) { "\(report.tally.findings[$0])" }
      if !report.ledger.isEmpty {
        row(said(Phrases.clausesOfAssets), "verdicts", to: &page) { verdict in
          "\(ledgerCount(verdict))"
        }
      }
    }
    page.element("p") { page in
      page.text(said(Phrases.findingCounts(all: report.tally.findings.total)) + " ")
      page.text(
        said(Phrases.suppressedCount(report.tally.suppressed)) + " "
          + said(Phrases.occurrences(report.tally.occurrences)))
    }
  }

  private func row(
    _ label: String, _ id: String, to page: inout HTMLWriter, value: (Verdict) -> String
  ) {
    page.element("tr", .id("count-\(id)")) { page in
      page.element("th", .scope("row"), text: label)
      for verdict in Verdict.allCases {
        page.element("td", .style("n \(verdict.rawValue)"), text: value(verdict))
      }
    }
  }

  func ledgerCount(_ verdict: Verdict) -> Int {
    report.ledger.reduce(report.stored?.others[verdict] ?? 0) { sum, asset in
      sum + asset.clauses.count { $0.verdict == verdict }
    }
  }

  private func writeWorst(to page: inout HTMLWriter) {
    page.element("h3", text: said(Phrases.worst))
    let worst = report.tally.clauses.filter { $0.findings[.fail] > 0 }
      .compactMap { clause in clause.examples.first.map { (clause, $0) } }
      .sorted { $0.1 < $1.1 }
    guard !worst.isEmpty else {
      let nothing =
        report.tally.findings.total == 0 && report.ledger.isEmpty
        ? Phrases.nothingFound : Phrases.nothingBroken
      page.element("p", text: said(nothing))
      return
    }
    page.element("ul") { page in
      for (clause, example) in worst.prefix(Self.maximumWorst) {
        page.element("li") { page in
          page.element("a", .link("#" + anchor(clause.id))) { $0.wire(clause.id) }
          page.text(" (\(clause.findings[.fail])) – ")
          guard let finding = report.evidence[example.place] else { return }
          page.wire(finding.asset.id)
          page.text(": ")
          page.sentence(said(finding.reason))
        }
      }
    }
    let rest = worst.count - Self.maximumWorst
    if rest > 0 { page.element("p", text: said(Phrases.moreClauses(rest))) }
  }

  private func writeMeanings(to page: inout HTMLWriter) {
    page.element("h3", text: said(Phrases.meanings))
    page.element("dl", .style("legend")) { page in
      for verdict in Verdict.allCases {
        page.element("div") { page in
          page.element("dt") { write(verdict, to: &$0) }
          page.element("dd", text: said(Phrases.meaning(verdict)))
        }
      }
    }
  }

  // MARK: The matrix

  /// One column of the matrix.
  private struct Column {
    var id: String
    var verdicts: [String: Verdict]
  }

  private var columns: [Column] {
    if !report.ledger.isEmpty {
      return report.ledger.prefix(Self.maximumAssets).map { asset in
        Column(
          id: asset.asset.id,
          verdicts: Dictionary(
            asset.clauses.map { ($0.clause, $0.verdict) }, uniquingKeysWith: min))
      }
    }
    return report.tally.assets.prefix(Self.maximumAssets).enumerated().map { index, asset in
      var verdicts: [String: Verdict] = [:]
      for (place, clause) in report.tally.clauses.enumerated() {
        let cell = report.tally.cells[EvidenceTally.Cell(asset: index, clause: place)]
        verdicts[clause.id] = cell?.worst
      }
      return Column(id: asset.id, verdicts: verdicts)
    }
  }

  /// Clauses in the order of the ledger; those of findings alone in that of their ids.
  private var matrixClauses: [String] {
    guard !report.ledger.isEmpty else { return report.tally.clauses.map(\.id).sorted() }
    var known: Set<String> = []
    return report.ledger.prefix(Self.maximumAssets).flatMap(\.clauses).map(\.clause)
      .filter { known.insert($0).inserted }
  }

  private func writeMatrix(to page: inout HTMLWriter) {
    let columns = columns
    let clauses = matrixClauses
    page.element("h3", text: said(Phrases.matrixTitle))
    if report.ledger.isEmpty { note(Phrases.matrixOfFindings, to: &page) }
    if let stored = report.stored {
      note(Phrases.matrixOfStore(until: short(stored.time)), to: &page)
    }
    guard !columns.isEmpty, !clauses.isEmpty else {
      page.element("p", text: said(Phrases.noAssets))
      return
    }
    let known = Set(report.tally.clauses.map(\.id))
    var start = 0
    while start < columns.count {
      let block = columns[start..<min(start + Self.assetsPerBlock, columns.count)]
      let caption = said(Phrases.matrixBlock(start + 1, start + block.count, of: columns.count))
      table(caption, [said(Phrases.clause)] + block.map(\.id), style: "matrix", to: &page) { page in
        for clause in clauses where block.contains(where: { $0.verdicts[clause] != nil }) {
          page.element("tr") { page in
            page.element("th", .scope("row")) { page in
              if known.contains(clause) {
                page.element("a", .link("#" + anchor(clause))) { $0.wire(clause) }
              } else {
                page.wire(clause)
              }
            }
            for column in block { writeCell(column.verdicts[clause], to: &page) }
          }
        }
      }
      start += Self.assetsPerBlock
    }
    let all = max(report.stored?.count ?? report.ledger.count, report.tally.assets.count)
    if all > columns.count { note(Phrases.moreAssets(all - columns.count), to: &page) }
    let elsewhere = report.tally.elsewhere.total
    if elsewhere > 0 { note(Phrases.elsewhere(elsewhere), to: &page) }
  }

  private func writeCell(_ verdict: Verdict?, to page: inout HTMLWriter) {
    page.element("td") { page in
      if let verdict { write(verdict, to: &page) }
    }
  }

  /// The place of a clause's evidence: ids may hold anything that a signature file can.
  func anchor(_ clause: String) -> String {
    let place = report.tally.clauses.firstIndex { $0.id == clause }
    return place.map { "clause-\($0)" } ?? "clauses"
  }
}
