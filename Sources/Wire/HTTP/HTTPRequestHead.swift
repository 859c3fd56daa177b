/// The head of an HTTP/1 request, read in place (RFC 9112 section 3).
///
/// Only the request line can fail. Field lines that break the syntax are passed over and reported
/// by `fieldFault`, since recipients differ in what they forgive.
public struct HTTPRequestHead: ~Escapable {
  /// The method as sent, a token.
  public let methodName: Span<UInt8>
  /// The target as sent; a space inside it, which is not allowed, is kept.
  public let target: Span<UInt8>
  public let version: HTTPVersion
  public let fields: HTTPFields
  let framing: HTTPFraming

  /// Reads the head up to the empty line; a body stays in the reader.
  ///
  /// - Throws: `truncated` when the empty line has not come, `limit` above
  ///   `HTTPHead.maximumLength`, `malformed` when the request line has no method, target and
  ///   version.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    var head = try HTTPHead.take(from: &reader)
    try HTTPHead.skipEmptyLines(in: &head)
    let fault = head.malformed("a request line without method, target and version")
    let line = try HTTPHead.takeLine(from: &head).trimmingBlanks()
    guard let first = line.firstIndex(of: 0x20), first > 0 else { throw fault }
    for index in 0..<first where !line[index].isToken { throw fault }
    var last = line.count - 1
    while last > first, line[last] != 0x20 { last -= 1 }
    guard last > first, let version = HTTPVersion(line.extracting(last + 1..<line.count)) else {
      throw fault
    }
    let target = line.extracting(first + 1..<last).trimmingBlanks()
    guard !target.isEmpty else { throw fault }
    methodName = line.extracting(0..<first)
    self.target = target
    self.version = version
    let base = head.offset
    let fields = HTTPFields(head.rest(), base: base)
    self.fields = fields
    framing = HTTPFraming(fields)
  }

  /// The method when its name is known.
  public var method: HTTPMethod? { HTTPMethod(methodName) }

  /// The parts of the target.
  public var parsedTarget: HTTPTarget {
    @_lifetime(copy self)
    get { HTTPTarget(target, isAuthority: methodName.isEqual(to: "CONNECT")) }
  }

  /// The value of the first `Host`, which can be empty.
  public var host: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("host") }
  }

  public var userAgent: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("user-agent") }
  }

  public var contentType: Span<UInt8>? {
    @_lifetime(copy self)
    get { fields.first("content-type") }
  }

  /// What the client wants to switch to, when `Connection` says so too.
  public var upgrade: Span<UInt8>? {
    @_lifetime(copy self)
    get { framing.upgrades ? fields.first("upgrade") : nil }
  }

  /// The body's length when it is given by a number, valid and without contradiction.
  public var contentLength: UInt64? {
    framing.isContentLengthInvalid ? nil : framing.contentLength
  }

  /// Whether the last transfer coding is `chunked`.
  public var isChunked: Bool { framing.isChunked }
  /// More than one `Host`, which a server must refuse.
  public var hasSeveralHosts: Bool { framing.hostCount > 1 }
  /// Both ways to give the body's length at once, a sign of request smuggling.
  public var hasConflictingFraming: Bool {
    framing.hasTransferEncoding && (framing.contentLength != nil || framing.isContentLengthInvalid)
  }
  /// The first field line that broke the syntax.
  public var fieldFault: DecodeError? { framing.fault }

  /// Whether the client keeps the connection (RFC 9112 section 9.3).
  public var isPersistent: Bool {
    !framing.closes && (version >= .http11 || framing.keepsAlive)
  }

  /// Where the body ends (RFC 9112 section 6.3).
  ///
  /// - Throws: `malformed` when transfer codings do not end with `chunked`, or when Content-Length
  ///   is invalid or contradictory.
  public func bodyFraming() throws(DecodeError) -> BodyFraming {
    if framing.hasTransferEncoding {
      guard framing.isChunked else {
        throw DecodeError(
          .malformed, layer: .http, offset: 0, rule: "a request with codings other than chunked")
      }
      return .chunked
    }
    guard let length = try framing.length(), length > 0 else { return .none }
    return .length(length)
  }

  /// Whether a stream starts like a request: a known method, a space, a target and the version.
  ///
  /// A path is enough; other targets wait for the version at the end of the line, since other
  /// text protocols share methods with HTTP.
  public static func isPlausibleStart(_ octets: Span<UInt8>) -> StartMatch {
    let octets = octets.droppingEmptyLines()
    let match = HTTPMethod.match(octets)
    guard match == .yes, let space = octets.firstIndex(of: 0x20) else {
      return match
    }
    let rest = octets.extracting(space + 1..<octets.count)
    guard !rest.isEmpty else { return .needsMore }
    // No form of a target starts with a control octet or a blank.
    guard (0x21...0x7E).contains(rest[0]) else { return .no }
    guard let end = rest.firstIndex(of: 0x0A) else {
      if rest[0] == 0x2F { return .yes }
      return rest.count < HTTPHead.maximumLength ? .needsMore : .no
    }
    var line = rest.extracting(0..<end)
    if let last = line.indices.last, line[last] == 0x0D { line = line.extracting(0..<last) }
    guard line.count > 9, line[line.count - 9] == 0x20 else { return .no }
    return HTTPVersion(line.extracting(line.count - 8..<line.count)) == nil ? .no : .yes
  }
}

extension Span where Element == UInt8 {
  /// The octets without CR and LF at the start.
  @_lifetime(copy self)
  func droppingEmptyLines() -> Span<UInt8> {
    var start = 0
    while start < count, self[start] == 0x0D || self[start] == 0x0A { start += 1 }
    return extracting(start..<count)
  }
}
