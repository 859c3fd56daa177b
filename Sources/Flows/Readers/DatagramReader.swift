import Observations
import Wire

/// What the datagrams of a UDP flow are; found out once and kept in the flow's record.
enum DatagramKind {
  case unread
  case names
  /// Names of NetBIOS (RFC 1002 4.2): messages of DNS with names of their own.
  case netBIOSNames
  case service(Service)
  case unknown
}

extension DatagramKind {
  /// Reads a datagram of the flow.
  mutating func read(
    _ octets: Span<UInt8>, isCut: Bool, from end: End, context: ReadingContext
  ) {
    if case .unread = self { self = Self.recognise(octets, context: context) }
    switch self {
    case .names, .netBIOSNames:
      NameMessage.read(
        octets, from: end, transport: .udp, isCut: isCut, context: context)
    case .unread, .service, .unknown: return
    }
  }

  var application: Application {
    switch self {
    case .unread, .unknown: .unknown
    case .names: .dns
    case .netBIOSNames: .other(.nbns)
    case .service(let service): .other(service)
    }
  }

  /// Names are looked for on the ports of the name services, and on any port by content.
  private static func recognise(
    _ octets: Span<UInt8>, context: ReadingContext
  ) -> DatagramKind {
    let ports = [context.key.low.port, context.key.high.port]
    if let service = serviceByContent(octets, ports: ports) { return .service(service) }
    for port in ports {
      switch port {
      case 53, 5353, 5355: return .names
      case 137: return .netBIOSNames
      default: break
      }
    }
    if DNSMessage.looksLikeDNS(octets) { return .names }
    return .unknown
  }

  private static func serviceByContent(_ octets: Span<UInt8>, ports: [UInt16]) -> Service? {
    guard octets.count >= 4 else { return nil }
    let first = octets[0]
    if (20...23).contains(first), octets[1] == 0xfe, octets[2] >= 0xfc { return .dtls }
    if first & 0xc0 == 0xc0, octets.count >= 1_200, isQUICVersion(octets) { return .quic }
    if octets.count >= 13, first == 0, octets[11] == 0x17, octets[12] == 0x24 {
      return .teamviewer
    }
    if octets.count >= 240, first == 1 || first == 2, octets[236] == 0x63, octets[237] == 0x82,
      octets[238] == 0x53, octets[239] == 0x63
    {
      return .dhcp  // RFC 2131 3: the magic cookie
    }
    if ports.contains(123), octets.count >= 48, (1...4).contains(first >> 3 & 7) { return .ntp }
    if ports.contains(161) || ports.contains(162), first == 0x30 { return .snmp }
    if ports.contains(1900) { return .ssdp }
    if ports.contains(69), first == 0, (1...2).contains(octets[1]) { return .tftp }
    if ports.contains(514), first == 0x3c { return .syslog }
    if ports.contains(88), first == 0x6a || first == 0x6c { return .kerberos }
    if ports.contains(389), first == 0x30 { return .ldap }
    return nil
  }

  /// Versions 1 (RFC 9000) and 2 (RFC 9369), and the drafts from 29.
  private static func isQUICVersion(_ octets: Span<UInt8>) -> Bool {
    let version = (1...4).reduce(UInt32(0)) { $0 << 8 | UInt32(octets[$1]) }
    return version == 1 || version == 0x6b33_43cf || version & 0xffff_ff00 == 0xff00_0000
  }
}
