/// The header that Linux writes in place of a link header when capturing on "any", version 2.
///
/// LINKTYPE_LINUX_SLL2, <https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html>; 20 octets.
public struct LinuxCooked2Header: Hashable, Sendable {
  public var protocolType: EtherType
  public var reserved: UInt16
  /// The kernel's number of the interface that saw the packet.
  public var interfaceIndex: UInt32
  /// The ARPHRD_ number of the device.
  public var hardwareType: UInt16
  public var packetType: LinuxPacketType
  public var addressLength: UInt8
  /// The sender's link address, left-aligned in 8 octets.
  public var address: UInt64

  /// - Throws: `truncated` when fewer than 20 octets are there.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(20)
    protocolType = EtherType(rawValue: octets.networkUInt16(at: 0))
    reserved = octets.networkUInt16(at: 2)
    interfaceIndex = octets.networkUInt32(at: 4)
    hardwareType = octets.networkUInt16(at: 8)
    packetType = LinuxPacketType(rawValue: UInt16(octets[10]))
    addressLength = octets[11]
    address = octets.networkUInt64(at: 12)
  }

  /// The sender's MAC address when the address is one, else 0.
  @inlinable public var source: UInt64 { addressLength == 6 ? address >> 16 : 0 }
}
