/// The PPP protocol field, with HDLC address and control in front when they were captured.
///
/// RFC 1661 section 2, RFC 1662 section 3.1; 1 to 4 octets.
public struct PPPHeader: Hashable, Sendable {
  public var protocolNumber: UInt16

  /// - Throws: `truncated` when the capture ends first; `malformed` when a control field is not 3.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    // Address FF and control 03 may be compressed away (RFC 1661 section 6.6); no protocol number
    // looks like the address (section 6.5).
    if reader.peek() == 0xFF {
      try reader.skip(1)
      guard try reader.readUInt8() == 0x03 else {
        throw reader.malformed("PPP control field is not 3", at: reader.position - 1)
      }
    }
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
    // RFC 3032 section 4.3.
    case 0x0281: .mpls
    case 0x0283: .mplsUpstream
    default: nil
    }
  }
}
