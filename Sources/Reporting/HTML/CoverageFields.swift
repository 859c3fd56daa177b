internal import Compliance
internal import Observations

/// The coverage as labels and values.
enum CoverageFields {
  typealias Field = (label: LocalizedText, value: String)

  /// Counts that weaken a verdict; those that are zero are left out.
  static func losses(_ coverage: Coverage) -> [Field] {
    var fields: [Field] = []
    func count(_ label: LocalizedText, _ value: UInt64) {
      if value > 0 { fields.append((label, String(value))) }
    }
    func counts(_ label: LocalizedText, _ values: [String: UInt64]) {
      if !values.isEmpty { fields.append((label, list(values))) }
    }
    count(Phrases.drops, coverage.drops)
    count(Phrases.cutFrames, coverage.cutFrames)
    count(Phrases.filtered, coverage.filtered)
    counts(
      Phrases.linkType,
      Dictionary(
        coverage.unknownLinkTypes.map { (String($0.key), $0.value) }, uniquingKeysWith: max))
    counts(Phrases.truncated, coverage.truncated)
    counts(
      Phrases.malformed,
      Dictionary(
        coverage.malformed.map { ("\($0.key.layer) (\($0.key.rule))", $0.value) },
        uniquingKeysWith: max))
    count(Phrases.oneSidedFlows, coverage.oneSidedFlows)
    count(Phrases.midstreamFlows, coverage.midstreamFlows)
    count(Phrases.gaps, coverage.gaps)
    counts(Phrases.doubtful, coverage.doubtful)
    counts(Phrases.evictions, coverage.evictions)
    counts(Phrases.limitsHit, coverage.limits)
    return fields
  }

  /// What was decoded.
  static func decoded(_ coverage: Coverage) -> [Field] {
    let observed = coverage.observed
    let versions = observed.tlsHandshakes.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key) \($0.value)" }
    let dialects = observed.smbNegotiations.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }
    return [
      (Phrases.flows, String(coverage.flows)),
      (Phrases.tlsHandshakes, versions.isEmpty ? "0" : versions.joined(separator: ", ")),
      (Phrases.clientHellos, "\(observed.clientHellos) (\(observed.splitClientHellos))"),
      (Phrases.smbNegotiations, dialects.isEmpty ? "0" : dialects.joined(separator: ", ")),
      (Phrases.encryptedSMB, String(observed.encryptedSMBSessions)),
      (Phrases.dns, "\(observed.dnsQuestions), \(observed.dnsAnswers)"),
      (Phrases.http, String(observed.httpRequests)),
    ]
  }

  private static func list(_ counts: [String: UInt64]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key.printable) \($0.value)" }
      .joined(separator: ", ")
  }
}
