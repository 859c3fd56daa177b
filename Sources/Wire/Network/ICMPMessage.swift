/// An ICMP message, with the packet that an error quotes.
///
/// RFC 792; 8 octets and what follows.
public struct ICMPMessage: Hashable, Sendable {
  public var type: ICMPType
  public var code: UInt8
  public var checksum: UInt16
  /// Identifier and sequence number of an echo, next-hop MTU of "fragmentation needed", gateway of a
  /// redirect.
  public var restOfHeader: UInt32
  /// nil unless the message is an error.
  public var quoted: QuotedPacket<UInt32>?

  /// Reads the header and the quoted addresses and leaves the reader behind the 8 octets.
  ///
  /// - Throws: `truncated` when the octets end before the quoted IP header does; `malformed` when
  ///   the quote is not an IPv4 packet.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(8)
    type = ICMPType(rawValue: octets[0])
    code = octets[1]
    checksum = octets.networkUInt16(at: 2)
    restOfHeader = octets.networkUInt32(at: 4)
    guard type.isError else { return }
    var quote = reader
    let header = try IPv4Header(parsing: &quote)
    quoted = try QuotedPacket(
      source: header.source, destination: header.destination,
      protocolNumber: header.protocolNumber, isFirstFragment: header.fragmentOffset == 0,
      transport: &quote)
  }
}

/// The kind of an ICMP message; a number of IANA's registry.
public struct ICMPType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let echoReply = ICMPType(rawValue: 0)
  public static let destinationUnreachable = ICMPType(rawValue: 3)
  public static let sourceQuench = ICMPType(rawValue: 4)
  public static let redirect = ICMPType(rawValue: 5)
  public static let echoRequest = ICMPType(rawValue: 8)
  public static let timeExceeded = ICMPType(rawValue: 11)
  public static let parameterProblem = ICMPType(rawValue: 12)

  /// Whether the message quotes the packet that caused it.
  public var isError: Bool {
    switch rawValue {
    case 3, 4, 5, 11, 12: true
    default: false
    }
  }
}
