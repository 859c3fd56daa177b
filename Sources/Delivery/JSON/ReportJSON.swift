public import Compliance

/// A whole report as JSON Lines: the findings, one summary per asset, and the total.
public enum ReportJSON {
  /// Hands the report line by line to `deliver`, each line with its line feed.
  ///
  /// A line at a time, so that a report of any size needs the memory of its longest line.
  public static func write<Failure: Error>(
    _ report: Report, deliver: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    for finding in report.findings {
      try deliver(line { FindingJSON.write(finding, to: &$0) })
    }
    for asset in report.assets {
      try deliver(line { SummaryJSON.write(asset, to: &$0) })
    }
    try deliver(line { SummaryJSON.writeTotal(of: report, to: &$0) })
  }

  private static func line(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    body(&writer)
    writer.endLine()
    return writer.octets
  }
}
