/// The header of a layer two tunnelling message, version 2.
///
/// RFC 2661 section 3.1; 6 to 14 octets and a padding of stated length.
public struct L2TPHeader: Hashable, Sendable {
  /// Presence bits over the 4 bits of the version.
  public var flagsAndVersion: UInt16
  /// Octets of the whole message; nil without the bit.
  public var length: UInt16?
  public var tunnel: UInt16
  public var session: UInt16

  @inlinable public static var port: UInt16 { 1701 }

  /// Whether it speaks of the tunnel instead of carrying PPP.
  @inlinable public var isControl: Bool { flagsAndVersion & 0x8000 != 0 }

  /// Reads the header and leaves the reader at the PPP frame.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when the version is not 2 or
  ///   reserved bits are set.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    flagsAndVersion = try reader.readUInt16()
    guard flagsAndVersion & 0x000F == 2 else {
      throw reader.malformed("L2TP version is not 2", at: start)
    }
    guard flagsAndVersion & 0x34F0 == 0 else {
      throw reader.malformed("L2TP reserved bits are not 0", at: start)
    }
    if flagsAndVersion & 0x4000 != 0 { length = try reader.readUInt16() }
    tunnel = try reader.readUInt16()
    session = try reader.readUInt16()
    if flagsAndVersion & 0x0800 != 0 { try reader.skip(4) }
    if flagsAndVersion & 0x0200 != 0 { try reader.skip(Int(try reader.readUInt16())) }
  }
}
