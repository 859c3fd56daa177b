/// The header of a virtual extensible LAN.
///
/// RFC 7348 section 5; 8 octets. The group policy extension
/// (draft-smith-vxlan-group-policy) fills reserved octets.
public struct VXLANHeader: Hashable, Sendable {
  /// 24 bits.
  public var networkIdentifier: UInt32

  /// IANA's port, and the one that Linux used before there was one.
  @inlinable public static var ports: (UInt16, UInt16) { (4789, 8472) }

  /// Reads the header and leaves the reader at the Ethernet frame.
  ///
  /// Strict, so that what only happens to use the port is told apart: the flag of the identifier is
  /// set, and every octet that must be zero is.
  /// - Throws: `truncated` when fewer than 8 octets are there; `malformed` when it is no VXLAN header.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let first = try reader.readUInt32()
    let second = try reader.readUInt32()
    let isPlain = first == 0x0800_0000
    let hasGroupPolicy = first & 0xFFB7_0000 == 0x8800_0000
    guard isPlain || hasGroupPolicy else {
      throw reader.malformed("VXLAN flags or reserved bits", at: start)
    }
    guard second & 0xFF == 0 else {
      throw reader.malformed("VXLAN reserved octet is not 0", at: start + 7)
    }
    networkIdentifier = second >> 8
  }

  /// Whether octets from any port are VXLAN beyond doubt: a plain header, and an Ethernet frame
  /// with an IPv4 or IPv6 packet that fills it to the last octet.
  public static func recognises(_ reader: borrowing OctetReader) -> Bool {
    guard reader.peek() == 0x08, reader.remaining >= 42 else { return false }
    var copy = copy reader
    guard (try? VXLANHeader(parsing: &copy)) != nil,
      let link = try? LinkHeader(parsing: &copy, linkType: .ethernet)
    else { return false }
    let available = copy.remaining
    switch link.etherType {
    case .ipv4:
      guard let header = try? IPv4Header(parsing: &copy) else { return false }
      return Int(header.totalLength) == available
    case .ipv6:
      guard let header = try? IPv6Header(parsing: &copy) else { return false }
      return Int(header.payloadLength) + 40 == available
    default: return false
    }
  }
}
