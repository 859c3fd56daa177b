internal import Compliance
internal import Delivery
internal import Reporting

/// Writes a report in the formats that `--findings` asks for.
struct FindingsOutput: Sendable {
  let language: Language
  var junit = JUnit()

  /// Writes the report to one target; false when it could not be written whole.
  func deliver(_ report: Report, to target: FindingsTarget) -> Bool {
    guard target.format != .none else { return true }
    do throws(OutputFile.Failure) {
      let file: OutputFile
      if let path = target.path {
        file = try OutputFile(creating: path)
      } else {
        file = OutputFile.standardOutput
      }
      try write(report, as: target, to: file)
      return true
    } catch {
      if target.path == nil, error.isReaderGone { return true }
      Terminal.complain("\(target.path ?? "standard output"): \(error)")
      return false
    }
  }

  private func write(
    _ report: Report, as target: FindingsTarget, to file: borrowing OutputFile
  ) throws(OutputFile.Failure) {
    switch target.format {
    case .text:
      let style =
        target.path == nil ? Terminal.style(language: language) : TextStyle(language: language)
      try file.write(Array(TextReport(report, style: style).render().utf8))
    case .json:
      try ReportJSON.write(report) { (lines: [UInt8]) throws(OutputFile.Failure) in
        try file.write(lines)
      }
    case .eve: try write(report.findings, in: .eve, to: file)
    case .ecs: try write(report.findings, in: .ecs, to: file)
    case .ocsf: try write(report.findings, in: .ocsf, to: file)
    case .cef: try write(report.findings, in: .cef, to: file)
    case .leef: try write(report.findings, in: .leef, to: file)
    case .sarif:
      var writer = JSONWriter()
      SARIF.write(report.findings, to: &writer)
      try file.write(writer.octets)
    case .junit:
      try file.write(junit.document(findings: report.findings, assets: report.assets))
    case .none:
      return
    }
  }

  private func write(
    _ findings: [Finding], in format: LineFormat, to file: borrowing OutputFile
  ) throws(OutputFile.Failure) {
    try format.write(findings) { (lines: [UInt8]) throws(OutputFile.Failure) in
      try file.write(lines)
    }
  }
}
