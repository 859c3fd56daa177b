/// The header of a DTLS record up to version 1.2 and of plaintext records of 1.3
/// (RFC 6347 section 4.1, RFC 9147 section 4).
public struct DTLSRecordHeader: Hashable, Sendable {
  public var contentType: ContentType
  /// The version field of the record, which says nothing about the version in use.
  public var legacyVersion: ProtocolVersion
  public var epoch: UInt16
  /// 48 bits.
  public var sequenceNumber: UInt64
  /// Octets of the fragment that follows.
  public var length: UInt16

  /// Octets of the header without a connection identifier.
  public static let size = 13

  /// Reads the header; the fragment stays in the reader.
  ///
  /// - Parameters:
  ///   - reader: octets of a datagram.
  ///   - connectionIDLength: octets of the identifier in records of type `tls12CID`, which the
  ///     header does not tell (RFC 9146 section 4); 0 to 255.
  /// - Throws: `truncated` when the header is cut, `malformed` when the length exceeds the
  ///   maximum of a record.
  public init(
    parsing reader: inout OctetReader, connectionIDLength: Int = 0
  ) throws(DecodeError) {
    contentType = ContentType(rawValue: try reader.readUInt8())
    legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16())
    epoch = try reader.readUInt16()
    let high = try reader.readUInt16()
    sequenceNumber = UInt64(high) << 32 | UInt64(try reader.readUInt32())
    if contentType == .tls12CID { try reader.skip(connectionIDLength) }
    length = try reader.readUInt16()
    guard length <= TLSRecordHeader.maximumLength else {
      throw reader.malformed("record length above 2^14 + 2048")
    }
  }

  /// Whether a header like this is taken for DTLS on a port that says nothing.
  ///
  /// The type is 20 to 26, the version one of DTLS and the fragment not empty.
  public var isPlausible: Bool {
    (20...26).contains(contentType.rawValue) && legacyVersion.isDatagram
      && legacyVersion.level != nil && length >= 1
  }

  /// Whether a datagram starts with the unified header of an encrypted record of DTLS 1.3.
  ///
  /// The three top bits are 001 (RFC 9147 section 4); the rest cannot be read without knowing the
  /// length of the connection identifier.
  public static func isUnifiedHeader(firstOctet: UInt8) -> Bool { firstOctet & 0xE0 == 0x20 }
}
