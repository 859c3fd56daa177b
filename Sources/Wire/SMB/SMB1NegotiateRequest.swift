/// A client's offer of dialects as strings (MS-CIFS 2.2.4.52.1).
///
/// The same message opens a conversation that goes on in SMB2, when one of the two strings of
/// MS-SMB2 3.3.5.3 is among them. The reader stands at the SMB1 header.
public struct SMB1NegotiateRequest: ~Escapable {
  /// Most dialects in one request; sixteen strings have ever been defined.
  public static let maximumDialects = 64

  public let dialectCount: Int
  /// "SMB 2.002": answered by an SMB2 NEGOTIATE response with dialect 2.0.2.
  public let offersSMB2002: Bool
  /// "SMB 2.???": answered by an SMB2 NEGOTIATE response with the wildcard.
  public let offersSMB2Wildcard: Bool
  /// "NT LM 0.12", the SMB1 of Windows NT and later.
  public let offersNTLM012: Bool

  private let data: OctetReader

  /// Whether the client would go on in SMB2.
  public var offersSMB2: Bool { offersSMB2002 || offersSMB2Wildcard }

  /// - Throws: `malformed` when WordCount is not zero, a BufferFormat is not 0x02 or a string
  ///   does not end; `limit` past `maximumDialects`.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    _ = try SMB1Header(parsing: &reader)
    let place = reader.offset
    guard try reader.readUInt8() == 0 else {
      throw DecodeError(
        .malformed, layer: reader.layer, offset: place,
        rule: "WordCount of an SMB1 NEGOTIATE request is 0")
    }
    let byteCount = Int(try reader.readUInt16LittleEndian())
    data = try reader.sub(byteCount)
    var strings = data
    var count = 0
    var smb2002 = false
    var smb2Wildcard = false
    var ntLM012 = false
    while let dialect = try Self.nextDialect(in: &strings) {
      guard count < Self.maximumDialects else {
        throw strings.limit("more than 64 dialects in an SMB1 NEGOTIATE request")
      }
      count += 1
      if dialect.isASCII("SMB 2.002") { smb2002 = true }
      if dialect.isASCII("SMB 2.???") { smb2Wildcard = true }
      if dialect.isASCII("NT LM 0.12") { ntLM012 = true }
    }
    dialectCount = count
    offersSMB2002 = smb2002
    offersSMB2Wildcard = smb2Wildcard
    offersNTLM012 = ntLM012
  }

  /// The dialect strings in order, to walk with `next()`.
  public var dialects: SMB1DialectReader {
    @_lifetime(copy self)
    get { SMB1DialectReader(reader: data) }
  }

  /// The string that a response selects by its DialectIndex; nil when there is none.
  @_lifetime(copy self)
  public func dialect(at index: UInt16) throws(DecodeError) -> Span<UInt8>? {
    var strings = data
    for _ in 0..<min(Int(index), dialectCount) { _ = try Self.nextDialect(in: &strings) }
    return try Self.nextDialect(in: &strings)
  }

  /// Takes one BufferFormat and the string behind it, without its NUL.
  @_lifetime(copy strings)
  fileprivate static func nextDialect(
    in strings: inout OctetReader
  ) throws(DecodeError) -> Span<UInt8>? {
    guard let bufferFormat = strings.peek() else { return nil }
    guard bufferFormat == 0x02 else {
      throw strings.malformed("BufferFormat of an SMB1 dialect is 0x02")
    }
    // At most 65,535 octets, for ByteCount has 16 bits.
    var length = 0
    while let octet = strings.peek(ahead: 1 + length), octet != 0 { length += 1 }
    guard strings.peek(ahead: 1 + length) == 0 else {
      throw strings.malformed("an SMB1 dialect ends with a NUL")
    }
    try strings.skip(1)
    let dialect = try strings.take(length)
    try strings.skip(1)
    return dialect
  }
}

/// Takes the dialect strings of an SMB1 NEGOTIATE request one after the other.
public struct SMB1DialectReader: ~Escapable {
  fileprivate var reader: OctetReader

  @_lifetime(copy reader)
  fileprivate init(reader: OctetReader) {
    self.reader = reader
  }

  /// The octets of the next string without BufferFormat and NUL, or nil after the last.
  @_lifetime(copy self)
  public mutating func next() throws(DecodeError) -> Span<UInt8>? {
    try SMB1NegotiateRequest.nextDialect(in: &reader)
  }
}
