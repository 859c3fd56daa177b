public import Compliance
internal import Observations

/// Verdicts as JUnit XML: one suite for each asset, one case for each clause of it.
///
/// There is no formal schema; what Jenkins, GitLab and GitHub read in common is used.
public struct JUnit: Sendable {
  /// `warn` is a failure too.
  public var failsOnWarnings: Bool
  /// `undetermined` is an error; otherwise its case is skipped.
  public var failsOnUndetermined: Bool

  public init(failsOnWarnings: Bool = false, failsOnUndetermined: Bool = false) {
    self.failsOnWarnings = failsOnWarnings
    self.failsOnUndetermined = failsOnUndetermined
  }

  private enum Answer: Equatable {
    case passed, failed, broken, skipped
  }

  /// One clause of one asset.
  private struct Case {
    var document: String
    var clause: String
    var asset: String
    var verdict: Verdict
    var reason: String
    var findings: [Finding] = []

    /// All that broke the clause was accepted; the ledger does not know of a baseline.
    var isAccepted: Bool {
      let breaches = findings.filter { $0.verdict <= .undetermined }
      return verdict <= .undetermined && !breaches.isEmpty
        && breaches.allSatisfy { $0.suppression != nil }
    }
  }

  private struct Suite {
    var asset: String
    var cases: [Case]
  }

  /// The whole document.
  ///
  /// - Parameters:
  ///   - findings: what each failed case says.
  ///   - assets: the ledger, which has the cases that no finding speaks of; empty when only findings
  ///     are known.
  public func document(findings: [Finding], assets: [AssetSummary] = []) -> [UInt8] {
    let suites = suites(of: findings, assets)
    var xml = XML()
    let total = suites.map { answers(of: $0) }.reduce(into: Totals()) { $0.add($1) }
    xml.open("testsuites", [("name", Product.name)] + total.attributes)
    for suite in suites {
      xml.open("testsuite", [("name", suite.asset)] + answers(of: suite).attributes)
      for entry in suite.cases { write(entry, to: &xml) }
      xml.close("testsuite")
    }
    xml.close("testsuites")
    return xml.octets
  }

  private struct Totals {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0

    mutating func add(_ other: Totals) {
      tests += other.tests
      failures += other.failures
      errors += other.errors
      skipped += other.skipped
    }

    var attributes: [(String, String)] {
      [
        ("tests", String(tests)), ("failures", String(failures)), ("errors", String(errors)),
        ("skipped", String(skipped)), ("time", "0"),
      ]
    }
  }

  private func answers(of suite: Suite) -> Totals {
    suite.cases.reduce(into: Totals()) { totals, entry in
      totals.tests += 1
      switch answer(to: entry) {
      case .passed: break
      case .failed: totals.failures += 1
      case .broken: totals.errors += 1
      case .skipped: totals.skipped += 1
      }
    }
  }

  private func answer(to entry: Case) -> Answer {
    switch entry.verdict {
    case .fail: .failed
    case .warn: failsOnWarnings ? .failed : .passed
    case .undetermined: failsOnUndetermined ? .broken : .skipped
    case .pass, .info: .passed
    case .notObserved, .notAssessable: .skipped
    }
  }

  /// The ledger's clauses with their findings; a clause that only findings name comes behind.
  private func suites(of findings: [Finding], _ assets: [AssetSummary]) -> [Suite] {
    var suites: [Suite] = []
    var places: [String: Int] = [:]
    var cases: [[String]: Int] = [:]
    func place(of asset: String) -> Int {
      if let place = places[asset] { return place }
      places[asset] = suites.count
      suites.append(Suite(asset: asset, cases: []))
      return suites.count - 1
    }
    for summary in assets {
      let place = place(of: summary.asset.id)
      for entry in summary.clauses {
        cases[[summary.asset.id, entry.clause]] = suites[place].cases.count
        suites[place].cases.append(
          Case(
            document: entry.document.number, clause: entry.clause, asset: summary.asset.id,
            verdict: entry.verdict, reason: entry.reason.en))
      }
    }
    let isLedgerKnown = !assets.isEmpty
    for finding in findings {
      let place = place(of: finding.asset.id)
      let key = [finding.asset.id, finding.clause]
      let index = cases[key] ?? suites[place].cases.count
      if cases[key] == nil {
        cases[key] = index
        suites[place].cases.append(
          Case(
            document: finding.document.number, clause: finding.clause, asset: finding.asset.id,
            verdict: finding.suppression == nil ? finding.verdict : .info,
            reason: finding.reason.en))
      } else if !isLedgerKnown, finding.suppression == nil {
        suites[place].cases[index].verdict = min(
          suites[place].cases[index].verdict, finding.verdict)
      }
      suites[place].cases[index].findings.append(finding)
    }
    for place in suites.indices {
      for index in suites[place].cases.indices where suites[place].cases[index].isAccepted {
        suites[place].cases[index].verdict = .info
      }
    }
    return suites
  }

  /// Findings that one case tells of; the others are counted.
  static let maximumFindings = 100

  private func write(_ entry: Case, to xml: inout XML) {
    xml.open(
      "testcase",
      [
        ("classname", entry.document), ("name", "\(entry.clause) \(entry.asset)"), ("time", "0"),
      ])
    let counted = entry.findings.filter { $0.suppression == nil }
    let message = "\(entry.verdict.rawValue): \(counted.first?.reason.en ?? entry.reason)"
    let attributes = [("message", message), ("type", entry.verdict.rawValue)]
    switch answer(to: entry) {
    case .failed: xml.element("failure", attributes, text: text(of: counted))
    case .broken: xml.element("error", attributes, text: text(of: counted))
    case .skipped: xml.element("skipped", [("message", message)], text: "")
    case .passed: break
    }
    let told = entry.findings.filter { finding in
      finding.suppression != nil || answer(to: entry) == .passed
    }
    if !told.isEmpty { xml.element("system-out", [], text: text(of: told)) }
    xml.close("testcase")
  }

  private func text(of findings: [Finding]) -> String {
    var lines = findings.prefix(Self.maximumFindings).map { finding in
      var line = ECS.message(of: finding)
      if let peer = finding.peer {
        line += " [peer \(peer.address)" + (peer.port.map { " port \($0)" } ?? "") + "]"
      }
      if let capture = finding.capture { line += " [\(capture.source) packet \(capture.packet)]" }
      let evidence = FlatText.evidence(of: finding)
      if !evidence.isEmpty { line += " [\(evidence)]" }
      if let suppression = finding.suppression {
        line += " [accepted by \(suppression.who) until \(suppression.until): \(suppression.why)]"
      }
      return line
    }
    if findings.count > Self.maximumFindings {
      lines.append("and \(findings.count - Self.maximumFindings) more")
    }
    if let remediation = findings.first?.remediation.en, !remediation.isEmpty {
      lines.append(remediation)
    }
    return lines.joined(separator: "\n")
  }
}
