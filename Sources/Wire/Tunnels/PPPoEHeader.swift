/// The header of a PPP frame over Ethernet, in the session stage.
///
/// RFC 2516 section 4; 6 octets.
public struct PPPoEHeader: Hashable, Sendable {
  public var code: UInt8
  public var session: UInt16
  /// Octets of the PPP frame.
  public var length: UInt16

  /// Reads the header and leaves the reader at the PPP frame.
  ///
  /// - Throws: `truncated` when fewer than 6 octets are there; `malformed` when version or type are
  ///   not 1 or the code is not that of the session stage.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(6)
    guard octets[0] == 0x11 else {
      throw reader.malformed("PPPoE version or type is not 1", at: start)
    }
    code = octets[1]
    guard code == 0 else {
      throw reader.malformed("PPPoE code is not that of a session", at: start + 1)
    }
    session = octets.networkUInt16(at: 2)
    length = octets.networkUInt16(at: 4)
  }
}
