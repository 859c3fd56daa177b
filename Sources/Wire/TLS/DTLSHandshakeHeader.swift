/// The header of a handshake message or of a fragment of one in DTLS (RFC 6347 section 4.2.2).
public struct DTLSHandshakeHeader: Hashable, Sendable {
  public var type: HandshakeType
  /// Octets of the whole message body, 24 bits on the wire.
  public var length: UInt32
  public var messageSequence: UInt16
  /// Place of the fragment in the body.
  public var fragmentOffset: UInt32
  /// Octets of the fragment that follows.
  public var fragmentLength: UInt32

  /// Octets of the header itself.
  public static let size = 12

  /// Reads the twelve octets; the fragment stays in the reader.
  ///
  /// - Throws: `truncated` below twelve octets, `malformed` when the fragment reaches past the
  ///   message.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(Self.size)
    type = HandshakeType(rawValue: try reader.readUInt8())
    length = try reader.readUInt24()
    messageSequence = try reader.readUInt16()
    fragmentOffset = try reader.readUInt24()
    fragmentLength = try reader.readUInt24()
    // Both are 24 bits wide, so the sum fits 32 bits.
    guard fragmentOffset + fragmentLength <= length else {
      throw reader.malformed("fragment reaches past the handshake message")
    }
  }

  /// Whether the fragment is the whole message.
  public var isWhole: Bool { fragmentOffset == 0 && fragmentLength == length }
}
