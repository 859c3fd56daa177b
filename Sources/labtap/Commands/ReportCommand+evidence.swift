internal import Compliance
internal import Delivery
internal import Foundation
internal import Observations
internal import Reporting

extension ReportCommand {
  /// Writes the evidence report to its files; what kept it from that was told.
  func writeEvidence(of store: FindingStore) throws(StoreError) -> ExitCode {
    var policy: Policy?
    if let site {
      guard let loaded = Policy.loadOrReport(signatures: signatures, site: site) else {
        return .usage
      }
      policy = loaded
    }
    var earlier: EarlierReport?
    if let lastReport {
      guard let read = EarlierReport(path: lastReport) else { return .unreadable }
      earlier = read
    }
    let page = HTMLReport(
      try evidence(of: store, policy, since: earlier), language: language ?? Terminal.language
    ).render()
    var targets = findings.filter { $0.format == .html }.map(\.path)
    if let html { targets.append(html) }
    var code = ExitCode.success
    for path in targets where !Self.write(page, to: path) { code = .undelivered }
    if let pdf, !PrintedPage.write(page, to: pdf) { code = .undelivered }
    return code
  }

  private func evidence(
    of store: FindingStore, _ policy: Policy?, since earlier: EarlierReport?
  ) throws(StoreError) -> EvidenceReport {
    var tally = EvidenceTally()
    let survey = try store.survey(
      .init(since: since, asset: asset, clause: clause), since: earlier?.head
    ) { tally.add($0) }
    var report = EvidenceReport()
    report.tally = tally
    report.evidence = try store.findings(at: tally.wanted)
    report.sensors = survey.sensors
    report.sources = [self.store].compactMap(\.self)
    report.made = Timestamp(nanoseconds: Int64(Date.now.timeIntervalSince1970 * 1e9))
    report.site = policy?.site?.name
    report.contact = policy?.site?.contact
    report.hasSite = policy?.site != nil
    report.controls = policy?.clauseControls ?? [:]
    report.take(try ledgers(of: store))
    if let since { report.restrictions.append("\(since) –") }
    report.restrictions += [asset, clause].compactMap(\.self)
    let proof = survey.verification
    report.chain = ChainStatement(
      records: proof.records, dropped: proof.dropped, anchor: proof.anchor,
      head: "\(proof.head)", faults: proof.faults,
      command: "labtap report --store \(self.store ?? "FILE") --verify --head \(proof.head)")
    if let earlier {
      var trend = EvidenceTrend(
        head: "\(earlier.head)", made: earlier.made, isContinued: proof.keptHead == .matches)
      for (step, count) in survey.steps {
        trend.steps[.init(before: step.before, now: step.now)] = count
      }
      report.trend = trend
    }
    return report
  }

  /// How the clauses stood at the end of the last runs, as far as the report is about them.
  private func ledgers(of store: FindingStore) throws(StoreError) -> [EvidenceReport.Ledger] {
    try store.ledgers().compactMap { ledger in
      if let since, ledger.time < since { return nil }
      var (assets, isWhole) = (ledger.assets, true)
      if let asset {
        assets = assets.filter {
          $0.asset.id == asset || $0.asset.address?.description == asset
        }
        isWhole = false
      }
      if let clause {
        for place in assets.indices {
          assets[place].clauses.removeAll { $0.clause.lowercased() != clause.lowercased() }
        }
        assets.removeAll(where: \.clauses.isEmpty)
        isWhole = false
      }
      return EvidenceReport.Ledger(
        time: ledger.time, assets: assets, coverage: ledger.coverage,
        totals: isWhole ? ledger.totals : nil, count: isWhole ? ledger.assetCount : assets.count)
    }
  }

  /// - Parameter path: nil for standard output.
  private static func write(_ octets: [UInt8], to path: String?) -> Bool {
    do throws(OutputFile.Failure) {
      if let path {
        try OutputFile(creating: path).write(octets)
      } else {
        try OutputFile.standardOutput.write(octets)
      }
      return true
    } catch {
      if path == nil, error.isReaderGone { return true }
      Terminal.complain("\(path ?? "standard output"): \(error)")
      return false
    }
  }
}

/// What an earlier evidence report says of itself in its head.
struct EarlierReport {
  var head: ChainHead
  var made: String?

  /// The head of the file stands before anything that a report is long by.
  private static let searched = 8_192

  /// Reads the head of a report; nil when the file is none, which is then told.
  init?(path: String) {
    guard let file = FileHandle(forReadingAtPath: path),
      let octets = try? file.read(upToCount: Self.searched)
    else {
      Terminal.complain("\(path): cannot be read")
      return nil
    }
    let text = String(decoding: octets, as: UTF8.self)
    guard let head = Self.value("labtap-head", in: text).flatMap({ ChainHead($0) }) else {
      Terminal.complain("\(path): no evidence report of a store, which names its chain's head")
      return nil
    }
    self.head = head
    made = Self.value("labtap-made", in: text)
  }

  private static func value(_ name: String, in text: String) -> String? {
    let start = "<meta name=\"\(name)\" content=\""
    guard let range = text.firstRange(of: start),
      let end = text[range.upperBound...].firstIndex(of: "\"")
    else { return nil }
    return String(text[range.upperBound..<end])
  }
}
