/// What may stand between a UDP header and the IPv6 packet that Teredo carries.
///
/// RFC 4380 section 5.1.1: an authentication header, an origin indication, in this order, each
/// optional.
public struct TeredoHeader: Hashable, Sendable {
  public var hasAuthentication: Bool
  /// The sender as the server or relay saw it, made plain again; nil without an indication.
  public var originPort: UInt16?
  public var originAddress: UInt32?

  @inlinable public static var port: UInt16 { 3544 }

  /// Reads both headers, where they are, and leaves the reader at the IPv6 packet.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when no IPv6 packet follows that
  ///   fills the datagram (RFC 4380 section 5.2.3 discards others).
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    hasAuthentication = false
    if reader.peek() == 0, reader.peek(ahead: 1) == 1 {
      hasAuthentication = true
      try reader.skip(2)
      let identifierLength = Int(try reader.readUInt8())
      let valueLength = Int(try reader.readUInt8())
      // Behind both: a nonce of 8 octets and a confirmation octet.
      try reader.skip(identifierLength + valueLength + 9)
    }
    if reader.peek() == 0, reader.peek(ahead: 1) == 0 {
      try reader.skip(2)
      // Both are sent inverted, so that no translator on the way changes them.
      originPort = ~(try reader.readUInt16())
      originAddress = ~(try reader.readUInt32())
    }
    var packet = reader
    let header = try IPv6Header(parsing: &packet)
    guard Int(header.payloadLength) == packet.remaining else {
      throw reader.malformed("IPv6 packet does not fill the Teredo datagram")
    }
  }

  /// Whether octets from any port are Teredo beyond doubt: an IPv6 packet that fills the datagram,
  /// and one of its ends has an address of Teredo's prefix, 2001::/32.
  public static func recognises(_ reader: borrowing OctetReader) -> Bool {
    guard (reader.peek() ?? 0) >> 4 == 6, reader.remaining >= 40 else { return false }
    var copy = copy reader
    guard let header = try? IPv6Header(parsing: &copy) else { return false }
    return Int(header.payloadLength) == copy.remaining
      && (header.source >> 96 == 0x2001_0000 || header.destination >> 96 == 0x2001_0000)
  }
}
