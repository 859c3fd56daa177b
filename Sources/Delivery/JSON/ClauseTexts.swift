internal import Compliance

/// The members of a finding that its clause alone decides, encoded once for each clause.
///
/// They are half of a finding's octets. At most as many entries as the policy has clauses.
struct ClauseTexts {
  private struct Entry {
    let document: DocumentReference
    let controls: [ControlReference]
    let remediation: String
    let octets: [UInt8]
  }

  private var entries: [String: Entry] = [:]

  /// `document`, `controls` and `remediation` as JSON members.
  mutating func members(of finding: Finding) -> [UInt8] {
    let remediation = finding.remediation.en
    // Two profiles may word one clause differently; equal strings of one clause share storage,
    // which makes the comparison short.
    if let entry = entries[finding.clause], entry.document == finding.document,
      entry.remediation == remediation, entry.controls == finding.controls
    {
      return entry.octets
    }
    var writer = JSONWriter()
    FindingJSON.write(finding.document, to: &writer)
    writer.object("controls") { writer in
      for control in finding.controls { writer.member(control.framework, control.identifiers) }
    }
    writer.member("remediation", remediation)
    entries[finding.clause] = Entry(
      document: finding.document, controls: finding.controls, remediation: remediation,
      octets: writer.octets)
    return writer.octets
  }
}
