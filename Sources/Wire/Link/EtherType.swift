/// Which protocol an Ethernet payload carries: a number of IEEE's EtherType registry.
public struct EtherType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension EtherType {
  @inlinable public static var ipv4: EtherType { EtherType(rawValue: 0x0800) }
  @inlinable public static var arp: EtherType { EtherType(rawValue: 0x0806) }
  /// Transparent Ethernet bridging: a whole Ethernet frame inside GRE.
  @inlinable public static var transparentEthernet: EtherType { EtherType(rawValue: 0x6558) }
  /// IEEE 802.1Q customer tag.
  @inlinable public static var vlan: EtherType { EtherType(rawValue: 0x8100) }
  @inlinable public static var ipv6: EtherType { EtherType(rawValue: 0x86DD) }
  @inlinable public static var mpls: EtherType { EtherType(rawValue: 0x8847) }
  @inlinable public static var mplsUpstream: EtherType { EtherType(rawValue: 0x8848) }
  @inlinable public static var pppoeDiscovery: EtherType { EtherType(rawValue: 0x8863) }
  @inlinable public static var pppoeSession: EtherType { EtherType(rawValue: 0x8864) }
  @inlinable public static var eapol: EtherType { EtherType(rawValue: 0x888E) }
  @inlinable public static var profinet: EtherType { EtherType(rawValue: 0x8892) }
  /// IEEE 802.1ad service tag, the outer one of QinQ.
  @inlinable public static var serviceVLAN: EtherType { EtherType(rawValue: 0x88A8) }
  @inlinable public static var lldp: EtherType { EtherType(rawValue: 0x88CC) }
  /// The service tag of switches older than 802.1ad.
  @inlinable public static var oldServiceVLAN: EtherType { EtherType(rawValue: 0x9100) }
  /// What stands for "no EtherType": an 802.2 payload that is not SNAP, or an unknown family.
  @inlinable public static var unknown: EtherType { EtherType(rawValue: 0) }

  /// Whether a VLAN tag follows.
  @inlinable public var isVLAN: Bool {
    self == .vlan || self == .serviceVLAN || self == .oldServiceVLAN
  }
}

extension EtherType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .ipv4: return "IPv4"
    case .arp: return "ARP"
    case .transparentEthernet: return "Ethernet"
    case .vlan: return "802.1Q"
    case .ipv6: return "IPv6"
    case .mpls, .mplsUpstream: return "MPLS"
    case .pppoeDiscovery: return "PPPoE discovery"
    case .pppoeSession: return "PPPoE session"
    case .eapol: return "EAPOL"
    case .profinet: return "PROFINET"
    case .serviceVLAN, .oldServiceVLAN: return "802.1ad"
    case .lldp: return "LLDP"
    default:
      let digits = String(rawValue, radix: 16)
      return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
