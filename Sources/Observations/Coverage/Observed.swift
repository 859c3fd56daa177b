/// Counts of what was decoded, for comparison with other tools.
public struct Observed: Hashable, Codable, Sendable {
  /// ServerHellos by the version that they select; a HelloRetryRequest is not counted.
  public var tlsHandshakes: [TLSVersion: UInt64] = [:]
  public var clientHellos: UInt64 = 0
  /// ClientHellos over more than one TCP segment or QUIC packet.
  public var splitClientHellos: UInt64 = 0
  /// Final NEGOTIATE responses by dialect; the wildcard 0x02FF is not final.
  public var smbNegotiations: [SMBDialect: UInt64] = [:]
  /// Sessions or connections with messages inside transform headers.
  public var encryptedSMBSessions: UInt64 = 0
  public var dnsQuestions: UInt64 = 0
  public var dnsAnswers: UInt64 = 0
  public var httpRequests: UInt64 = 0

  public init() {}

  public mutating func add(_ other: Observed) {
    tlsHandshakes.merge(other.tlsHandshakes, uniquingKeysWith: +)
    clientHellos += other.clientHellos
    splitClientHellos += other.splitClientHellos
    smbNegotiations.merge(other.smbNegotiations, uniquingKeysWith: +)
    encryptedSMBSessions += other.encryptedSMBSessions
    dnsQuestions += other.dnsQuestions
    dnsAnswers += other.dnsAnswers
    httpRequests += other.httpRequests
  }
}
