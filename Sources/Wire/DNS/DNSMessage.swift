/// A DNS message, read in place (RFC 1035 section 4.1).
///
/// Reading the message reads its header only; questions and records are read one by one, and
/// nothing is allocated.
public struct DNSMessage: ~Escapable {
  public let header: DNSHeader
  /// The whole message with its header.
  public let octets: Span<UInt8>
  let base: Int
  let layer: Layer
  let boundary: OctetReader.Boundary

  /// Questions and records of one message that are read.
  ///
  /// The header can announce 262,140; a message of 64 KiB that answers with addresses, 16 octets
  /// each, holds just fewer than 4,096.
  public static let maximumEntries = 4096

  /// Reads the header and keeps all octets of the reader as the message.
  ///
  /// - Throws: `truncated` or `malformed` below twelve octets.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    base = reader.offset
    layer = reader.layer
    boundary = reader.boundary
    var walk = reader
    header = try DNSHeader(parsing: &walk)
    octets = reader.rest()
  }

  /// Reads the 16-bit length before a message on TCP (RFC 7766 section 8) and lends the message.
  ///
  /// - Throws: `truncated` when the message is cut, `malformed` when it cannot hold a header.
  @_lifetime(copy reader)
  public static func lengthPrefixed(
    _ reader: inout OctetReader
  ) throws(DecodeError) -> OctetReader {
    let length = Int(try reader.readUInt16())
    guard length >= DNSHeader.size else {
      throw reader.malformed("length prefix below the size of a DNS header")
    }
    return try reader.sub(length, layer: .dns)
  }

  /// The questions in order.
  public var questions: DNSQuestions {
    @_lifetime(copy self)
    get { DNSQuestions(message: self) }
  }

  /// The records of all sections in order; reading them passes over the questions first.
  ///
  /// - Throws: what reading a question throws.
  @_lifetime(copy self)
  public func records() throws(DecodeError) -> DNSRecords {
    var questions = self.questions
    while try questions.next() != nil {}
    return DNSRecords(after: questions)
  }

  @_lifetime(copy self)
  func makeReader() -> OctetReader {
    OctetReader(octets, layer: layer, base: base, boundary: boundary)
  }
}
