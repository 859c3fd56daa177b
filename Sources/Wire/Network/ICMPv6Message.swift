/// An ICMPv6 message, with the packet that an error quotes.
///
/// RFC 4443 section 2.1 and 3; 8 octets and what follows.
public struct ICMPv6Message: Hashable, Sendable {
  public var type: ICMPv6Type
  public var code: UInt8
  public var checksum: UInt16
  /// Identifier and sequence number of an echo, MTU of "packet too big", pointer of a parameter
  /// problem.
  public var restOfHeader: UInt32
  /// nil unless the message is an error.
  public var quoted: QuotedPacket<UInt128>?

  /// Reads the header and the quoted addresses and leaves the reader behind the 8 octets.
  ///
  /// - Throws: `truncated` when the octets end before the quoted IP headers do; `malformed` when
  ///   the quote is not an IPv6 packet; `limit` from its extension headers.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(8)
    type = ICMPv6Type(rawValue: octets[0])
    code = octets[1]
    checksum = octets.networkUInt16(at: 2)
    restOfHeader = octets.networkUInt32(at: 4)
    guard type.isError else { return }
    var quote = reader
    let header = try IPv6Header(parsing: &quote)
    let chain = try IPv6ExtensionHeaders(parsing: &quote, nextHeader: header.nextHeader)
    quoted = try QuotedPacket(
      source: header.source, destination: header.destination,
      protocolNumber: chain.protocolNumber,
      isFirstFragment: chain.fragment.map { $0.fragmentOffset == 0 } ?? true, transport: &quote)
  }
}

/// The kind of an ICMPv6 message; a number of IANA's registry.
public struct ICMPv6Type: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let destinationUnreachable = ICMPv6Type(rawValue: 1)
  public static let packetTooBig = ICMPv6Type(rawValue: 2)
  public static let timeExceeded = ICMPv6Type(rawValue: 3)
  public static let parameterProblem = ICMPv6Type(rawValue: 4)
  public static let echoRequest = ICMPv6Type(rawValue: 128)
  public static let echoReply = ICMPv6Type(rawValue: 129)
  public static let routerSolicitation = ICMPv6Type(rawValue: 133)
  public static let routerAdvertisement = ICMPv6Type(rawValue: 134)
  public static let neighborSolicitation = ICMPv6Type(rawValue: 135)
  public static let neighborAdvertisement = ICMPv6Type(rawValue: 136)

  /// Whether the message quotes the packet that caused it: types 1 to 4 do.
  ///
  /// Other numbers below 128 are errors as well (section 2.1), of a shape that nobody has written
  /// down.
  public var isError: Bool { (1...4).contains(rawValue) }
}
