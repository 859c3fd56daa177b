/// One field line of a head (RFC 9112 section 5).
public struct HTTPField: ~Escapable {
  /// As sent; names are equal in upper and lower case.
  public let name: Span<UInt8>
  /// Without blanks at its ends; a folded value keeps its line breaks.
  public let value: Span<UInt8>

  @_lifetime(copy name, copy value)
  init(name: Span<UInt8>, value: Span<UInt8>) {
    self.name = name
    self.value = value
  }

  /// Whether the field has this name, given in lower case.
  public func isNamed(_ lowercaseName: String) -> Bool { name.isEqual(toLowercase: lowercaseName) }

  /// Appends the value as one line: line breaks of a folded value become spaces.
  ///
  /// Octets other than visible ASCII, space and tab become `\` and three decimal digits; at most
  /// `maximum` octets of the value are used.
  public func appendValue(to text: inout [UInt8], maximum: Int = 1024) {
    HTTPText.append(value, to: &text, maximum: maximum)
  }

  /// The value as `appendValue` writes it.
  public func text(maximum: Int = 1024) -> String {
    HTTPText.text(of: value, maximum: maximum)
  }
}

/// Text from HTTP that is safe to print.
public enum HTTPText {
  static func append(_ value: Span<UInt8>, to text: inout [UInt8], maximum: Int) {
    for index in 0..<max(0, min(value.count, maximum)) {
      let octet = value[index]
      switch octet {
      case 0x0D, 0x0A, 0x09: text.append(0x20)
      case 0x5C:
        text.append(0x5C)
        text.append(0x5C)
      case 0x20...0x7E: text.append(octet)
      default:
        text.append(0x5C)
        text.append(0x30 + octet / 100)
        text.append(0x30 + octet / 10 % 10)
        text.append(0x30 + octet % 10)
      }
    }
  }

  /// Octets as one line of visible ASCII and spaces, others as `\` and three decimal digits.
  public static func text(of value: Span<UInt8>, maximum: Int = 1024) -> String {
    let used = value.extracting(0..<max(0, min(value.count, maximum)))
    if let plain = PlainText.string(used, where: { $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }) {
      return plain
    }
    var octets: [UInt8] = []
    octets.reserveCapacity(min(value.count, maximum))
    append(value, to: &octets, maximum: maximum)
    return String(decoding: octets, as: UTF8.self)
  }
}

/// The field lines of a head in order; lines that break the syntax are passed over.
public struct HTTPFields: ~Escapable {
  /// From the first field line to the end of the empty line.
  let octets: Span<UInt8>
  let base: Int

  @_lifetime(copy octets)
  init(_ octets: Span<UInt8>, base: Int) {
    self.octets = octets
    self.base = base
  }

  /// Reads the fields of a trailer, whose end `HTTPHead.trailerEnd` found.
  @_lifetime(copy octets)
  public init(trailer octets: Span<UInt8>) {
    self.init(octets, base: 0)
  }

  @_lifetime(copy self)
  public func makeIterator() -> Iterator {
    Iterator(reader: OctetReader(octets, layer: .http, base: base, boundary: .length))
  }

  /// The value of the first field with this name, given in lower case.
  @_lifetime(copy self)
  public func first(_ lowercaseName: String) -> Span<UInt8>? {
    var iterator = makeIterator()
    while let field = iterator.next() {
      if field.isNamed(lowercaseName) { return field.value }
    }
    return nil
  }

  public struct Iterator: ~Escapable {
    var reader: OctetReader
    /// The first line that broke the syntax.
    public private(set) var fault: DecodeError?

    @_lifetime(copy reader)
    init(reader: OctetReader) {
      self.reader = reader
      fault = nil
    }

    @_lifetime(copy self)
    public mutating func next() -> HTTPField? {
      // Each turn takes an octet or more of a head of at most `HTTPHead.maximumLength`.
      while !reader.isAtEnd {
        do throws(DecodeError) {
          let isCRLF = reader.peek() == 0x0D && reader.peek(ahead: 1) == 0x0A
          guard !isCRLF, reader.peek() != 0x0A else {
            _ = reader.rest()
            return nil
          }
          return try HTTPField(parsing: &reader)
        } catch {
          if fault == nil { fault = error }
        }
      }
      return nil
    }
  }
}

extension HTTPField {
  /// Reads a field line with the lines folded onto it (RFC 9112 section 5.2).
  ///
  /// - Throws: `malformed` when the line has no name, no colon, a blank before the colon or an
  ///   octet in the name that no token has. The reader stands behind the line all the same.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    let fault = reader.malformed("a field line without a token and a colon")
    var walk = reader
    let octets = walk.rest()
    var end = octets.firstIndex(of: 0x0A) ?? octets.count
    // A line that starts with a blank goes on with the value before it.
    while end + 1 < octets.count, octets[end + 1].isBlank {
      end = octets.firstIndex(of: 0x0A, from: end + 1) ?? octets.count
    }
    var line = try reader.take(end)
    if !reader.isAtEnd { try reader.skip(1) }
    if let last = line.indices.last, line[last] == 0x0D { line = line.extracting(0..<last) }
    guard let colon = line.firstIndex(of: 0x3A), colon > 0 else { throw fault }
    for index in 0..<colon where !line[index].isToken { throw fault }
    self.init(
      name: line.extracting(0..<colon),
      value: line.extracting(colon + 1..<line.count).trimmingBlanks())
  }
}
