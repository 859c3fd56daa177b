internal import Observations

extension Judge {
  /// The ledger of one asset.
  ///
  /// - Parameter leading: the finding that explains the verdict of a row.
  func summary(
    of index: Int, _ coverage: Coverage, _ leading: (Int) -> Finding?
  ) -> AssetSummary {
    let state = assets[index]
    let asset = state.plan.asset
    let declared = asset.addresses.first { $0.isSingle }?.address
    let reference = AssetReference(
      id: asset.id, address: declared ?? state.lastAddress, mac: asset.mac, model: asset.model)
    let clauses = state.plan.clauses
    var entries = clauses.rows.map { row in
      entry(row, state, coverage) { leading(clauses.firstRows[row.clause.id] ?? row.row) }
    }
    // Parents last: they read the rows of their parts.
    let parents = clauses.parents
    guard !parents.isEmpty else { return AssetSummary(asset: reference, clauses: entries) }
    var verdicts: [String: Verdict] = [:]
    for entry in entries { verdicts[entry.clause] = entry.verdict }
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
    _ row: CompiledClause, _ state: AssetState, _ coverage: Coverage, _ leading: () -> Finding?
  ) -> LedgerEntry {
    var entry = LedgerEntry(row.ledgerRow, .notObserved, Self.notObserved)
    let cell = state.cells[row.row]
    if !state.cells.isEmpty(row: row.row) { note(cell, &entry) }
    switch row.summary {
    case .notAssessable(let reason):
      entry.verdict = .notAssessable
      entry.reason = reason
    case .needsSite where !hasSite:
      entry.verdict = .notAssessable
      entry.reason = Self.noSite
    case .worstOf(let clauses):
      // The verdict follows from the rows of the parts.
      entry.reason = Reason.ledgerWorstOf.text(["clauses": clauses.joined(separator: ", ")])
    case .judged, .needsSite, .localRunManager, .judgedWhenSeen:
      if let verdict = cell.verdict {
        entry.verdict = verdict
        describe(verdict, cell, leading(), &entry)
      } else if cell.suppressed > 0 {
        entry.verdict = .info
        entry.reason = Self.suppressed
      } else {
        describeSilence(row.summary, state, coverage, &entry)
      }
    }
    return entry
  }

  private func note(_ cell: LedgerCell, _ entry: inout LedgerEntry) {
    let found = cell.byVerdict
    var counts: [Verdict: UInt64] = [:]
    if let only = found.first, found.count == 1, only.count == 1, let one = Self.ones[only.verdict]
    {
      counts = one
    } else {
      for (verdict, count) in found { counts[verdict] = count }
    }
    entry.setSeen(counts, cell.peers, cell.first, cell.last)
  }

  private func describe(
    _ verdict: Verdict, _ cell: LedgerCell, _ leading: Finding?, _ entry: inout LedgerEntry
  ) {
    if let leading, leading.verdict == verdict {
      entry.stage = leading.stage
      if !(verdict == .pass) {
        entry.reason = leading.reason
        return
      }
    }
    let total = cell.byVerdict.first { $0.verdict == verdict }?.count ?? 0
    let (peers, first, last) = (cell.peers, cell.first, cell.last)
    entry.reason = LocalizedText(
      Sentence(verdict == .pass ? .ledgerPass : .ledgerCounted) {
        switch $0 {
        case "count": "\(total)"
        case "peers": "\(peers)"
        case "first": first.map { "\($0)" }
        case "last": last.map { "\($0)" }
        default: nil
        }
      })
  }

  /// Nothing relevant was seen: because there was nothing, or because the sensor could not see.
  private func describeSilence(
    _ summary: CompiledClause.Summary, _ state: AssetState, _ coverage: Coverage,
    _ entry: inout LedgerEntry
  ) {
    if case .judgedWhenSeen(let reason) = summary {
      entry.verdict = .notAssessable
      entry.reason = reason
      return
    }
    if coverage.drops > 0 || state.hasOneSided {
      entry.verdict = .undetermined
      entry.reason = Self.lost
      return
    }
    entry.verdict = .notObserved
    if case .localRunManager = summary { entry.reason = Self.untested }
  }

  /// The counts of a row that one connection is all of: shared, since most rows are that.
  private static let ones: [Verdict: [Verdict: UInt64]] = Dictionary(
    uniqueKeysWithValues: Verdict.allCases.map { ($0, [$0: 1]) })

  // One text of each for all the entries that have it.
  private static let notObserved = Reason.ledgerNotObserved.text
  private static let noSite = Reason.ledgerNoSite.text
  private static let suppressed = Reason.ledgerSuppressed.text
  private static let lost = Reason.ledgerLost.text
  private static let untested = Reason.lrmUntested.text
}
