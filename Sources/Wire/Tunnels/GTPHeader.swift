/// The header of a user packet in the tunnelling protocol of mobile networks, GTP-U.
///
/// 3GPP TS 29.281 section 5.1; 8 octets, 4 more when one of three bits is set, then extension
/// headers.
public struct GTPHeader: Hashable, Sendable {
  /// 255 is a user packet; all others speak of the tunnel.
  public var messageType: UInt8
  /// Octets behind the first eight.
  public var length: UInt16
  public var tunnelIdentifier: UInt32
  public var extensionCount: Int

  @inlinable public static var port: UInt16 { 2152 }
  /// Extension headers that are followed; the specification knows about ten types, each once.
  public static let maximumExtensions = 16

  @inlinable public var isUserPacket: Bool { messageType == 255 }

  /// Reads the header with its extensions and leaves the reader at the user's packet.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when it is not version 1 of GTP
  ///   or an extension has no length; `limit` when there are more than `maximumExtensions`.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(8)
    let flags = octets[0]
    // Version 1, protocol type 1 (type 0 is the charging protocol), reserved bit 0.
    guard flags & 0xF8 == 0x30 else {
      throw reader.malformed("not GTP version 1", at: start)
    }
    messageType = octets[1]
    length = octets.networkUInt16(at: 2)
    tunnelIdentifier = octets.networkUInt32(at: 4)
    extensionCount = 0
    guard flags & 0x07 != 0 else { return }
    // The three fields are there together; only the bit makes one of them valid (section 5.1).
    try reader.skip(3)
    var next = try reader.readUInt8()
    if flags & 0x04 == 0 { next = 0 }
    while next != 0 {
      guard extensionCount < Self.maximumExtensions else {
        throw reader.limit("more than 16 GTP extension headers")
      }
      extensionCount += 1
      let words = Int(try reader.readUInt8())
      guard words > 0 else { throw reader.malformed("GTP extension header of length 0") }
      try reader.skip(words * 4 - 2)
      next = try reader.readUInt8()
    }
  }
}
