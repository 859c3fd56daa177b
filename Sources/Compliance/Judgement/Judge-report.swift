public import Observations

extension Judge {
  /// Ends the run: everything that was judged, with what the capture could not show.
  public mutating func finish(coverage: Coverage) -> Report {
    settleSilentAttempts(before: nil)
    finishWatches(coverage)
    judgeWaitingStations(until: nil)
    judgeRun(coverage)
    var coverage = coverage
    coverage.evictions.merge(evictionCounts, uniquingKeysWith: +)
    forgetWorkings()
    let rows = LedgerRows(assets)
    let (reported, leading) = reportedFindings(rows)
    findings = FindingTable(maximum: limits.findings)
    let summaries = assets.indices.map { index in
      summary(of: index, coverage) { row in
        leading[rows.place(index, row)].map { reported[Int($0)] }
      }
    }
    var report = Report(
      findings: reported, assets: summaries, coverage: coverage, sources: sources.map(\.name),
      site: policy.site?.name, contact: policy.site?.contact, sensor: sensor)
    report.hasSite = hasSite
    report.unreviewed = policy.site.map(UnreviewedEntries.init) ?? UnreviewedEntries()
    return report
  }

  /// Counts under one name may be several: of tables before and after a change of the policy.
  var tableEvictions: [(String, UInt64)] {
    evictions.map { ($0.key, $0.value) } + countsOfTablesBegunAnew
      + [("judge.names", names.evictions), ("judge.stations", segment.evictions)]
  }

  /// Of the tables that another policy does not take over.
  var countsOfTablesBegunAnew: [(String, UInt64)] {
    [
      ("judge.findings", findings.evictions), ("judge.questions", questions.evictions),
      ("judge.scans", scans.evictions), ("judge.browsing", browsing.evictions),
    ]
  }

  /// Gives back the memory of what only judging needs, before the report takes its own.
  private mutating func forgetWorkings() {
    names = NameTable()
    questions = QuestionWatch()
    hosts = HostNames()
    rulings = Recent(maximum: limits.rulings)
    nameTraits = Recent(maximum: limits.rulings)
    candidates = [:]
    open = [:]
    credentials = []
    neighbours = []
    downloads = []
    segment = SegmentWatch()
    scans = ScanWatch()
    browsing = BrowsingWatch()
  }

  // MARK: Findings

  /// All findings in the report's order, and for each row of the ledger the place of the one
  /// that explains its verdict.
  private func reportedFindings(_ rows: LedgerRows) -> ([Finding], [UInt32?]) {
    var order: [(frame: UInt64, place: Int)] = []
    order.reserveCapacity(findings.count)
    for place in findings.occupied {
      if let frame = findings.firstFrame(at: place) { order.append((frame, place)) }
    }
    order.sort { $0.frame < $1.frame }
    var reported: [Finding] = []
    reported.reserveCapacity(order.count)
    var leading = [UInt32?](repeating: nil, count: rows.count)
    // Assets of the findings that one frame began.
    var same: [Int] = []
    var next = 0
    while next < order.count {
      let frame = order[next].frame
      same.removeAll(keepingCapacity: true)
      let start = reported.count
      while next < order.count, order[next].frame == frame {
        let entry = findings.entry(at: order[next].place)
        if let finding = finding(entry) {
          reported.append(finding)
          same.append(entry.key.asset)
        }
        next += 1
      }
      if same.count > 1 { Self.sort(&reported, from: start, with: &same) }
      for (offset, asset) in same.enumerated() {
        let place = UInt32(truncatingIfNeeded: start + offset)
        lead(reported[start + offset], at: place, of: asset, rows, reported, &leading)
      }
    }
    return (reported, leading)
  }

  /// Puts the findings from `start` on into the order of their ids, and their assets with them.
  private static func sort(
    _ findings: inout [Finding], from start: Int, with assets: inout [Int]
  ) {
    // A frame begins a handful. Exchanged where they lie: a copy counts some forty references.
    guard assets.count > 16 else {
      for next in assets.indices.dropFirst() {
        var place = next
        while place > 0, findings[start + place].id < findings[start + place - 1].id {
          findings.swapAt(start + place, start + place - 1)
          assets.swapAt(place, place - 1)
          place -= 1
        }
      }
      return
    }
    let order = zip(findings[start...], assets).sorted { $0.0.id < $1.0.id }
    findings.replaceSubrange(start..., with: order.map(\.0))
    assets = order.map(\.1)
  }

  /// Lets a finding explain the rows of its clauses, where it weighs more than what did so far.
  private func lead(
    _ finding: Finding, at place: UInt32, of asset: Int, _ rows: LedgerRows,
    _ reported: [Finding], _ leading: inout [UInt32?]
  ) {
    guard finding.suppression == nil else { return }
    let firstRows = assets[asset].plan.clauses.firstRows
    func explain(_ clause: String) {
      guard let row = firstRows[clause] else { return }
      let cell = rows.place(asset, row)
      guard let known = leading[cell] else {
        leading[cell] = place
        return
      }
      if finding.explainsBefore(reported[Int(known)]) { leading[cell] = place }
    }
    explain(finding.clause)
    for clause in finding.also { explain(clause) }
  }
}

/// Where the rows of each asset stand when the ledgers of all lie one after the other.
struct LedgerRows {
  private var starts: [Int] = []
  private(set) var count = 0

  init(_ assets: [AssetState]) {
    starts.reserveCapacity(assets.count)
    for asset in assets {
      starts.append(count)
      count += asset.plan.clauses.rows.count
    }
  }

  func place(_ asset: Int, _ row: Int) -> Int { starts[asset] + row }
}

extension Finding {
  /// The worse verdict, then the higher severity, then the higher stage.
  fileprivate func explainsBefore(_ known: Finding) -> Bool {
    if !(verdict == known.verdict) { return verdict < known.verdict }
    if !(severity == known.severity) { return known.severity < severity }
    return known.stage < stage
  }
}
