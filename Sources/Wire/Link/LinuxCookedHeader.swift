/// The header that Linux writes in place of a link header when capturing on "any", version 1.
///
/// LINKTYPE_LINUX_SLL, <https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html>; 16 octets.
public struct LinuxCookedHeader: Hashable, Sendable {
  public var packetType: LinuxPacketType
  /// The ARPHRD_ number of the device.
  public var hardwareType: UInt16
  /// How many octets of the address field the sender's address fills; may exceed the 8 there are.
  public var addressLength: UInt16
  /// The sender's link address, left-aligned in 8 octets.
  public var address: UInt64
  /// An EtherType, or a small number for frames that have none (4: an 802.2 header follows).
  public var protocolType: EtherType

  /// - Throws: `truncated` when fewer than 16 octets are there.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(16)
    packetType = LinuxPacketType(rawValue: octets.networkUInt16(at: 0))
    hardwareType = octets.networkUInt16(at: 2)
    addressLength = octets.networkUInt16(at: 4)
    address = octets.networkUInt64(at: 6)
    protocolType = EtherType(rawValue: octets.networkUInt16(at: 14))
  }

  /// The sender's MAC address when the address is one, else 0.
  @inlinable public var source: UInt64 { addressLength == 6 ? address >> 16 : 0 }
}

/// How the Linux kernel saw a packet: for itself, sent by itself, overheard.
public struct LinuxPacketType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let host = LinuxPacketType(rawValue: 0)
  public static let broadcast = LinuxPacketType(rawValue: 1)
  public static let multicast = LinuxPacketType(rawValue: 2)
  public static let otherHost = LinuxPacketType(rawValue: 3)
  public static let outgoing = LinuxPacketType(rawValue: 4)
}

extension EtherType {
  /// LINUX_SLL_P_802_2: an 802.2 header follows.
  @inlinable static var linuxLLC: EtherType { EtherType(rawValue: 4) }
}
