public import Observations

/// What a summary over many findings needs of one: small, so that a million of them can be counted
/// without being read whole.
public struct FindingGist: Sendable {
  /// Where the whole finding is found again: a place in an array, or a record of the store.
  public var place: Int64
  public var clause: String
  /// The asset's id.
  public var asset: String
  public var verdict: Verdict
  public var severity: Severity
  /// Connections, questions or requests that the finding speaks of.
  public var count: UInt64 = 1
  public var first: Timestamp
  public var last: Timestamp
  public var isSuppressed = false
  /// Address and port of the peer.
  public var peer: String?
  public var peerName: String?
  public var tlsVersion: String?
  public var smbDialect: String?
  public var octetsIn: UInt64 = 0
  public var octetsOut: UInt64 = 0

  public init(
    place: Int64, clause: String, asset: String, verdict: Verdict, severity: Severity,
    first: Timestamp, last: Timestamp
  ) {
    self.place = place
    self.clause = clause
    self.asset = asset
    self.verdict = verdict
    self.severity = severity
    self.first = first
    self.last = last
  }

  /// The gist of a finding that is at hand.
  public init(_ finding: Finding, place: Int64) {
    self.init(
      place: place, clause: finding.clause, asset: finding.asset.id, verdict: finding.verdict,
      severity: finding.severity, first: finding.firstSeen.time, last: finding.lastSeen.time)
    count = finding.count
    isSuppressed = finding.suppression != nil
    peer = finding.peer.map { Self.peer("\($0.address)", $0.port) }
    peerName = finding.peer?.name
    for (key, value) in finding.evidence.fields {
      switch (key, value) {
      case (.tlsVersion, .text(let text)): tlsVersion = text
      case (.smbDialect, .text(let text)): smbDialect = text
      case (.octetsIn, .number(let number)): octetsIn = number
      case (.octetsOut, .number(let number)): octetsOut = number
      default: continue
      }
    }
  }

  /// Address and port in one text, an IPv6 address in brackets.
  public static func peer(_ address: String, _ port: UInt16?) -> String {
    guard let port else { return address }
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}
