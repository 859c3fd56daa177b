/// The fixed header of an IPv6 packet.
///
/// RFC 8200 section 3; 40 octets. `IPv6ExtensionHeaders` reads what may stand before the payload.
public struct IPv6Header: Hashable, Sendable {
  /// Differentiated services (6 bits) and congestion notification (2 bits).
  public var trafficClass: UInt8
  /// 20 bits.
  public var flowLabel: UInt32
  /// Octets after this header, extension headers included; 0 for a jumbogram (RFC 2675) and when the
  /// sender's hardware was to cut the packet up later.
  public var payloadLength: UInt16
  public var nextHeader: IPProtocol
  public var hopLimit: UInt8
  /// The address with its first octet highest.
  public var source: UInt128
  /// The address with its first octet highest.
  public var destination: UInt128

  /// - Throws: `truncated` when fewer than 40 octets are there; `malformed` when the version is not 6.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(40)
    let word = octets.networkUInt32(at: 0)
    guard word >> 28 == 6 else { throw reader.malformed("IP version is not 6", at: start) }
    trafficClass = UInt8(truncatingIfNeeded: word >> 20)
    flowLabel = word & 0x000F_FFFF
    payloadLength = octets.networkUInt16(at: 4)
    nextHeader = IPProtocol(rawValue: octets[6])
    hopLimit = octets[7]
    source = octets.networkUInt128(at: 8)
    destination = octets.networkUInt128(at: 24)
  }

  /// Extension headers and payload, without padding behind them; see `IPv4Header.payload`.
  @inlinable
  @_lifetime(copy reader)
  public func payload(
    of reader: inout OctetReader, layer: Layer = .ipv6
  ) throws(DecodeError) -> OctetReader {
    guard payloadLength != 0 || nextHeader == .noNextHeader else { return reader.payload(layer) }
    return try reader.subClipped(Int(payloadLength), layer: layer)
  }
}
