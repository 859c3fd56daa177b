import Compliance

/// What metrics tell apart of findings: bounded by the signatures.
public struct FindingKind: Hashable, Sendable {
  public var clause: String
  public var verdict: String
  public var severity: String

  init(_ finding: Finding) {
    clause = finding.clause
    verdict = finding.verdict.rawValue
    severity = finding.severity.rawValue
  }
}
