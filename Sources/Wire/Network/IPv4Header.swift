/// The header of an IPv4 packet.
///
/// RFC 791 section 3.1; 20 octets and up to 40 of options, which are skipped.
public struct IPv4Header: Hashable, Sendable {
  /// Octets, options included: 20 to 60.
  public var headerLength: Int
  /// Differentiated services (6 bits) and congestion notification (2 bits).
  public var typeOfService: UInt8
  /// Octets of header and payload; 0 when the sender's hardware was to cut the packet up later.
  public var totalLength: UInt16
  public var identification: UInt16
  /// Reserved, don't-fragment and more-fragments bits over the 13 bits of the offset.
  public var flagsAndOffset: UInt16
  public var timeToLive: UInt8
  public var protocolNumber: IPProtocol
  public var headerChecksum: UInt16
  /// The address with its first octet highest.
  public var source: UInt32
  /// The address with its first octet highest.
  public var destination: UInt32

  /// Reads the header with its options and leaves the reader at the payload; `payload(of:layer:)`
  /// then cuts off the padding behind it.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when the version is not 4, the
  ///   header length is below five words, or the total length is below the header's.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(20)
    let first = octets[0]
    guard first >> 4 == 4 else { throw reader.malformed("IP version is not 4", at: start) }
    headerLength = Int(first & 0x0F) * 4
    guard headerLength >= 20 else {
      throw reader.malformed("IPv4 header length below five words", at: start)
    }
    typeOfService = octets[1]
    totalLength = octets.networkUInt16(at: 2)
    guard totalLength == 0 || Int(totalLength) >= headerLength else {
      throw reader.malformed("IPv4 total length below the header length", at: start + 2)
    }
    identification = octets.networkUInt16(at: 4)
    flagsAndOffset = octets.networkUInt16(at: 6)
    timeToLive = octets[8]
    protocolNumber = IPProtocol(rawValue: octets[9])
    headerChecksum = octets.networkUInt16(at: 10)
    source = octets.networkUInt32(at: 12)
    destination = octets.networkUInt32(at: 16)
    if headerLength > 20 { try reader.skip(headerLength - 20) }
  }

  /// The payload, without the padding that short Ethernet frames carry.
  ///
  /// When fewer octets were captured than the total length says, what is there is lent and reading
  /// past it is `truncated`. A total length of 0 (segmentation left to hardware) means the rest.
  /// - Parameter reader: the reader that `init(parsing:)` left at the payload.
  @inlinable
  @_lifetime(copy reader)
  public func payload(
    of reader: inout OctetReader, layer: Layer
  ) throws(DecodeError) -> OctetReader {
    guard totalLength != 0 else { return reader.payload(layer) }
    return try reader.subClipped(Int(totalLength) - headerLength, layer: layer)
  }

  @inlinable public var mayNotFragment: Bool { flagsAndOffset & 0x4000 != 0 }
  @inlinable public var hasMoreFragments: Bool { flagsAndOffset & 0x2000 != 0 }
  /// Octets from the start of the original payload.
  @inlinable public var fragmentOffset: Int { Int(flagsAndOffset & 0x1FFF) * 8 }
  @inlinable public var isFragment: Bool { flagsAndOffset & 0x3FFF != 0 }

  /// Whether the header adds up as its checksum says.
  ///
  /// - Parameter packet: a reader at the first octet of this header, kept from before `init`.
  @inlinable
  public func isChecksumRight(in packet: borrowing OctetReader) -> Bool {
    // The fields are at hand; only options have to be read again.
    guard headerLength == 20 else { return isLongChecksumRight(in: packet) }
    let firstWord = UInt64(0x45) << 8 | UInt64(typeOfService)
    var sum = firstWord + UInt64(totalLength) + UInt64(identification) + UInt64(flagsAndOffset)
    sum += UInt64(timeToLive) << 8 | UInt64(protocolNumber.rawValue)
    sum += UInt64(headerChecksum) + UInt64(source) + UInt64(destination)
    sum = (sum >> 32) + (sum & 0xFFFF_FFFF)
    sum = (sum >> 16) + (sum & 0xFFFF)
    sum = (sum >> 16) + (sum & 0xFFFF)
    return sum == 0xFFFF
  }

  @usableFromInline
  func isLongChecksumRight(in packet: borrowing OctetReader) -> Bool {
    var reader = copy packet
    guard let header = try? reader.take(headerLength) else { return false }
    var checksum = InternetChecksum()
    checksum.add(header)
    return checksum.isRight
  }
}
