internal import Compliance
internal import Observations

/// What was seen of each asset.
extension HTMLReport {
  /// Rows of a table of destinations; the rest is counted.
  private static let maximumDestinations = 24

  func writeAssets(to page: inout HTMLWriter) {
    note(report.traffic == nil ? Phrases.storeAlone : Phrases.trafficBasis, to: &page)
    var left = 0
    if !report.ledger.isEmpty {
      for (place, asset) in report.ledger.enumerated() {
        guard place < Self.maximumAssets, page.octets.count < Self.maximumOctets / 2 else {
          left += 1
          continue
        }
        write(asset.asset, asset, place, to: &page)
      }
    } else {
      for (place, asset) in report.tally.assets.enumerated() {
        guard place < Self.maximumAssets, page.octets.count < Self.maximumOctets / 2 else {
          left += 1
          continue
        }
        let known = report.evidence[asset.example]?.asset
        write(
          known ?? AssetReference(id: asset.id, address: nil, mac: nil, model: nil), nil, place,
          to: &page)
      }
    }
    if left > 0 { note(Phrases.moreAssets(left), to: &page) }
  }

  private func write(
    _ asset: AssetReference, _ summary: AssetSummary?, _ place: Int, to page: inout HTMLWriter
  ) {
    let id = "asset-\(place)"
    let host = report.traffic?.host(asset)
    let tally = report.tally.asset(asset.id)
    page.constant("\n")
    page.element("article", .id(id), .init("aria-labelledby", "\(id)-title")) { page in
      page.element("h3", .id("\(id)-title")) { $0.wire(asset.id) }
      writeList(inventory(asset, host, tally, summary), to: &page)
      if let host {
        writeDestinations(host, asset, to: &page)
        writeProtocols(host, asset, to: &page)
        chart(host.versions, said(Phrases.tlsOverTime), asset, to: &page)
        chart(host.dialects, said(Phrases.smbOverTime), asset, to: &page)
      } else if let tally {
        writePeers(tally, to: &page)
        chart(tally.versions, said(Phrases.tlsOfFindings), asset, to: &page)
        chart(tally.dialects, said(Phrases.smbOfFindings), asset, to: &page)
      }
      if let summary { write(summary, to: &page) }
    }
  }

  private func inventory(
    _ asset: AssetReference, _ host: TrafficRecord.Host?, _ tally: EvidenceTally.Asset?,
    _ summary: AssetSummary?
  ) -> [(label: LocalizedText, value: String)] {
    var fields: [(label: LocalizedText, value: String)] = []
    if let model = asset.model { fields.append((Phrases.model, model)) }
    let addresses = host.map { $0.addresses.map { "\($0)" } } ?? []
    let known = asset.address.map { "\($0)" }
    let all = ([known].compactMap(\.self) + addresses.filter { $0 != known })
    if !all.isEmpty { fields.append((Phrases.addresses, all.joined(separator: ", "))) }
    let declared = asset.mac.map { "\($0)" }
    let macs =
      [declared].compactMap(\.self)
      + (host?.macs.map { "\($0)" } ?? [])
      .filter { $0 != declared }
    if !macs.isEmpty { fields.append((Phrases.macs, macs.joined(separator: ", "))) }
    if let host {
      fields.append(
        (
          Phrases.traffic,
          said(
            Phrases.trafficFacts(host.connections, octets(host.octetsOut), octets(host.octetsIn)))
        ))
    }
    if let tally {
      fields.append((Phrases.seenFromTo, "\(short(tally.first)) – \(short(tally.last)) UTC"))
      fields.append((Phrases.findings, counts(tally.findings)))
    }
    if let summary {
      let totals = summary.totals.filter { $0.count > 0 }
      fields.append(
        (
          Phrases.clausesOfAssets,
          totals.map { "\(name($0.verdict)) \($0.count)" }.joined(separator: ", ")
        ))
    }
    return fields
  }

  func counts(_ counts: VerdictCounts) -> String {
    Verdict.allCases.filter { counts[$0] > 0 }.map { "\(name($0)) \(counts[$0])" }
      .joined(separator: ", ")
  }

  // MARK: Destinations

