public import Observations

extension Judge {
  /// Ends the run: everything that was judged, with what the capture could not show.
  public mutating func finish(coverage: Coverage) -> Report {
    settleSilentAttempts()
    var coverage = coverage
    for (table, count) in tableEvictions where count > 0 {
      coverage.evictions[table, default: 0] += count
    }
    let keyed = findings.all.compactMap { entry in
      finding(entry).map { (key: entry.key, finding: $0) }
    }.sorted { Self.isReportedBefore($0.finding, $1.finding) }
    let leading = leadingFindings(keyed)
    let summaries = assets.indices.map { index in
      summary(of: index, coverage, leading)
    }
    return Report(
      findings: keyed.map(\.finding), assets: summaries, coverage: coverage,
      sources: sources.map(\.name), site: policy.site?.name, contact: policy.site?.contact,
      sensor: sensor)
  }

  private var tableEvictions: [(String, UInt64)] {
    evictions.map { ($0.key, $0.value) } + [
      ("judge.findings", findings.evictions), ("judge.names", names.evictions),
      ("judge.questions", questions.evictions),
    ]
  }

  private struct LedgerKey: Hashable {
    var asset: Int
    var clause: String
  }

  /// For each asset and clause the finding that explains its verdict.
  private func leadingFindings(
    _ keyed: [(key: FindingKey, finding: Finding)]
  ) -> [LedgerKey: Finding] {
    var leading: [LedgerKey: Finding] = [:]
    for (key, finding) in keyed where finding.suppression == nil {
      for clause in [finding.clause] + finding.also {
        let place = LedgerKey(asset: key.asset, clause: clause)
        guard let known = leading[place] else {
          leading[place] = finding
          continue
        }
        if (finding.verdict, known.severity, known.stage) < (
          known.verdict, finding.severity, finding.stage
        ) {
          leading[place] = finding
        }
      }
    }
    return leading
  }

  private func summary(
    of index: Int, _ coverage: Coverage, _ leading: [LedgerKey: Finding]
  ) -> AssetSummary {
    let state = assets[index]
    let asset = state.plan.asset
    let declared = asset.addresses.first { $0.isSingle }?.address
    let reference = AssetReference(
      id: asset.id, address: declared ?? state.lastAddress, mac: asset.mac, model: asset.model)
    var entries: [LedgerEntry] = []
    for row in state.plan.clauses.rows {
      entries.append(
        entry(row, state, coverage, leading[LedgerKey(asset: index, clause: row.clause.id)]))
    }
    // Parents last: they read the rows of their parts.
    var verdicts: [String: Verdict] = [:]
    for entry in entries { verdicts[entry.clause] = entry.verdict }
    let parents = state.plan.clauses.rows.filter {
      $0.clause.expectation is WorstOf && !$0.clause.isScopedWorstOf
    }
    // A parent of a parent needs a second pass; deeper nesting gets one pass for each level.
    for _ in parents {
      for parent in parents {
        let parts = parent.clause.expectation.references.compactMap { verdicts[$0] }
        guard let worst = parts.min() else { continue }
        verdicts[parent.clause.id] = worst
        entries[parent.row].verdict = worst
      }
    }
    return AssetSummary(asset: reference, clauses: entries)
  }

  private func entry(
    _ row: CompiledClause, _ state: AssetState, _ coverage: Coverage, _ leading: Finding?
  ) -> LedgerEntry {
    let cell = state.cells[row.row]
    var entry = LedgerEntry(
      clause: row.clause.id, title: row.clause.title, document: row.document,
      verdict: .notObserved, reason: Reason.ledgerNotObserved.text)
    entry.blindSpot = row.clause.blindSpot
    entry.first = cell.first
    entry.last = cell.last
    entry.peers = cell.peers.count
    for (verdict, count) in cell.byVerdict { entry.counts[verdict] = count }
    let expectation = row.clause.expectation
    if let notAssessable = expectation as? NotAssessable {
      entry.verdict = .notAssessable
      entry.reason = notAssessable.reason
    } else if policy.site == nil, expectation is ListedPeers || expectation is ListedDestinations {
      entry.verdict = .notAssessable
      entry.reason = Reason.ledgerNoSite.text
    } else if let worstOf = expectation as? WorstOf, !row.clause.isScopedWorstOf {
      // The verdict follows from the rows of the parts.
      entry.reason = Reason.ledgerWorstOf.text([
        "clauses": worstOf.clauses.joined(separator: ", ")
      ])
    } else if let verdict = cell.verdict {
      entry.verdict = verdict
      describe(verdict, cell, leading, &entry)
    } else if cell.suppressed > 0 {
      entry.verdict = .info
      entry.reason = Reason.ledgerSuppressed.text
    } else {
      describeSilence(expectation, state, coverage, &entry)
    }
    return entry
  }

  private func describe(
    _ verdict: Verdict, _ cell: LedgerCell, _ leading: Finding?, _ entry: inout LedgerEntry
  ) {
    let total = cell.byVerdict.first { $0.verdict == verdict }?.count ?? 0
    let counted = (verdict == .pass ? Reason.ledgerPass : .ledgerCounted).text([
      "count": "\(total)", "peers": "\(cell.peers.count)",
      "first": cell.first.map { "\($0)" } ?? "?", "last": cell.last.map { "\($0)" } ?? "?",
    ])
    entry.reason = counted
    guard let leading, leading.verdict == verdict else { return }
    entry.stage = leading.stage
    if verdict != .pass { entry.reason = leading.reason }
  }

  /// Nothing relevant was seen: because there was nothing, or because the sensor could not see.
  private func describeSilence(
    _ expectation: any Expectation, _ state: AssetState, _ coverage: Coverage,
    _ entry: inout LedgerEntry
  ) {
    if coverage.drops > 0 || state.hasOneSided {
      entry.verdict = .undetermined
      entry.reason = Reason.ledgerLost.text
      return
    }
    entry.verdict = .notObserved
    entry.reason =
      (expectation is LocalRunManagerAccess ? Reason.lrmUntested : .ledgerNotObserved).text
  }
}
