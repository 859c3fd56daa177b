/// The header of a TLS record (RFC 8446 section 5.1, RFC 5246 section 6.2.1).
public struct TLSRecordHeader: Hashable, Sendable {
  public var contentType: ContentType
  /// The version field of the record, which says nothing about the version in use.
  public var legacyVersion: ProtocolVersion
  /// Octets of the fragment that follows.
  public var length: UInt16

  /// Octets of the header itself.
  public static let size = 5
  /// The largest fragment: 2^14 octets of content and 2,048 for the protection of TLS 1.2
  /// (RFC 5246 section 6.2.3); TLS 1.3 allows less.
  public static let maximumLength: UInt16 = (1 << 14) + 2048

  @inlinable
  public init(contentType: ContentType, legacyVersion: ProtocolVersion, length: UInt16) {
    self.contentType = contentType
    self.legacyVersion = legacyVersion
    self.length = length
  }

  /// Reads the five octets; the fragment stays in the reader.
  ///
  /// - Throws: `truncated` below five octets, `malformed` when the length exceeds the maximum.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(Self.size)
    contentType = ContentType(rawValue: try reader.readUInt8())
    legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16())
    length = try reader.readUInt16()
    guard length <= Self.maximumLength else {
      throw reader.malformed("record length above 2^14 + 2048")
    }
  }

  /// Whether five octets like these are taken for TLS on a port that says nothing.
  ///
  /// The type is 20 to 24, the version 3.0 to 3.4 and the fragment not empty.
  @inlinable
  public var isPlausible: Bool {
    (20...24).contains(contentType.rawValue) && legacyVersion.major == 3
      && legacyVersion.minor <= 4 && length >= 1 && length <= Self.maximumLength
  }
}
