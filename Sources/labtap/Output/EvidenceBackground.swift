internal import Compliance
internal import Reporting

/// What an evidence report tells beyond the findings and the ledger.
struct EvidenceBackground: Sendable {
  var traffic: TrafficRecord?
  var controls: [String: [ControlReference]] = [:]

  func add(to report: inout EvidenceReport) {
    report.traffic = traffic
    report.controls = controls
  }
}

extension Policy {
  /// The controls that each clause serves.
  var clauseControls: [String: [ControlReference]] {
    var references: [String: [ControlReference]] = [:]
    for clause in profiles.flatMap(\.clauses) {
      references[clause.id] = clause.controls.flatMap { controls[$0] }
    }
    return references
  }
}
