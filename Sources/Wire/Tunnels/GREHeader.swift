/// The header of generic routing encapsulation, with the variant that PPTP uses.
///
/// RFC 2784, key and sequence number RFC 2890, version 1 RFC 2637 section 4.1.
public struct GREHeader: Hashable, Sendable {
  /// Presence bits over reserved bits over the 3 bits of the version.
  public var flagsAndVersion: UInt16
  /// An EtherType.
  public var protocolType: EtherType
  /// nil without the bit; in version 1 the payload length over the call identifier.
  public var key: UInt32?
  public var sequenceNumber: UInt32?
  /// Version 1 only.
  public var acknowledgmentNumber: UInt32?

  @inlinable public var version: UInt8 { UInt8(flagsAndVersion & 0x7) }
  /// Octets of the payload that version 1 announces.
  public var payloadLength: Int? { version == 1 ? key.map { Int($0 >> 16) } : nil }
  /// Whether a payload follows: a version 1 packet may carry an acknowledgement only.
  public var hasPayload: Bool { version == 0 || (sequenceNumber != nil && payloadLength != 0) }

  /// Reads the header and leaves the reader at the payload.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when the version is neither 0 nor
  ///   1, when version 0 asks for source routes (RFC 2784 section 2.2 discards them), or when
  ///   version 1 carries no PPP or no key (RFC 2637 section 4.1).
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    flagsAndVersion = try reader.readUInt16()
    protocolType = EtherType(rawValue: try reader.readUInt16())
    switch flagsAndVersion & 0x7 {
    case 0:
      guard flagsAndVersion & 0x4000 == 0 else {
        throw reader.malformed("GRE with source routes", at: start)
      }
      if flagsAndVersion & 0x8000 != 0 { try reader.skip(4) }
    case 1:
      guard protocolType == .pppInGRE, flagsAndVersion & 0x2000 != 0 else {
        throw reader.malformed("GRE version 1 without PPP or key", at: start)
      }
    default: throw reader.malformed("GRE version is neither 0 nor 1", at: start)
    }
    if flagsAndVersion & 0x2000 != 0 { key = try reader.readUInt32() }
    if flagsAndVersion & 0x1000 != 0 { sequenceNumber = try reader.readUInt32() }
    if version == 1, flagsAndVersion & 0x0080 != 0 {
      acknowledgmentNumber = try reader.readUInt32()
    }
  }
}

extension EtherType {
  /// PPP inside GRE version 1.
  public static let pppInGRE = EtherType(rawValue: 0x880B)
  /// ERSPAN types I and II.
  public static let erspan = EtherType(rawValue: 0x88BE)
  /// ERSPAN type III.
  public static let erspanIII = EtherType(rawValue: 0x22EB)
  /// Web cache redirection, version 1 without and version 2 with a header of its own.
  public static let webCache = EtherType(rawValue: 0x883E)
}
