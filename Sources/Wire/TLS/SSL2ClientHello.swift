/// A ClientHello in the form of SSL 2.0, which clients also used to offer SSL 3.0 and TLS
/// (The SSL Protocol, section 2.5; RFC 5246 appendix E.2).
///
/// The form says nothing about the version: only `version` does, and a server may answer such a
/// hello with an ordinary TLS record.
public struct SSL2ClientHello: ~Escapable {
  /// The highest version offered.
  public let version: ProtocolVersion
  public let cipherSpecs: SSL2CipherSpecList
  /// Empty or 16 octets.
  public let sessionID: Span<UInt8>
  /// 16 to 32 octets.
  public let challenge: Span<UInt8>

  /// The message type, the first octet of the record.
  public static let messageType: UInt8 = 1

  /// Reads the record header and the hello behind it.
  ///
  /// - Throws: `truncated` when the record is cut, `malformed` when it is no client hello or its
  ///   lengths disagree.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let header = try SSL2RecordHeader(parsing: &reader)
    var record = try reader.sub(Int(header.length))
    guard !header.isEscape, try record.readUInt8() == Self.messageType else {
      throw record.malformed("no CLIENT-HELLO in the SSL 2.0 record")
    }
    version = ProtocolVersion(rawValue: try record.readUInt16())
    let specsLength = Int(try record.readUInt16())
    let sessionIDLength = Int(try record.readUInt16())
    let challengeLength = Int(try record.readUInt16())
    guard specsLength > 0 else { throw record.malformed("an empty list of cipher kinds") }
    guard sessionIDLength == 0 || sessionIDLength == 16 else {
      throw record.malformed("session identifier neither empty nor 16 octets")
    }
    guard (16...32).contains(challengeLength) else {
      throw record.malformed("challenge outside of 16 to 32 octets")
    }
    var specs = try record.sub(specsLength)
    cipherSpecs = try SSL2CipherSpecList(parsing: &specs)
    sessionID = try record.take(sessionIDLength)
    challenge = try record.take(challengeLength)
    try record.skip(Int(header.padding))
    try record.expectEnd()
  }

  public var hasFallbackSCSV: Bool { cipherSpecs.contains(.fallbackSCSV) }
  public var hasRenegotiationSCSV: Bool { cipherSpecs.contains(.emptyRenegotiationInfoSCSV) }

  /// Whether a stream starts with such a hello, told by its first 11 or 12 octets.
  ///
  /// The three lengths must add up to the length of the record, which chance hardly does.
  public static func match(_ octets: Span<UInt8>) -> StartMatch {
    guard let first = octets.isEmpty ? nil : octets[0] else { return .needsMore }
    // Padding exists for block ciphers only, so a hello in clear has the two-octet header; the
    // three-octet one is accepted without the escape bit.
    guard first & 0x80 != 0 || first & 0x40 == 0 else { return .no }
    let size = first & 0x80 != 0 ? 2 : 3
    if octets.count > size, octets[size] != messageType { return .no }
    if octets.count > size + 1, octets[size + 1] != 0, octets[size + 1] != 3 { return .no }
    guard octets.count >= size + 9 else { return .needsMore }
    let version = bigEndian(octets, at: size + 1)
    let specs = bigEndian(octets, at: size + 3)
    let sessionID = bigEndian(octets, at: size + 5)
    let challenge = bigEndian(octets, at: size + 7)
    let padding = size == 3 ? Int(octets[2]) : 0
    let length = bigEndian(octets, at: 0) & (size == 3 ? 0x3FFF : 0x7FFF)
    let isKnown = version == 0x0002 || (0x0300...0x0304).contains(version)
    return isKnown && specs > 0 && specs.isMultiple(of: 3) && (sessionID == 0 || sessionID == 16)
      && (16...32).contains(challenge) && length == 9 + specs + sessionID + challenge + padding
      ? .yes : .no
  }

  private static func bigEndian(_ octets: Span<UInt8>, at index: Int) -> Int {
    Int(octets[index]) << 8 | Int(octets[index + 1])
  }
}
