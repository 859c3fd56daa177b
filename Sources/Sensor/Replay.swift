internal import Compliance
internal import Observations

/// Judges capture files: everything from their frames to a report.
public func replay(_ options: ReplayOptions) throws(FilterError) -> ReplayOutcome {
  ReplayOutcome(
    report: Report(
      findings: [], assets: [], coverage: Coverage(), sources: options.captures,
      site: options.policy.site?.name, contact: options.policy.site?.contact,
      sensor: options.sensor),
    problems: options.captures.map { CaptureProblem(capture: $0, text: "\($0): not read") })
}
