public import Compliance

/// A whole report as JSON Lines: the findings, one summary per asset, and the total.
public enum ReportJSON {
  /// Octets that are gathered before they are handed over, so that a report of any size needs
  /// little memory and few writes.
  static let preferredCount = 65_536

  /// Hands the report to `deliver`, some whole lines at a time, each line with its line feed.
  public static func write<Failure: Error>(
    _ report: Report, deliver: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var writer = JSONWriter()
    var texts = ClauseTexts()
    func endLine() throws(Failure) {
      writer.endLine()
      guard writer.octets.count >= preferredCount else { return }
      try deliver(writer.octets)
      writer.removeAll()
    }
    for finding in report.findings {
      FindingJSON.write(finding, &texts, to: &writer)
      try endLine()
    }
    for asset in report.assets {
      SummaryJSON.write(asset, to: &writer)
      try endLine()
    }
    SummaryJSON.writeTotal(of: report, to: &writer)
    writer.endLine()
    try deliver(writer.octets)
  }
}
