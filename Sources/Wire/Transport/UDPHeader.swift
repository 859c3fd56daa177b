/// The header of a UDP datagram.
///
/// RFC 768; 8 octets.
public struct UDPHeader: Hashable, Sendable {
  public var sourcePort: UInt16
  public var destinationPort: UInt16
  /// Octets of header and data; 0 in a jumbogram (RFC 2675 section 4).
  public var length: UInt16
  /// 0 when the sender computed none.
  public var checksum: UInt16

  /// - Throws: `truncated` when fewer than 8 octets are there; `malformed` when the length is between
  ///   1 and 7.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(8)
    sourcePort = octets.networkUInt16(at: 0)
    destinationPort = octets.networkUInt16(at: 2)
    length = octets.networkUInt16(at: 4)
    checksum = octets.networkUInt16(at: 6)
    guard length == 0 || length >= 8 else {
      throw reader.malformed("UDP length below the header length", at: start + 4)
    }
  }

  /// The data, without what follows the datagram inside its IP packet.
  ///
  /// When fewer octets were captured than the length says, what is there is lent and reading past it
  /// is `truncated`. A length of 0 means the rest.
  /// - Parameter reader: the reader that `init(parsing:)` left at the data.
  /// - Throws: `malformed` when the length reaches past the IP packet.
  @inlinable
  @_lifetime(copy reader)
  public func payload(
    of reader: inout OctetReader, layer: Layer = .udp
  ) throws(DecodeError) -> OctetReader {
    guard length != 0 else { return reader.payload(layer) }
    return try reader.subClipped(Int(length) - 8, layer: layer)
  }
}
