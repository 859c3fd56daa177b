internal import Compliance

/// What could not be seen, and why: no report is complete without it.
extension HTMLReport {
  func writeUnseen(to page: inout HTMLWriter) {
    if report.ledger.isEmpty {
      note(Phrases.unseenUnknown, to: &page)
    }
    for verdict in [Verdict.undetermined, .notObserved, .notAssessable] {
      let entries = unseen(verdict)
      guard !entries.isEmpty else { continue }
      let heads = [Phrases.clause, Phrases.why, Phrases.assets].map(said)
      table("\(name(verdict)) (\(ledgerCount(verdict)))", heads, to: &page) { page in
        for entry in entries {
          page.element("tr") { page in
            page.element("th", .scope("row")) { $0.wire(entry.clause) }
            page.element("td") { $0.sentence(entry.reason) }
            page.element("td") { $0.sentence(assetList(entry.assets)) }
          }
        }
      }
    }
    writeBlindSpots(to: &page)
    writeLosses(to: &page)
    page.element("h3", text: said(Phrases.limits))
    page.element("ul") { page in
      for limit in Phrases.standingLimits { page.element("li", text: said(limit)) }
    }
  }

  /// A clause without a judgement and the assets for which the reason is the same.
  private struct Unseen {
    var clause: String
    var reason: String
    var assets: [String]
  }

  private func unseen(_ verdict: Verdict) -> [Unseen] {
    var entries: [Unseen] = []
    var places: [[String]: Int] = [:]
    for asset in report.ledger {
      for entry in asset.clauses where entry.verdict == verdict {
        let key = [entry.clause, said(entry.reason)]
        if let place = places[key] {
          entries[place].assets.append(asset.asset.id)
        } else {
          places[key] = entries.count
          entries.append(Unseen(clause: key[0], reason: key[1], assets: [asset.asset.id]))
        }
      }
    }
    return entries
  }

  private func assetList(_ assets: [String]) -> String {
    let shown = assets.prefix(8).map { HTMLWriter.harmless($0) }.joined(separator: ", ")
    return assets.count > 8 ? "\(shown), … (\(assets.count))" : shown
  }

  /// What a clause that was judged leaves open all the same.
  private func writeBlindSpots(to page: inout HTMLWriter) {
    var spots: [(clause: String, text: String)] = []
    var known: Set<String> = []
    for entry in report.ledger.flatMap(\.clauses) {
      guard let spot = entry.blindSpot, known.insert(entry.clause).inserted else { continue }
      spots.append((entry.clause, said(spot)))
    }
    guard !spots.isEmpty else { return }
    table(said(Phrases.blindSpots), [Phrases.clause, Phrases.notShown].map(said), to: &page) {
      page in
      for spot in spots {
        page.element("tr") { page in
          page.element("th", .scope("row")) { $0.wire(spot.clause) }
          page.element("td") { $0.sentence(spot.text) }
        }
      }
    }
  }

  private func writeLosses(to page: inout HTMLWriter) {
    page.element("h3", text: said(Phrases.coverage))
    guard let coverage = report.coverage else {
      page.element("p", text: said(Phrases.coverageUnknown))
      return
    }
    let losses = CoverageFields.losses(coverage)
    if losses.isEmpty { page.element("p", text: said(Phrases.nothingLost)) }
    writeList(losses + CoverageFields.decoded(coverage), to: &page)
  }
}
