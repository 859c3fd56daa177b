/// A field of which LabTap claims that it agrees with tshark; the article `ClaimedFields` lists them.
enum Claim: String, CaseIterable, Comparable {
  case ends = "flow: addresses, ports"
  case packets = "flow: packets each way"
  case octets = "flow: payload octets each way"
  case vlan = "flow: VLAN"
  case tlsClientVersions = "TLS, DTLS, QUIC: versions offered"
  case tlsServerName = "TLS, DTLS, QUIC: server name"
  case tlsClientProtocols = "TLS, DTLS, QUIC: protocols offered"
  case tlsVersion = "TLS, DTLS, QUIC: version"
  case tlsCipherSuite = "TLS, DTLS, QUIC: cipher suite"
  case tlsProtocol = "TLS, DTLS: protocol"
  case quicVersion = "QUIC: version"
  case quicNegotiation = "QUIC: versions of a negotiation"
  case smbDialect = "SMB: dialect"
  case smbServerSigning = "SMB: signing of the server"
  case smbClientSigning = "SMB: signing of the client"
  case smbEncrypted = "SMB: encrypted messages each way"
  case smbSessions = "SMB: flags of sessions"
  case smbFailedSetups = "SMB: refused session setups"
  case smbShares = "SMB: disk shares"
  case smbShareEncryption = "SMB: encryption asked for by a share"
  case dnsMessages = "DNS: id, direction, question"
  case dnsOutcomes = "DNS: response code"
  case dnsAnswers = "DNS: addresses and aliases answered"
  case httpRequests = "HTTP: method, host, target"
  case httpStatus = "HTTP: status"

  /// The fields of tshark that the claim is held against.
  var fields: [String] {
    switch self {
    case .ends:
      ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport"]
        + ["udp.dstport"]
    case .packets: ["tcp.stream", "udp.stream"]
    case .octets: ["tcp.len", "udp.length"]
    case .vlan: ["vlan.id"]
    case .tlsClientVersions: both("handshake.version", "handshake.extensions.supported_version")
    case .tlsServerName: both("handshake.extensions_server_name")
    case .tlsClientProtocols, .tlsProtocol: both("handshake.extensions_alpn_str")
    case .tlsVersion: both("handshake.version", "handshake.extensions.supported_version")
    case .tlsCipherSuite: both("handshake.ciphersuite")
    case .quicVersion: ["quic.version"]
    case .quicNegotiation: ["quic.supported_version"]
    case .smbDialect: ["smb2.dialect", "smb.dialect.index"]
    case .smbServerSigning, .smbClientSigning: ["smb2.sec_mode"]
    case .smbEncrypted: ["smb2.header.transform.signature"]
    case .smbSessions: ["smb2.session_flags", "ntlmssp.negotiateanonymous"]
    case .smbFailedSetups: ["smb2.nt_status"]
    case .smbShares: ["smb2.tree", "smb2.share_type"]
    case .smbShareEncryption: ["smb2.share_flags.encrypt_data"]
    case .dnsMessages: ["dns.id", "dns.flags.response", "dns.qry.name", "dns.qry.type"]
    case .dnsOutcomes: ["dns.flags.rcode"]
    case .dnsAnswers: ["dns.a", "dns.aaaa", "dns.cname"]
    case .httpRequests: ["http.request.method", "http.host", "http.request.uri"]
    case .httpStatus: ["http.response.code"]
    }
  }

  private func both(_ names: String...) -> [String] {
    names.map { "tls.\($0)" } + names.map { "dtls.\($0)" }
  }

  static func < (left: Claim, right: Claim) -> Bool { left.rawValue < right.rawValue }
}

/// What was seen of each claim, as text, one entry for each thing seen.
struct Sight {
  private(set) var seen: [Claim: [String]] = [:]

  mutating func add(_ claim: Claim, _ place: String, _ value: some CustomStringConvertible) {
    seen[claim, default: []].append("\(place): \(value)")
  }

  /// Adds a value that may not be there.
  mutating func add(_ claim: Claim, _ place: String, ifPresent value: String?) {
    if let value { add(claim, place, value) }
  }

  /// The entries in an order that does not depend on who saw them first.
  subscript(_ claim: Claim) -> [String] { (seen[claim] ?? []).sorted() }
}

/// The two ends of a flow, in an order that does not depend on who opened it.
func pair(_ one: String, _ other: String) -> String {
  one < other ? "\(one) \(other)" : "\(other) \(one)"
}
