/// The head of an HTTP/1 response, read in place (RFC 9112 section 4).
///
/// Only the status line can fail; see `HTTPRequestHead` for field lines.
public struct HTTPResponseHead: HTTPMessageHead, ~Escapable {
  public let version: HTTPVersion
  /// Three digits, 100 to 999.
  public let status: UInt16
  /// As sent, often empty.
  public let reason: Span<UInt8>
  public let fields: HTTPFields
  public let framing: HTTPFraming

  /// Reads the head up to the empty line; a body stays in the reader.
  ///
  /// - Throws: `truncated` when the empty line has not come, `limit` above
  ///   `HTTPHead.maximumLength`, `malformed` when the status line has no version and status.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    var head = try HTTPHead.take(from: &reader)
    try HTTPHead.skipEmptyLines(in: &head)
    let fault = head.malformed("a status line without version and status code")
    let line = try HTTPHead.takeLine(from: &head)
    guard line.count >= 12, let version = HTTPVersion(line.extracting(0..<8)), line[8] == 0x20,
      line[9].isDigit, line[9] != 0x30, line[10].isDigit, line[11].isDigit,
      line.count == 12 || line[12] == 0x20
    else { throw fault }
    self.version = version
    status =
      UInt16(line[9] - 0x30) * 100 + UInt16(line[10] - 0x30) * 10 + UInt16(line[11] - 0x30)
    reason = line.extracting(min(13, line.count)..<line.count)
    let base = head.offset
    let fields = HTTPFields(head.rest(), base: base)
    self.fields = fields
    framing = HTTPFraming(fields)
  }

  public var server: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("server") }
  }

  public var location: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("location") }
  }

  public var contentType: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("content-type") }
  }

  public var contentEncoding: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("content-encoding") }
  }

  public var upgrade: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("upgrade") }
  }

  /// A status of 1xx, after which the final response follows; 101 excepted.
  public var isInterim: Bool { (100...199).contains(status) && status != 101 }

  /// Whether octets after the head belong to another protocol: a tunnel or an upgrade.
  public func leavesHTTP(answering method: HTTPMethod?) -> Bool {
    status == 101 || method == .connect && (200...299).contains(status)
  }

  /// Where the body ends (RFC 9112 section 6.3).
  ///
  /// - Parameter method: of the request that this answers; nil when it is unknown.
  /// - Throws: `malformed` when Content-Length is invalid or contradictory.
  public func bodyFraming(answering method: HTTPMethod?) throws(DecodeError) -> BodyFraming {
    if method == .head || (100...199).contains(status) || status == 204 || status == 304
      || leavesHTTP(answering: method)
    {
      return .none
    }
    if framing.hasTransferEncoding { return framing.isChunked ? .chunked : .untilClose }
    guard let length = try framing.length() else { return .untilClose }
    return length == 0 ? .none : .length(length)
  }

  /// Whether a stream starts like a response: `HTTP/1.`, a digit, a space and a digit.
  public static func isPlausibleStart(_ octets: Span<UInt8>) -> StartMatch {
    let octets = octets.droppingEmptyLines()
    guard octets.count > 7 else { return octets.isPrefix(of: "HTTP/1.") ? .needsMore : .no }
    guard octets.extracting(0..<7).isEqual(to: "HTTP/1."), octets[7].isDigit else { return .no }
    guard octets.count > 8 else { return .needsMore }
    guard octets[8] == 0x20 else { return .no }
    guard octets.count > 9 else { return .needsMore }
    return octets[9].isDigit ? .yes : .no
  }
}
