internal import Compliance
internal import Delivery

/// Turns what a replay found into its exit code.
struct Gate: Sendable {
  /// This verdict or worse counts against the run.
  enum Threshold: String, CaseIterable, Sendable {
    case fail, warn, undetermined, never

    /// nil when nothing counts.
    var verdict: Verdict? {
      switch self {
      case .fail: .fail
      case .warn: .warn
      case .undetermined: .undetermined
      case .never: nil
      }
    }

    /// What a JUnit report calls a failure: the same that the exit code does, and always `fail`.
    var junit: JUnit {
      JUnit(
        failsOnWarnings: self == .warn || self == .undetermined,
        failsOnUndetermined: self == .undetermined)
    }
  }

  var threshold: Threshold = .fail
  /// Clauses that must be `pass`: an empty capture, or one of the wrong segment, must not open
  /// the gate.
  var required: [String] = []

  /// A required clause and where it stands instead of `pass`.
  struct Unmet: Equatable, Sendable {
    var clause: String
    var verdict: Verdict
  }

  /// True when a finding counts against the run; suppressed findings never do.
  ///
  /// A clause can be undetermined without a finding, when frames were lost, so that threshold
  /// looks into the ledger too, unless the site suppresses findings of that clause and asset.
  func isExceeded(by report: Report) -> Bool {
    guard let limit = threshold.verdict else { return false }
    let counts = report.findings.contains { $0.suppression == nil && $0.verdict <= limit }
    if counts || limit != .undetermined { return counts }
    let suppressed = Set(
      report.findings.filter { $0.suppression != nil }.map { [$0.asset.id, $0.clause] })
    return report.assets.contains { asset in
      asset.clauses.contains { entry in
        entry.verdict == .undetermined && !suppressed.contains([asset.asset.id, entry.clause])
      }
    }
  }

  /// The required clauses that are not `pass` over all assets: at least one asset has to pass,
  /// and none may be worse.
  func unmet(in report: Report) -> [Unmet] {
    required.compactMap { clause in
      let verdicts = report.assets.flatMap(\.clauses)
        .filter { $0.clause.lowercased() == clause.lowercased() }.map(\.verdict)
      let worst = verdicts.min() ?? .notObserved
      return worst == .pass ? nil : Unmet(clause: clause, verdict: worst)
    }
  }

  /// The exit code; a capture that could not be read wins, since then the verdict itself is
  /// incomplete, then a sink that was not reached, then the findings.
  func exitCode(for report: Report, hasProblems: Bool, isDelivered: Bool) -> ExitCode {
    if hasProblems { return .unreadable }
    if !isDelivered { return .undelivered }
    return isExceeded(by: report) || !unmet(in: report).isEmpty ? .findings : .success
  }
}
