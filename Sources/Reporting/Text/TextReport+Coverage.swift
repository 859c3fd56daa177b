internal import Compliance
internal import Observations

extension TextReport {
  /// What was read, what was lost, and what was decoded.
  func writeCoverage(to page: inout TextPage) {
    page.heading(said(Phrases.coverage))
    let losses = CoverageFields.losses(report.coverage)
    let fields = losses + CoverageFields.decoded(report.coverage)
    let width = fields.reduce(0) { max($0, said($1.label).columns) }
    if losses.isEmpty { page.line("  " + said(Phrases.nothingLost)) }
    for (label, text) in fields {
      page.field(said(label), text, indent: 2, labelWidth: width)
    }
  }

  func writeLimits(to page: inout TextPage) {
    page.heading(said(Phrases.limits), paint: .faint)
    for limit in Phrases.standingLimits {
      page.paragraph(said(limit), indent: 2, bullet: "- ")
    }
  }
}
