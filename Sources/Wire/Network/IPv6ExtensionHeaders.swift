/// The extension headers between an IPv6 header and its payload.
///
/// RFC 8200 section 4; AH is RFC 4302, mobility RFC 6275. The walk ends at the first header that
/// is not an extension header, at ESP (what follows is encrypted), at "no next header", and behind
/// the header of a true fragment, whose rest is only meaningful once reassembled.
public struct IPv6ExtensionHeaders: Hashable, Sendable {
  /// What the octets at the reader are.
  public var protocolNumber: IPProtocol
  public var count: Int
  /// Octets of all extension headers that were walked.
  public var length: Int
  /// The fragment header, when there was one.
  public var fragment: IPv6Fragment?

  /// Headers of one packet that are followed.
  ///
  /// RFC 8200 section 4.1 wants each kind once, destination options twice: nine at most with
  /// mobility, HIP and Shim6. The rest is room for sloppy senders; longer chains are evasion.
  @inlinable public static var maximumHeaders: Int { 16 }

  /// Walks from the octet behind the fixed header and leaves the reader at the payload.
  ///
  /// - Throws: `truncated` or `malformed` when a header reaches past the octets or their length,
  ///   `limit` when there are more than `maximumHeaders`.
  @inlinable
  public init(
    parsing reader: inout OctetReader, nextHeader: IPProtocol
  ) throws(DecodeError) {
    protocolNumber = nextHeader
    count = 0
    length = 0
    fragment = nil
    if Self.isExtension(nextHeader) { try walk(&reader) }
  }

  @usableFromInline
  mutating func walk(_ reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    defer { length = reader.position - start }
    while Self.isExtension(protocolNumber) {
      guard count < Self.maximumHeaders else {
        throw reader.limit("more than 16 IPv6 extension headers")
      }
      count += 1
      if protocolNumber == .fragment {
        let header = try IPv6Fragment(parsing: &reader)
        protocolNumber = header.nextHeader
        fragment = header
        guard header.isAtomic else { return }
        continue
      }
      // Both octets are there before the length is believed; it counts words beyond the first.
      try reader.require(2)
      let next = reader.peek() ?? 0
      let words = Int(reader.peek(ahead: 1) ?? 0)
      let octets = protocolNumber == .ah ? (words + 2) * 4 : (words + 1) * 8
      try reader.skip(octets)
      protocolNumber = IPProtocol(rawValue: next)
    }
  }

  @inlinable
  static func isExtension(_ number: IPProtocol) -> Bool {
    switch number.rawValue {
    case 0, 43, 44, 51, 60, 135, 139, 140: true
    default: false
    }
  }
}

/// The IPv6 fragment header.
///
/// RFC 8200 section 4.5; 8 octets.
public struct IPv6Fragment: Hashable, Sendable {
  public var nextHeader: IPProtocol
  /// Octets from the start of the original packet's fragmentable part.
  public var fragmentOffset: Int
  public var hasMoreFragments: Bool
  public var identification: UInt32

  /// - Throws: `truncated` when fewer than 8 octets are there.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(8)
    nextHeader = IPProtocol(rawValue: octets[0])
    let offsetAndFlags = octets.networkUInt16(at: 2)
    fragmentOffset = Int(offsetAndFlags & 0xFFF8)
    hasMoreFragments = offsetAndFlags & 1 != 0
    identification = octets.networkUInt32(at: 4)
  }

  /// Whether the packet is whole in spite of the header (RFC 6946).
  public var isAtomic: Bool { fragmentOffset == 0 && !hasMoreFragments }
}
