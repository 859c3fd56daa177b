/// The header of a handshake message (RFC 8446 section 4).
public struct TLSHandshakeHeader: Hashable, Sendable {
  public var type: HandshakeType
  /// Octets of the message body, 24 bits on the wire.
  public var length: UInt32

  /// Octets of the header itself.
  public static let size = 4

  @inlinable
  public init(type: HandshakeType, length: UInt32) {
    self.type = type
    self.length = length
  }

  /// Reads the four octets; the body stays in the reader.
  ///
  /// - Throws: `truncated` below four octets.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(Self.size)
    type = HandshakeType(rawValue: try reader.readUInt8())
    length = try reader.readUInt24()
  }
}
