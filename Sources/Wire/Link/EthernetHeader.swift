/// The header of an Ethernet frame: DIX Ethernet II or IEEE 802.3.
///
/// IEEE 802.3 section 3.2; 14 octets. MAC addresses are the 48 low bits, first octet highest.
public struct EthernetHeader: Hashable, Sendable {
  public var destination: UInt64
  public var source: UInt64
  /// An EtherType from 0x0600 on, a payload length up to 1500; what lies between means nothing.
  public var typeOrLength: UInt16

  /// The largest value that is a length (IEEE 802.3 section 3.2.6).
  @inlinable public static var maximumLength: UInt16 { 1500 }

  /// Reads the header and leaves the reader at what follows: a VLAN tag, an 802.2 header or the
  /// payload.
  ///
  /// - Throws: `truncated` when fewer than 14 octets are there.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(14)
    destination = octets.networkUInt48(at: 0)
    source = octets.networkUInt48(at: 6)
    typeOrLength = octets.networkUInt16(at: 12)
  }

  /// Whether an IEEE 802.2 header follows instead of a payload named by an EtherType.
  @inlinable public var isLLC: Bool { typeOrLength <= Self.maximumLength }

  /// The EtherType; nil when an 802.2 header follows.
  @inlinable public var etherType: EtherType? {
    isLLC ? nil : EtherType(rawValue: typeOrLength)
  }

  /// Whether the frame is for a group of stations, broadcast included.
  @inlinable public var isMulticast: Bool { destination & 0x0100_0000_0000 != 0 }
}
