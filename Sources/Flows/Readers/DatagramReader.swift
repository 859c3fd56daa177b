import Observations
import Wire

/// What the datagrams of a UDP flow are; found out once and kept in the flow's record.
///
/// A trivial value: readers with state are kept by the partition, by number.
enum DatagramKind {
  case unread
  case names
  /// Names of NetBIOS (RFC 1002 4.2): messages of DNS with names of their own.
  case netBIOSNames
  /// QUIC or DTLS, and the number of their reader.
  case session(Int32)
  case service(Service)
  /// Datagrams that say who a station is.
  case announcement(Announcement)
  /// Not recognised in so many datagrams.
  case unknown(UInt8)
}

extension DatagramKind {
  /// Datagrams of an unknown flow that are searched for QUIC and DTLS: other protocols come first
  /// where ends look for a path (RFC 8445), and a capture may begin in the middle.
  private static let searchedDatagrams: UInt8 = 16

  /// Reads a datagram of the flow.
  mutating func read(
    _ octets: Span<UInt8>, isCut: Bool, from end: End, context: inout ReadingContext
  ) {
    switch self {
    case .unread:
      self = Self.recognise(octets, isCut: isCut, context: &context)
      context.changed = true
    case .unknown(let count) where count < Self.searchedDatagrams:
      self = Self.session(octets, isCut: isCut, context: &context) ?? .unknown(count + 1)
    case .names, .netBIOSNames, .session, .service, .announcement, .unknown: break
    }
    switch self {
    case .names, .netBIOSNames:
      NameMessage.read(octets, from: end, transport: .udp, isCut: isCut, context: &context)
    case .session(let number):
      context.datagramReaders[number]?
        .read(octets, isCut: isCut, from: end, context: &context)
    case .announcement(let announcement):
      AddressClaim.read(announcement, octets, isCut: isCut, from: end, context: &context)
    case .unread, .service, .unknown: break
    }
  }

  var isUnread: Bool {
    if case .unread = self { return true }
    return false
  }

  /// Whether the flow's first datagram is one that opens an exchange; of sessions the readers tell.
  func isOpened(by octets: Span<UInt8>) -> Bool {
    switch self {
    case .unread, .unknown, .session: false
    // The response flag of DNS (RFC 1035 section 4.1.1).
    case .names, .netBIOSNames: octets.count < 3 || octets[2] & 0x80 == 0
    case .service(let service): !DatagramSignature.isAnswer(octets, of: service)
    case .announcement: true
    }
  }

  /// What the flow carries, but for sessions, whose readers tell.
  var application: Application {
    switch self {
    case .unread, .unknown, .session: .unknown
    case .names: .dns
    case .netBIOSNames: .other(.nbns)
    case .service(let service): .other(service)
    case .announcement(let announcement): .other(announcement.service)
    }
  }

  /// Names are looked for on the ports of the name services, and on any port by content.
  private static func recognise(
    _ octets: Span<UInt8>, isCut: Bool, context: inout ReadingContext
  ) -> DatagramKind {
    if let session = session(octets, isCut: isCut, context: &context) { return session }
    let ports = [context.key.low.port, context.key.high.port]
    if let service = DatagramSignature.match(octets, ports: ports) {
      return kind(of: service, &context)
    }
    for port in ports {
      switch port {
      case 53, 5353, 5355: return .names
      case 137: return .netBIOSNames
      default: break
      }
    }
    if DNSMessage.looksLikeDNS(octets) { return .names }
    return .unknown(1)
  }

  /// QUIC and DTLS, on any port.
  private static func session(
    _ octets: Span<UInt8>, isCut: Bool, context: inout ReadingContext
  ) -> DatagramKind? {
    let reader: DatagramReader
    let service: Service
    if QUICPacket.looksLikeQUIC(octets, isCut: isCut) {
      (reader, service) = (.quic(QUICReader()), .quic)
    } else if DTLSReader.matches(octets, isCut: isCut) {
      (reader, service) = (.dtls(DTLSReader()), .dtls)
    } else {
      return nil
    }
    context.changed = true
    let maximum = context.limits.datagramReadersPerPartition
    guard let number = context.datagramReaders.add(reader, maximum: maximum) else {
      context.countLimit("QUIC and DTLS flows")
      return .service(service)
    }
    return .session(number)
  }

  private static func kind(of service: Service, _ context: inout ReadingContext) -> DatagramKind {
    switch service {
    case .dhcp: return .announcement(.dhcp)
    case .dhcpv6: return .announcement(.dhcpv6)
    case .ssdp: return .announcement(.ssdp)
    case .kerberos, .ldap:
      guard
        let number = context.datagramReaders.add(
          .directory(DirectoryDatagrams(service)),
          maximum: context.limits.datagramReadersPerPartition)
      else {
        context.countLimit("directory flows")
        return .service(service)
      }
      return .session(number)
    default: return .service(service)
    }
  }
}
