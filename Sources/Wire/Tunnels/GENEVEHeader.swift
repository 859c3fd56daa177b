/// The header of generic network virtualization encapsulation.
///
/// RFC 8926 section 3.4; 8 octets and up to 252 of options, which are skipped.
public struct GENEVEHeader: Hashable, Sendable {
  /// 24 bits.
  public var networkIdentifier: UInt32
  /// What follows: an Ethernet frame or a network packet.
  public var protocolType: EtherType
  /// Octets.
  public var optionsLength: Int
  /// A message between tunnel ends, not a tenant's frame.
  public var isControl: Bool

  @inlinable public static var port: UInt16 { 6081 }

  /// Reads the header with its options and leaves the reader at what it carries.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when the version is not 0 or what
  ///   must be zero is not.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(8)
    guard octets[0] >> 6 == 0 else { throw reader.malformed("GENEVE version is not 0", at: start) }
    guard octets[1] & 0x3F == 0, octets[7] == 0 else {
      throw reader.malformed("GENEVE reserved bits are not 0", at: start)
    }
    optionsLength = Int(octets[0] & 0x3F) * 4
    isControl = octets[1] & 0x80 != 0
    protocolType = EtherType(rawValue: octets.networkUInt16(at: 2))
    networkIdentifier = octets.networkUInt32(at: 4) >> 8
    try reader.skip(optionsLength)
  }
}
