/// The head of an HTTP/1 request, read in place (RFC 9112 section 3).
///
/// Only the request line can fail. Field lines that break the syntax are passed over and reported
/// by `fieldFault`, since recipients differ in what they forgive.
public struct HTTPRequestHead: HTTPMessageHead, ~Escapable {
  /// The method as sent, a token.
  public let methodName: Span<UInt8>
  /// The target as sent; a space inside it, which is not allowed, is kept.
  public let target: Span<UInt8>
  public let version: HTTPVersion
  public let fields: HTTPFields
  public let framing: HTTPFraming

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
    guard let first = line.firstIndex(where: \.isBlank), first > 0 else { throw fault }
    for index in 0..<first where !line[index].isToken { throw fault }
    var last = line.count - 1
    while last > first, !line[last].isBlank { last -= 1 }
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

  /// More than one `Host`, which a server must refuse.
  public var hasSeveralHosts: Bool { framing.hostCount > 1 }

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

  /// Octets of the longest name of a method that is looked for; known ones have 17.
  private static let maximumMethodLength = 32

  /// Whether a stream starts like a request: a method, a target and, at the end of the line, the
  /// version.
  ///
  /// A path behind a method that is known is enough. Other targets and methods wait for the
  /// version, since other text protocols share methods with HTTP, and any token can be a method
  /// (RFC 9110 section 9.1). Parts may be split by any blanks (RFC 9112 section 3).
  public static func isPlausibleStart(_ octets: Span<UInt8>) -> StartMatch {
    let octets = octets.droppingEmptyLines()
    var end = 0
    while end < octets.count, octets[end].isToken { end += 1 }
    guard end <= maximumMethodLength else { return .no }
    guard end < octets.count else { return octets.isPlausibleMethod ? .needsMore : .no }
    guard end > 0, octets[end].isBlank else { return .no }
    let name = octets.extracting(0..<end)
    let isKnown = HTTPMethod(name) != nil
    let rest = octets.extracting(end..<octets.count)
    guard let start = rest.firstIndex(where: { !$0.isBlank }) else {
      return isKnown || name.isPlausibleMethod ? .needsMore : .no
    }
    // No form of a target starts with a control octet.
    guard (0x21...0x7E).contains(rest[start]) else { return .no }
    guard let lineEnd = rest.firstIndex(of: 0x0A, from: start) else {
      let isPath = rest[start] == 0x2F
      if isKnown, isPath { return .yes }
      guard isKnown || isPath, rest.count < HTTPHead.maximumLength else { return .no }
      return .needsMore
    }
    var line = rest.extracting(start..<lineEnd)
    if let last = line.indices.last, line[last] == 0x0D { line = line.extracting(0..<last) }
    line = line.trimmingBlanks()
    guard line.count > 9, line[line.count - 9].isBlank else { return .no }
    guard let version = HTTPVersion(line.extracting(line.count - 8..<line.count)) else {
      return .no
    }
    // The preface of HTTP/2 looks like a request with a method of its own (RFC 9113 section 3.4).
    return isKnown || version.major < 2 ? .yes : .no
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

  /// Whether the octets may be, or begin, a method: all that are registered are written in capital
  /// letters, some with `-` or `_`.
  fileprivate var isPlausibleMethod: Bool {
    for index in indices {
      switch self[index] {
      case 0x41...0x5A, 0x2D, 0x5F: continue
      default: return false
      }
    }
    return true
  }
}
