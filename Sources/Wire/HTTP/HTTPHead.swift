/// The head of an HTTP/1 message: start line and fields up to the empty line (RFC 9112 section 2).
public enum HTTPHead {
  /// Octets of the largest head that is read; servers commonly allow 8 to 64 KiB.
  public static let maximumLength = 64 * 1024

  /// The end of the head: the place behind the empty line, nil when it has not come yet.
  ///
  /// A line may end with LF alone. Empty lines before the start line are part of the head
  /// (RFC 9112 section 2.2).
  ///
  /// - Parameters:
  ///   - octets: octets from the start of the message.
  ///   - start: where to go on when an earlier call with fewer octets returned nil: the number
  ///     of octets it had. 0 for the first call.
  /// - Throws: `limit` when `maximumLength` octets hold no end.
  public static func end(
    in octets: Span<UInt8>, from start: Int = 0
  ) throws(DecodeError) -> Int? {
    let limit = min(octets.count, maximumLength)
    var index = 0
    while index < limit, octets[index] == 0x0D || octets[index] == 0x0A { index += 1 }
    // An empty line that began in the earlier octets has at most two of its three octets there.
    index = max(index, start - 2)
    while index < limit {
      if octets[index] == 0x0A {
        if index + 1 < limit, octets[index + 1] == 0x0A { return index + 2 }
        if index + 2 < limit, octets[index + 1] == 0x0D, octets[index + 2] == 0x0A {
          return index + 3
        }
      }
      index += 1
    }
    if octets.count >= maximumLength {
      throw DecodeError(
        .limit, layer: .http, offset: maximumLength, rule: "HTTP head above 64 KiB")
    }
    return nil
  }

  /// The end of the trailer behind the last chunk, nil when it has not come yet.
  ///
  /// A trailer without fields is the empty line alone (RFC 9112 section 7.1.2).
  ///
  /// - Throws: `limit` when `maximumLength` octets hold no end.
  public static func trailerEnd(in octets: Span<UInt8>) throws(DecodeError) -> Int? {
    if !octets.isEmpty, octets[0] == 0x0A { return 1 }
    if octets.count > 1, octets[0] == 0x0D, octets[1] == 0x0A { return 2 }
    return try end(in: octets)
  }

  /// Takes the octets of the head from the reader.
  @_lifetime(copy reader)
  static func take(from reader: inout OctetReader) throws(DecodeError) -> OctetReader {
    var walk = reader
    let octets = walk.rest()
    guard let end = try end(in: octets) else {
      // The empty line is missing: at least one more octet was to come.
      try reader.skip(octets.count)
      throw reader.shortage(of: 1)
    }
    return try reader.sub(end)
  }

  /// Takes a line, without its CRLF or LF, from a head that ends with an empty line.
  @_lifetime(copy head)
  static func takeLine(from head: inout OctetReader) throws(DecodeError) -> Span<UInt8> {
    var walk = head
    let octets = walk.rest()
    guard let end = octets.firstIndex(of: 0x0A) else {
      return head.rest()
    }
    let line = try head.take(end)
    try head.skip(1)
    guard let last = line.indices.last, line[last] == 0x0D else { return line }
    return line.extracting(0..<last)
  }

  /// Passes over empty lines before the start line.
  static func skipEmptyLines(in head: inout OctetReader) throws(DecodeError) {
    while let octet = head.peek(), octet == 0x0D || octet == 0x0A { try head.skip(1) }
  }
}

/// The version of a start line, `HTTP/` and two digits (RFC 9110 section 2.5).
public struct HTTPVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var major: UInt8
  public var minor: UInt8

  public static let http10 = HTTPVersion(major: 1, minor: 0)
  public static let http11 = HTTPVersion(major: 1, minor: 1)

  public init(major: UInt8, minor: UInt8) {
    self.major = major
    self.minor = minor
  }

  /// Reads all of `text`; nil when it is no version.
  init?(_ text: Span<UInt8>) {
    guard text.count == 8, text.extracting(0..<5).isEqual(to: "HTTP/"), text[5].isDigit,
      text[6] == 0x2E, text[7].isDigit
    else { return nil }
    major = text[5] - 0x30
    minor = text[7] - 0x30
  }

  public static func < (left: HTTPVersion, right: HTTPVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  public var description: String { "HTTP/\(major).\(minor)" }
}
