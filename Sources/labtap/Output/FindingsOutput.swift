internal import Compliance
internal import Delivery
internal import Observations
internal import Reporting

/// Writes a report in the formats that `--findings` asks for.
struct FindingsOutput: Sendable {
  let language: Language
  var junit = JUnit()
  /// What an evidence report tells beyond the findings of a run.
  var background = EvidenceBackground()

  /// Writes the report to one target; false when it could not be written whole.
  func deliver(_ report: Report, to target: FindingsTarget) -> Bool {
    deliver(to: target) { (file: borrowing OutputFile) throws(OutputFile.Failure) in
      try write(report, as: target, to: file)
    }
  }

  /// Writes findings that come without the ledger of a run.
  func deliver(stored findings: [Finding], to target: FindingsTarget) -> Bool {
    let report = Report(
      findings: findings, assets: [], coverage: Coverage(), sources: [], site: nil, contact: nil,
      sensor: "")
    return deliver(to: target) { (file: borrowing OutputFile) throws(OutputFile.Failure) in
      switch target.format {
      case .text:
        try file.write(Array(TextReport(report, style: style(for: target)).renderStored().utf8))
      case .json: try write(findings, in: .json, to: file)
      default: try write(report, as: target, to: file)
      }
    }
  }

  private func style(for target: FindingsTarget) -> TextStyle {
    target.path == nil ? Terminal.style(language: language) : TextStyle(language: language)
  }

  private func deliver(
    to target: FindingsTarget,
    _ write: (borrowing OutputFile) throws(OutputFile.Failure) -> Void
  ) -> Bool {
    guard target.format != .none else { return true }
    do throws(OutputFile.Failure) {
      let file: OutputFile
      if let path = target.path {
        file = try OutputFile(creating: path)
      } else {
        file = OutputFile.standardOutput
      }
      try write(file)
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
      try file.write(Array(TextReport(report, style: style(for: target)).render().utf8))
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
    case .html: try file.write(page(of: report).render())
    case .none:
      return
    }
  }

  private func page(of report: Report) -> HTMLReport {
    var evidence = EvidenceReport(report)
    background.add(to: &evidence)
    return HTMLReport(evidence, language: language)
  }

  private func write(
    _ findings: [Finding], in format: LineFormat, to file: borrowing OutputFile
  ) throws(OutputFile.Failure) {
    try format.write(findings) { (lines: [UInt8]) throws(OutputFile.Failure) in
      try file.write(lines)
    }
  }
}
