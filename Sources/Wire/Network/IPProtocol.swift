/// What an IP packet carries: a number of IANA's protocol registry.
public struct IPProtocol: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }
}

extension IPProtocol {
  @inlinable public static var hopByHopOptions: IPProtocol { IPProtocol(rawValue: 0) }
  @inlinable public static var icmp: IPProtocol { IPProtocol(rawValue: 1) }
  @inlinable public static var igmp: IPProtocol { IPProtocol(rawValue: 2) }
  /// IPv4 inside IP.
  @inlinable public static var ipv4: IPProtocol { IPProtocol(rawValue: 4) }
  @inlinable public static var tcp: IPProtocol { IPProtocol(rawValue: 6) }
  @inlinable public static var udp: IPProtocol { IPProtocol(rawValue: 17) }
  /// IPv6 inside IP.
  @inlinable public static var ipv6: IPProtocol { IPProtocol(rawValue: 41) }
  @inlinable public static var routing: IPProtocol { IPProtocol(rawValue: 43) }
  @inlinable public static var fragment: IPProtocol { IPProtocol(rawValue: 44) }
  @inlinable public static var gre: IPProtocol { IPProtocol(rawValue: 47) }
  @inlinable public static var esp: IPProtocol { IPProtocol(rawValue: 50) }
  @inlinable public static var ah: IPProtocol { IPProtocol(rawValue: 51) }
  @inlinable public static var icmpv6: IPProtocol { IPProtocol(rawValue: 58) }
  @inlinable public static var noNextHeader: IPProtocol { IPProtocol(rawValue: 59) }
  @inlinable public static var destinationOptions: IPProtocol { IPProtocol(rawValue: 60) }
  /// Ethernet in IP (RFC 3378).
  @inlinable public static var etherIP: IPProtocol { IPProtocol(rawValue: 97) }
  @inlinable public static var sctp: IPProtocol { IPProtocol(rawValue: 132) }
  @inlinable public static var mobility: IPProtocol { IPProtocol(rawValue: 135) }
  /// MPLS in IP (RFC 4023).
  @inlinable public static var mpls: IPProtocol { IPProtocol(rawValue: 137) }
  @inlinable public static var hostIdentity: IPProtocol { IPProtocol(rawValue: 139) }
  @inlinable public static var shim6: IPProtocol { IPProtocol(rawValue: 140) }

  /// Whether the first four octets of the payload are a source and a destination port.
  @inlinable public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }
}

extension IPProtocol: CustomStringConvertible {
  public var description: String {
    switch self {
    case .hopByHopOptions: "IPv6 hop-by-hop options"
    case .icmp: "ICMP"
    case .igmp: "IGMP"
    case .ipv4: "IPv4"
    case .tcp: "TCP"
    case .udp: "UDP"
    case .ipv6: "IPv6"
    case .routing: "IPv6 routing"
    case .fragment: "IPv6 fragment"
    case .gre: "GRE"
    case .esp: "ESP"
    case .ah: "AH"
    case .icmpv6: "ICMPv6"
    case .noNextHeader: "no next header"
    case .destinationOptions: "IPv6 destination options"
    case .etherIP: "EtherIP"
    case .sctp: "SCTP"
    case .mobility: "mobility"
    case .mpls: "MPLS"
    case .hostIdentity: "HIP"
    case .shim6: "Shim6"
    default: "IP protocol \(rawValue)"
    }
  }
}
