/// How the frames of a capture begin: a number of the LINKTYPE registry.
///
/// Registry: <https://www.tcpdump.org/linktypes.html>. A number that no decoder knows is data: the
/// frame is counted and named, never guessed at.
public struct LinkType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension LinkType {
  /// BSD loopback: an address family in the byte order of the capturing machine.
  public static let null = LinkType(rawValue: 0)
  public static let ethernet = LinkType(rawValue: 1)
  public static let ppp = LinkType(rawValue: 9)
  public static let pppHDLC = LinkType(rawValue: 50)
  public static let pppoe = LinkType(rawValue: 51)
  /// Raw IP: the version field says which.
  public static let raw = LinkType(rawValue: 101)
  /// What Linux and most BSDs call raw IP internally; some writers let it slip into files.
  public static let rawDLT12 = LinkType(rawValue: 12)
  /// The same slip of OpenBSD.
  public static let rawDLT14 = LinkType(rawValue: 14)
  public static let fddi = LinkType(rawValue: 10)
  public static let ciscoHDLC = LinkType(rawValue: 104)
  public static let ieee80211 = LinkType(rawValue: 105)
  /// OpenBSD loopback: an address family in network byte order.
  public static let loop = LinkType(rawValue: 108)
  public static let linuxSLL = LinkType(rawValue: 113)
  public static let ieee80211Radiotap = LinkType(rawValue: 127)
  public static let ieee802154 = LinkType(rawValue: 195)
  public static let ipv4 = LinkType(rawValue: 228)
  public static let ipv6 = LinkType(rawValue: 229)
  public static let nflog = LinkType(rawValue: 239)
  public static let linuxSLL2 = LinkType(rawValue: 276)

  /// Whether `LinkHeader` can read frames of this type.
  public var isDecoded: Bool {
    switch self {
    case .null, .ethernet, .ppp, .pppHDLC, .pppoe, .ciscoHDLC, .fddi, .raw, .rawDLT12, .rawDLT14,
      .loop, .linuxSLL, .ipv4, .ipv6, .nflog, .linuxSLL2, .ieee80211, .ieee80211Radiotap:
      true
    default: false
    }
  }
}

extension LinkType {
  /// The layer that the outermost reader of such a frame reports.
  @inlinable public var layer: Layer {
    switch rawValue {
    case 1: .ethernet
    case 0, 108: .loopback
    case 9, 50, 104: .ppp
    case 51: .pppoe
    case 113, 276: .linuxCooked
    case 105, 127: .wireless
    case 239: .nflog
    case 229: .ipv6
    case 12, 14, 101, 228: .ipv4
    default: .ethernet
    }
  }
}

extension LinkType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .null: "BSD loopback"
    case .ethernet: "Ethernet"
    case .ppp: "PPP"
    case .pppHDLC: "PPP in HDLC framing"
    case .pppoe: "PPPoE"
    case .raw, .rawDLT12, .rawDLT14: "raw IP"
    case .fddi: "FDDI"
    case .ciscoHDLC: "Cisco HDLC"
    case .ieee80211: "IEEE 802.11"
    case .loop: "OpenBSD loopback"
    case .linuxSLL: "Linux cooked v1"
    case .ieee80211Radiotap: "IEEE 802.11 with radiotap"
    case .ieee802154: "IEEE 802.15.4"
    case .ipv4: "raw IPv4"
    case .ipv6: "raw IPv6"
    case .nflog: "Linux NFLOG"
    case .linuxSLL2: "Linux cooked v2"
    default: "link type \(rawValue)"
    }
  }
}