  private func writeDestinations(
    _ host: TrafficRecord.Host, _ asset: AssetReference, to page: inout HTMLWriter
  ) {
    guard !host.destinations.isEmpty else { return }
    let sorted = host.destinations.sorted { left, right in
      let (a, b) = (left.value.octets, right.value.octets)
      if a != b { return a > b }
      return (
        left.key.address, left.key.port, left.key.transport.rawValue, left.key.isInbound ? 1 : 0
      )
        < (
          right.key.address, right.key.port, right.key.transport.rawValue,
          right.key.isInbound ? 1 : 0
        )
    }
    let heads = [
      Phrases.peer, Phrases.nameLabel, Phrases.protocolLabel, Phrases.directionLabel,
      Phrases.connections, Phrases.sent, Phrases.received, Phrases.firstLabel, Phrases.lastLabel,
    ].map(said)
    table(said(Phrases.destinations) + " – \(HTMLWriter.harmless(asset.id))", heads, to: &page) {
      page in
      for (end, amount) in sorted.prefix(Self.maximumDestinations) {
        page.element("tr") { page in
          page.element("th", .scope("row")) { page in
            page.wire("\(Endpoint(end.address, end.port))/\(end.transport)")
          }
          page.element("td") { $0.wire(amount.name ?? "") }
          page.element("td") { $0.wire(label(amount.label)) }
          page.element(
            "td", text: said(end.isInbound ? Phrases.inbound : Phrases.outbound))
          page.element("td", .style("n"), text: "\(amount.connections)")
          page.element("td", .style("n"), text: octets(amount.octetsOut))
          page.element("td", .style("n"), text: octets(amount.octetsIn))
          page.element("td", .style("t"), text: short(amount.first))
          page.element("td", .style("t"), text: short(amount.last))
        }
      }
    }
    let rest = sorted.count - min(sorted.count, Self.maximumDestinations)
    if rest > 0 || host.more > 0 {
      note(Phrases.moreDestinations(rest, connections: host.more), to: &page)
    }
  }

  /// Peers as findings alone know them.
  private func writePeers(_ asset: EvidenceTally.Asset, to page: inout HTMLWriter) {
    guard !asset.peers.isEmpty else { return }
    let sorted = asset.peers.sorted { left, right in
      let (a, b) = (left.value.findings.total, right.value.findings.total)
      return a == b ? left.key < right.key : a > b
    }
    let heads = [
      Phrases.peer, Phrases.nameLabel, Phrases.findings, Phrases.sent, Phrases.received,
      Phrases.firstLabel, Phrases.lastLabel,
    ].map(said)
    table(said(Phrases.peersOfFindings) + " – \(HTMLWriter.harmless(asset.id))", heads, to: &page) {
      page in
      for (key, peer) in sorted.prefix(Self.maximumDestinations) {
        page.element("tr") { page in
          page.element("th", .scope("row")) { $0.wire(key) }
          page.element("td") { $0.wire(peer.name ?? "") }
          page.element("td", text: counts(peer.findings))
          page.element("td", .style("n"), text: peer.octetsOut == 0 ? "" : octets(peer.octetsOut))
          page.element("td", .style("n"), text: peer.octetsIn == 0 ? "" : octets(peer.octetsIn))
          page.element("td", .style("t"), text: short(peer.first))
          page.element("td", .style("t"), text: short(peer.last))
        }
      }
    }
    let shown = sorted.prefix(Self.maximumDestinations).reduce(0) { $0 + $1.value.findings.total }
    let hidden = sorted.reduce(asset.morePeers) { $0 + $1.value.findings.total } - shown
    if hidden > 0 { note(Phrases.morePeers(hidden), to: &page) }
  }

  // MARK: The ledger of one asset

  /// Every clause that something was seen of, with its sentence; the rest is told by clause below.
  private func write(_ summary: AssetSummary, to page: inout HTMLWriter) {
    let judged = summary.clauses.filter { entry in
      switch entry.verdict {
      case .notObserved, .notAssessable: false
      case .fail, .warn, .undetermined, .pass, .info: true
      }
    }.enumerated().sorted { ($0.element.verdict, $0.offset) < ($1.element.verdict, $1.offset) }
      .map(\.element)
    guard !judged.isEmpty else { return }
    let heads = [Phrases.clause, Phrases.verdictLabel, Phrases.seen, Phrases.basis].map(said)
    let caption = said(Phrases.clausesJudged) + " – \(HTMLWriter.harmless(summary.asset.id))"
    table(caption, heads, to: &page) { page in
      for entry in judged {
        page.element("tr") { page in
          page.element("th", .scope("row")) { page in
            page.wire(entry.clause)
            page.element("span", .style("sub")) { $0.sentence(said(entry.title)) }
          }
          page.element("td") { write(entry.verdict, to: &$0) }
          page.element("td") { $0.sentence(said(entry.reason)) }
          page.element("td") { $0.sentence(basis(of: entry)) }
        }
      }
    }
  }

  private func basis(of entry: LedgerEntry) -> String {
    var parts = Verdict.allCases.compactMap { verdict in
      entry.counts[verdict].map { "\(name(verdict)) \($0)" }
    }
    if entry.peers > 0 {
      let more = entry.peers >= LedgerEntry.maximumPeers ? "≥" : ""
      parts.append(said(Phrases.peerCount) + " \(more)\(entry.peers)")
    }
    if let first = entry.first, let last = entry.last {
      parts.append("\(short(first)) – \(short(last))")
    }
    parts.append(said(Phrases.documentClause(entry.document.number, entry.document.clause)))
    return parts.joined(separator: "; ")
  }
}
