internal import Compliance

extension TextReport {
  /// The findings alone, for a report from a store, which has neither the ledger nor the coverage of
  /// the runs that filled it.
  public func renderStored() -> String {
    var page = TextPage(style: style)
    page.line(style.painted("LabTap", .bold))
    let counted = report.findings.filter { $0.suppression == nil }
    for verdict in Verdict.allCases {
      let findings = bySeverity(counted.filter { $0.verdict == verdict })
      guard !findings.isEmpty else { continue }
      page.heading("\(name(verdict)) (\(findings.count))", paint: style.paint(of: verdict))
      for finding in findings { write(finding, to: &page) }
    }
    writeSuppressed(to: &page)
    if report.findings.isEmpty { page.line(said(Phrases.nothingBroken)) }
    return page.text
  }
}
