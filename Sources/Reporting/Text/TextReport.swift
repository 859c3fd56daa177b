public import Compliance
internal import Observations

/// The report that a terminal shows: what failed first, then all that a reader needs to trust it.
///
/// Every text that came from the wire or a file goes through `printable`, so that no name can
/// steer the terminal.
public struct TextReport: Sendable {
  let report: Report
  let style: TextStyle

  /// Assets in the table of verdicts; a scan of a network without a site file may show thousands.
  static let maximumTableAssets = 64

  /// Names of learned entries in the head; the site file and the json format have them all.
  static let maximumUnreviewed = 24

  public init(_ report: Report, style: TextStyle) {
    self.report = report
    self.style = style
  }

  /// The whole report, with a line feed at its end.
  public func render() -> String {
    var page = TextPage(style: style)
    writeHead(to: &page)
    writeFindings(to: &page)
    writeSuppressed(to: &page)
    writeTotals(to: &page)
    writeClauses(to: &page)
    writePassed(to: &page)
    writeUnseen(to: &page)
    writeCoverage(to: &page)
    writeLimits(to: &page)
    return page.text
  }

  func said(_ text: LocalizedText) -> String { text[style.language] }

  func name(_ verdict: Verdict) -> String { said(Phrases.verdict(verdict)) }

  private func writeHead(to page: inout TextPage) {
    let title = ["LabTap", report.site?.printable].compactMap(\.self).joined(separator: " · ")
    page.line(style.painted(title, .bold))
    let coverage = report.coverage
    page.line(
      said(Phrases.packetsRead(coverage.packets, coverage.octets, report.sources.count)))
    if let first = coverage.first, let last = coverage.last {
      page.line(said(Phrases.period(first.description, last.description)))
    }
    if let contact = report.contact {
      page.line(said(Phrases.contact) + ": " + contact.printable)
    }
    if !report.hasSite { page.paragraph(said(Phrases.noSite), indent: 0) }
    writeUnreviewed(to: &page)
  }

  /// Learned entries that nobody confirmed: what they allow is no policy yet.
  private func writeUnreviewed(to page: inout TextPage) {
    let unreviewed = report.unreviewed
    guard unreviewed.count > 0 else { return }
    page.paragraph(said(Phrases.unreviewed(unreviewed.count)), indent: 0)
    let groups: [(LocalizedText, [String])] = [
      (Phrases.unreviewedAssets, unreviewed.assets), (Phrases.unreviewedPeers, unreviewed.peers),
      (Phrases.unreviewedDestinations, unreviewed.allow.flatMap(\.self)),
    ]
    for (label, names) in groups where !names.isEmpty {
      let shown = names.prefix(Self.maximumUnreviewed).map(\.printable).joined(separator: ", ")
      let rest = names.count > Self.maximumUnreviewed ? ", … (\(names.count))" : ""
      page.paragraph("\(said(label)): \(shown)\(rest)", indent: 2)
    }
  }

  private func writeFindings(to page: inout TextPage) {
    let counted = report.findings.filter { $0.suppression == nil }
    let sections: [(Verdict, LocalizedText)] = [
      (.fail, Phrases.failed), (.warn, Phrases.warnings),
      (.undetermined, Phrases.undetermined), (.info, Phrases.record),
    ]
    for (verdict, title) in sections {
      let findings = bySeverity(counted.filter { $0.verdict == verdict })
      guard !findings.isEmpty else {
        if verdict == .fail {
          page.line()
          page.line(
            said(report.assets.isEmpty ? Phrases.noAssets : Phrases.nothingBroken))
        }
        continue
      }
      page.heading("\(said(title)) (\(findings.count))", paint: style.paint(of: verdict))
      for finding in findings { write(finding, to: &page) }
    }
  }

  func writeSuppressed(to page: inout TextPage) {
    let suppressed = bySeverity(report.findings.filter { $0.suppression != nil })
    guard !suppressed.isEmpty else { return }
    page.heading("\(said(Phrases.suppressed)) (\(suppressed.count))")
    for finding in suppressed { write(finding, to: &page) }
  }

  /// The heaviest first; equals keep the report's order, so that every run reads the same.
  func bySeverity(_ findings: [Finding]) -> [Finding] {
    findings.enumerated()
      .sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
      .map(\.element)
  }
}
