internal import Compliance
internal import Observations

extension TextReport {
  /// How many clauses stand at each of the seven verdicts, per asset and in all.
  func writeTotals(to page: inout TextPage) {
    guard !report.assets.isEmpty else { return }
    page.heading(said(Phrases.matrix))
    let shown = report.assets.prefix(Self.maximumTableAssets)
    var rows = shown.map { asset in
      [asset.asset.id.printable] + asset.totals.map { String($0.count) }
    }
    let all = Verdict.allCases.map { verdict in
      report.assets.reduce(0) { sum, asset in
        sum + asset.clauses.count { $0.verdict == verdict }
      }
    }
    rows.append([said(Phrases.all)] + all.map(String.init))
    page.table(
      head: [said(Phrases.asset)] + Verdict.allCases.map(name), rows: rows,
      paint: { row, column in
        guard column > 0, rows[row][column] != "0" else { return column > 0 ? .faint : nil }
        return style.paint(of: Verdict.allCases[column - 1])
      })
    let left = report.assets.count - shown.count
    if left > 0 { page.paragraph(said(Phrases.moreAssets(left)), indent: 2) }
  }

  /// The table of clauses against assets, in blocks as wide as the page.
  func writeClauses(to page: inout TextPage) {
    let shown = Array(report.assets.prefix(Self.maximumTableAssets))
    let clauses = distinctClauses(of: shown)
    guard !clauses.isEmpty else { return }
    page.heading(said(Phrases.clausesByAsset))
    let first = clauses.reduce(said(Phrases.clause).columns) { max($0, $1.printable.columns) }
    let widestVerdict = Verdict.allCases.reduce(0) { max($0, name($1).columns) }
    var start = 0
    while start < shown.count {
      var width = 2 + first
      var end = start
      while end < shown.count {
        let column = max(shown[end].asset.id.printable.columns, widestVerdict) + 2
        guard end == start || width + column <= style.width else { break }
        width += column
        end += 1
      }
      if start > 0 { page.line() }
      writeBlock(of: shown[start..<end], clauses: clauses, to: &page)
      start = end
    }
  }

  private func writeBlock(
    of assets: ArraySlice<AssetSummary>, clauses: [String], to page: inout TextPage
  ) {
    let verdicts = assets.map { asset in
      Dictionary(asset.clauses.map { ($0.clause, $0.verdict) }, uniquingKeysWith: min)
    }
    let judged = clauses.filter { clause in verdicts.contains { $0[clause] != nil } }
    page.table(
      head: [said(Phrases.clause)] + assets.map { $0.asset.id.printable },
      rows: judged.map { clause in
        [clause.printable] + verdicts.map { $0[clause].map(name) ?? "-" }
      },
      paint: { row, column in
        guard column > 0 else { return nil }
        return verdicts[column - 1][judged[row]].map(style.paint) ?? .faint
      })
  }

  private func distinctClauses(of assets: [AssetSummary]) -> [String] {
    var known: Set<String> = []
    return assets.flatMap(\.clauses).map(\.clause).filter { known.insert($0).inserted }
  }

  func writePassed(to page: inout TextPage) {
    let passed = report.assets.flatMap { asset in
      asset.clauses.filter { $0.verdict == .pass }.map { (asset.asset.id, $0) }
    }
    guard !passed.isEmpty else { return }
    page.heading("\(said(Phrases.passed)) (\(passed.count))", paint: .green)
    for (asset, entry) in passed {
      let about = "\(asset.printable)  \(entry.clause.printable)  \(said(entry.title).printable)"
      page.paragraph(about, indent: 2)
      page.paragraph(basis(of: entry), indent: 4)
      if let blindSpot = entry.blindSpot {
        page.paragraph(said(blindSpot).printable, indent: 4)
      }
    }
  }

  /// What a passing entry rests on, and its document.
  private func basis(of entry: LedgerEntry) -> String {
    var parts: [String] = []
    if let first = entry.first, let last = entry.last {
      let observed = Phrases.observed(
        connections: entry.counts.values.reduce(0) { $0.addingClamped($1) }, peers: entry.peers,
        isPeersBounded: entry.peers >= LedgerEntry.maximumPeers, from: first.description,
        to: last.description)
      parts.append(said(observed))
    }
    if let stage = entry.stage { parts.append(said(Phrases.stage(stage))) }
    parts.append(documentText(entry.document))
    return parts.joined(separator: "; ")
  }

  /// The three answers that are not a judgement, kept apart, each clause with its reason.
  func writeUnseen(to page: inout TextPage) {
    var sections: [(Verdict, [Unseen])] = []
    for verdict in [Verdict.undetermined, .notObserved, .notAssessable] {
      let entries = unseen(verdict)
      if !entries.isEmpty { sections.append((verdict, entries)) }
    }
    guard !sections.isEmpty else { return }
    page.heading(said(Phrases.unseen))
    for (verdict, entries) in sections {
      page.line("  " + style.painted(name(verdict), style.paint(of: verdict)))
      for entry in entries {
        let derived = entry.isDerived ? " (\(said(Phrases.derived)))" : ""
        page.paragraph(
          "\(entry.clause.printable)\(derived): \(entry.reason.printable)  "
            + "[\(assetList(entry.assets))]",
          indent: 4)
      }
    }
  }

  /// A clause without a judgement and the assets for which the reason is the same.
  private struct Unseen {
    var clause: String
    var reason: String
    var isDerived: Bool
    var assets: [String]
  }

  private func unseen(_ verdict: Verdict) -> [Unseen] {
    var entries: [Unseen] = []
    var places: [[String]: Int] = [:]
    for asset in report.assets {
      for entry in asset.clauses where entry.verdict == verdict {
        let reason = said(entry.reason)
        let key = [entry.clause, reason]
        if let place = places[key] {
          entries[place].assets.append(asset.asset.id)
        } else {
          places[key] = entries.count
          entries.append(
            Unseen(
              clause: entry.clause, reason: reason, isDerived: entry.document.isDerived,
              assets: [asset.asset.id]))
        }
      }
    }
    return entries
  }

  private func assetList(_ assets: [String]) -> String {
    let shown = assets.prefix(8).map(\.printable).joined(separator: ", ")
    return assets.count > 8 ? "\(shown), … (\(assets.count))" : shown
  }
}

extension UInt64 {
  fileprivate func addingClamped(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
