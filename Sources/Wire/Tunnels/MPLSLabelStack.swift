/// A stack of MPLS labels and what lies under it.
///
/// RFC 3032 section 2.1; each entry is 4 octets. The stack does not say what it carries: the
/// receiver knows it from the label. An observer infers it, by the first nibble (RFC 4928
/// section 3) and by what an Ethernet header would have to look like.
public struct MPLSLabelStack: Hashable, Sendable {
  public var count: Int
  /// The label at the bottom, 20 bits.
  public var bottomLabel: UInt32
  /// IPv4, IPv6, or a whole Ethernet frame; `unknown` when it is none of them.
  public var etherType: EtherType

  /// Labels of one stack that are followed.
  ///
  /// Segment routing stacks about a dozen at most.
  public static let maximumLabels = 16

  /// Reads the stack, and a pseudowire control word (RFC 4385 section 3) when one follows, and
  /// leaves the reader at what they carry.
  ///
  /// - Throws: `truncated` when the octets end before the bottom of the stack; `limit` when it is
  ///   deeper than `maximumLabels`.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    count = 0
    bottomLabel = 0
    etherType = .unknown
    var isBottom = false
    while !isBottom {
      guard count < Self.maximumLabels else { throw reader.limit("more than 16 MPLS labels") }
      let entry = try reader.readUInt32()
      count += 1
      bottomLabel = entry >> 12
      isBottom = entry & 0x100 != 0
    }
    etherType = Self.infer(reader, bottomLabel)
    if etherType == .transparentEthernet, Self.hasControlWord(reader) { try reader.skip(4) }
  }

  /// The explicit null labels name their payload (RFC 3032 section 2.1); else the first nibble is
  /// an IP version if the rest of the header agrees, for a MAC address may begin alike.
  private static func infer(_ reader: borrowing OctetReader, _ label: UInt32) -> EtherType {
    if label == 0 { return .ipv4 }
    if label == 2 { return .ipv6 }
    let nibble = (reader.peek() ?? 0) >> 4
    if nibble == 4, isIPv4(reader) { return .ipv4 }
    if nibble == 6, isIPv6(reader) { return .ipv6 }
    return hasControlWord(reader) || isEtherType(reader, at: 12) ? .transparentEthernet : .unknown
  }

  /// A right checksum decides; without one, an EtherType where an Ethernet frame has it speaks
  /// against IPv4.
  private static func isIPv4(_ reader: borrowing OctetReader) -> Bool {
    var copy = copy reader
    if let header = try? IPv4Header(parsing: &copy), header.isChecksumRight(in: reader) {
      return true
    }
    return !isEtherType(reader, at: 12)
  }

  /// A length that fills the packet decides; else as for IPv4.
  private static func isIPv6(_ reader: borrowing OctetReader) -> Bool {
    var copy = copy reader
    if let header = try? IPv6Header(parsing: &copy), Int(header.payloadLength) == copy.remaining {
      return true
    }
    return !isEtherType(reader, at: 12)
  }

  /// A control word begins with a zero nibble, as many MAC addresses do; the EtherType behind
  /// both tells which of them it is.
  private static func hasControlWord(_ reader: borrowing OctetReader) -> Bool {
    guard let first = reader.peek(), first >> 4 == 0 else { return false }
    return isEtherType(reader, at: 16)
  }

  private static func isEtherType(_ reader: borrowing OctetReader, at position: Int) -> Bool {
    guard let value = field(reader, at: position) else { return false }
    switch EtherType(rawValue: value) {
    case .ipv4, .ipv6, .arp, .vlan, .serviceVLAN, .oldServiceVLAN, .mpls, .mplsUpstream,
      .pppoeSession:
      return true
    default: return false
    }
  }

  private static func field(_ reader: borrowing OctetReader, at position: Int) -> UInt16? {
    guard let high = reader.peek(ahead: position), let low = reader.peek(ahead: position + 1)
    else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }
}
