internal import Compliance
internal import Delivery
internal import Reporting

/// Writes a report in the formats that `--findings` asks for.
struct FindingsOutput: Sendable {
  let language: Language

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
    case .eve:
      var writer = JSONWriter()
      for finding in report.findings {
        EVEAlert.write(finding, to: &writer)
        if writer.octets.count >= OutputFile.preferredCount {
          try file.write(writer.octets)
          writer.removeAll()
        }
      }
      try file.write(writer.octets)
    case .none:
      return
    }
  }
}
