/// The server's cookie, which the client repeats in a second hello (RFC 6347 section 4.2.1).
///
/// Its version says nothing about the version that the server will choose.
public struct HelloVerifyRequest: ~Escapable {
  public let serverVersion: ProtocolVersion
  /// At most 255 octets.
  public let cookie: Span<UInt8>

  /// Reads the whole body of a handshake message, to which the reader must be limited.
  ///
  /// - Throws: `truncated` or `malformed` when the cookie does not fit, `malformed` for octets
  ///   after it.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    serverVersion = ProtocolVersion(rawValue: try reader.readUInt16())
    cookie = try reader.take(Int(try reader.readUInt8()))
    try reader.expectEnd()
  }
}
