public import Compliance

/// The formats in which a finding is one line: what a file, syslog or Kafka carries.
public enum LineFormat: String, Hashable, Sendable, CaseIterable {
  case json, eve, ecs, ocsf, cef, leef

  /// Appends the finding without a line feed; no format has one inside a finding.
  public func append(_ finding: Finding, to octets: inout [UInt8]) {
    switch self {
    case .cef: CEF.append(finding, to: &octets)
    case .leef: LEEF.append(finding, to: &octets)
    case .json, .eve, .ecs, .ocsf:
      var writer = JSONWriter()
      switch self {
      case .eve: EVEAlert.writeObject(finding, to: &writer)
      case .ecs: ECS.write(finding, to: &writer)
      case .ocsf: OCSF.write(finding, to: &writer)
      default: FindingJSON.write(finding, to: &writer)
      }
      octets += writer.octets
    }
  }

  /// True when a line of the format is a JSON object.
  public var isJSON: Bool { self != .cef && self != .leef }

  /// Hands findings to `deliver` as lines, some whole lines at a time.
  public func write<Failure: Error>(
    _ findings: [Finding], deliver: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var octets: [UInt8] = []
    for finding in findings {
      append(finding, to: &octets)
      octets.append(UInt8(ascii: "\n"))
      guard octets.count >= ReportJSON.preferredCount else { continue }
      try deliver(octets)
      octets.removeAll(keepingCapacity: true)
    }
    if !octets.isEmpty { try deliver(octets) }
  }
}
