/// A frame of an Initial packet (RFC 9000 sections 12.4 and 19).
public struct QUICFrame: ~Escapable {
  public enum Kind: Hashable, Sendable {
    /// One or more octets of padding.
    case padding
    case ping
    case acknowledgement
    case crypto
    /// 0x1C, or 0x1D of the application.
    case connectionClose
  }

  public let kind: Kind
  /// Place of `data` in the handshake's stream, for CRYPTO.
  public let offset: UInt64
  /// The error code, for CONNECTION_CLOSE.
  public let errorCode: UInt64
  /// The octets of CRYPTO, the reason phrase of CONNECTION_CLOSE, empty otherwise.
  public let data: Span<UInt8>

  /// The first error code that stands for an alert of TLS (RFC 9001 section 4.8).
  public static let cryptoError: UInt64 = 0x100

  /// Reads one frame.
  ///
  /// - Throws: `truncated` or `malformed` when a field does not fit, `malformed` for a frame that
  ///   an Initial must not carry (RFC 9000 section 17.2.2).
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    var offset: UInt64 = 0
    var errorCode: UInt64 = 0
    var length = 0
    switch try reader.readVariableLengthInteger() {
    case 0x00:
      kind = .padding
      // The payload bounds the run.
      while reader.peek() == 0 { try reader.skip(1) }
    case 0x01: kind = .ping
    case 0x02:
      kind = .acknowledgement
      try Self.skipAcknowledgement(&reader)
    case 0x03:
      kind = .acknowledgement
      try Self.skipAcknowledgement(&reader)
      for _ in 0..<3 { _ = try reader.readVariableLengthInteger() }
    case 0x06:
      kind = .crypto
      offset = try reader.readVariableLengthInteger()
      length = try reader.readVariableLength()
    case 0x1C:
      kind = .connectionClose
      errorCode = try reader.readVariableLengthInteger()
      _ = try reader.readVariableLengthInteger()
      length = try reader.readVariableLength()
    case 0x1D:
      kind = .connectionClose
      errorCode = try reader.readVariableLengthInteger()
      length = try reader.readVariableLength()
    default: throw reader.malformed("a frame that Initial packets must not carry")
    }
    self.offset = offset
    self.errorCode = errorCode
    data = try reader.take(length)
  }

  /// Largest and delay, then the ranges; each takes two octets or more of the payload.
  private static func skipAcknowledgement(_ reader: inout OctetReader) throws(DecodeError) {
    _ = try reader.readVariableLengthInteger()
    _ = try reader.readVariableLengthInteger()
    let ranges = try reader.readVariableLengthInteger()
    _ = try reader.readVariableLengthInteger()
    guard ranges <= UInt64(reader.remaining / 2) else {
      throw reader.malformed("more ranges than octets in an ACK frame")
    }
    for _ in 0..<ranges {
      _ = try reader.readVariableLengthInteger()
      _ = try reader.readVariableLengthInteger()
    }
  }
}
