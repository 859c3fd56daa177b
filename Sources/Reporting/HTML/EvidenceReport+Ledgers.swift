public import Compliance
public import Observations

/// A store's report: the ledgers that runs left, and what findings say beyond them.
extension EvidenceReport {
  /// How the clauses stood for one sensor.
  public struct Ledger: Sendable {
    var time: Timestamp
    var assets: [AssetSummary]
    var coverage: Coverage
    /// Clauses of all assets by verdict; nil when only those of `assets` are asked for.
    var totals: [Verdict: Int]?
    var count: Int

    public init(
      time: Timestamp, assets: [AssetSummary], coverage: Coverage, totals: [Verdict: Int]?,
      count: Int
    ) {
      self.time = time
      self.assets = assets
      self.coverage = coverage
      self.totals = totals
      self.count = count
    }
  }

  /// What a ledger that was put together rests on.
  struct StoredBasis: Sendable {
    /// When the newest part of it stood so.
    var time: Timestamp
    /// Assets, with those that were counted only.
    var count: Int
    /// Clauses of assets that were counted only.
    var others = VerdictCounts()
  }

  /// Puts the ledgers together, one for each sensor; where findings are worse, they count.
  ///
  /// A run sees what it sees: what an earlier run found is not taken back by one that did not
  /// observe the clause.
  public mutating func take(_ ledgers: [Ledger]) {
    guard let time = ledgers.map(\.time).max(), ledgers.contains(where: { !$0.assets.isEmpty })
    else { return }
    var basis = StoredBasis(time: time, count: 0)
    var places: [String: Int] = [:]
    var merged = Coverage()
    for part in ledgers {
      merged.add(part.coverage)
      basis.count += max(0, part.count - part.assets.count)
      if let totals = part.totals {
        for verdict in Verdict.allCases {
          let told = part.assets.reduce(0) { sum, asset in
            sum + asset.clauses.count { $0.verdict == verdict }
          }
          basis.others[verdict] += max(0, (totals[verdict] ?? 0) - told)
        }
      }
      for summary in part.assets {
        if let place = places[summary.asset.id] {
          ledger[place].take(summary)
        } else {
          places[summary.asset.id] = ledger.count
          ledger.append(summary)
        }
      }
    }
    takeFindings(&places)
    basis.count += ledger.count
    coverage = merged
    stored = basis
  }

  private mutating func takeFindings(_ places: inout [String: Int]) {
    for (index, asset) in tally.assets.enumerated() {
      for (number, clause) in tally.clauses.enumerated() {
        guard let worst = tally.cells[EvidenceTally.Cell(asset: index, clause: number)]?.worst
        else { continue }
        if places[asset.id] == nil {
          // Beyond so many no report shows them.
          guard ledger.count < HTMLReport.maximumAssets else { continue }
          let known =
            evidence[asset.example]?.asset
            ?? AssetReference(id: asset.id, address: nil, mac: nil, model: nil)
          places[asset.id] = ledger.count
          ledger.append(AssetSummary(asset: known, clauses: []))
        }
        guard let place = places[asset.id] else { continue }
        let example = clause.examples.first.flatMap { evidence[$0.place] }
        ledger[place].take(
          LedgerEntry(
            clause: clause.id, title: example?.title ?? LocalizedText(en: clause.id),
            document: example?.document ?? DocumentReference(number: "", clause: ""),
            verdict: worst, reason: Phrases.foundBefore))
      }
    }
  }
}

extension AssetSummary {
  /// The worse verdict of each clause.
  fileprivate mutating func take(_ other: AssetSummary) {
    for entry in other.clauses { take(entry) }
  }

  fileprivate mutating func take(_ entry: LedgerEntry) {
    guard let place = clauses.firstIndex(where: { $0.clause == entry.clause }) else {
      clauses.append(entry)
      return
    }
    guard entry.verdict < clauses[place].verdict else { return }
    clauses[place].verdict = entry.verdict
    clauses[place].reason = entry.reason
  }
}
