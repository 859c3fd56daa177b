/// The PPP protocol field, with HDLC address and control in front when they were captured.
///
/// RFC 1661 section 2, RFC 1662 section 3.1; 1 to 4 octets.
public struct PPPHeader: Hashable, Sendable {
  public var protocolNumber: UInt16

  /// - Throws: `truncated` when the capture ends first.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    // Address FF and control 03 may be compressed away (RFC 1661 section 6.6).
    if reader.peek() == 0xFF, reader.peek(ahead: 1) == 0x03 { try reader.skip(2) }
    let first = try reader.readUInt8()
    // An odd first octet is the whole field, compressed (RFC 1661 section 6.5).
    if first & 1 == 1 {
      protocolNumber = UInt16(first)
    } else {
      protocolNumber = UInt16(first) << 8 | UInt16(try reader.readUInt8())
    }
  }

  public var etherType: EtherType? {
    switch protocolNumber {
    case 0x0021: .ipv4
    case 0x0057: .ipv6
    default: nil
    }
  }
}
