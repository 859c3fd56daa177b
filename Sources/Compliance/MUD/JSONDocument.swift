/// Reads one JSON text (RFC 8259) into the tree of nodes that YAML files are read into, so that a
/// mistake in it has a place too.
///
/// Strict: no comments, no trailing commas, no name twice in an object (RFC 7493 2.3), no unpaired
/// surrogates (RFC 7493 2.1).
enum JSONDocument {
  /// A usage description has some kilobytes.
  static let maximumOctets = 1 << 20
  /// The deepest leaf of the published modules lies twelve levels down.
  static let maximumDepth = 32
  static let maximumValues = 50_000

  static func parse(_ octets: [UInt8], file: String, into mistakes: inout Mistakes) -> YAMLNode? {
    func refuse(_ text: String, _ line: Int, _ column: Int) -> YAMLNode? {
      mistakes.add(Mistake(file: file, line: line, column: column, text: text))
      return nil
    }
    guard octets.count <= maximumOctets else {
      return refuse("the file is larger than \(maximumOctets >> 20) MiB", 1, 1)
    }
    guard String(validating: octets, as: UTF8.self) != nil else {
      return refuse("the file is not UTF-8", 1, 1)
    }
    var reader = JSONReader(octets, file: file)
    do throws(JSONSyntaxError) {
      return try reader.document()
    } catch {
      let place = reader.place(of: error.offset)
      return refuse("not JSON: \(error.text)", place.line, place.column)
    }
  }
}

struct JSONSyntaxError: Error {
  var text: String
  var offset: Int
}

/// Reads values by descent; the depth is bounded, so that the stack is.
private struct JSONReader {
  private let octets: [UInt8]
  private let file: String
  private var next = 0
  private var values = 0
  /// Where each line begins, for places.
  private let lines: [Int]
  /// Characters in front of each `stride`-th octet: a file may be one line of a mebioctet, and every
  /// value has a place.
  private let characters: [Int]
  private static let stride = 256

  init(_ octets: [UInt8], file: String) {
    self.octets = octets
    self.file = file
    var lines = [0]
    var characters: [Int] = []
    var count = 0
    for (offset, octet) in octets.enumerated() {
      if offset % Self.stride == 0 { characters.append(count) }
      // Continuation octets belong to the character before them.
      if octet & 0xc0 != 0x80 { count += 1 }
      if octet == 0x0a { lines.append(offset + 1) }
    }
    characters.append(count)
    self.lines = lines
    self.characters = characters
  }

  func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= offset { low = middle } else { high = middle }
    }
    let end = min(offset, octets.count)
    return (low + 1, characters(before: end) - characters(before: lines[low]) + 1)
  }

  private func characters(before offset: Int) -> Int {
    let block = min(offset / Self.stride, characters.count - 1)
    let start = block * Self.stride
    guard start < offset else { return characters[block] }
    return characters[block] + octets[start..<offset].count { $0 & 0xc0 != 0x80 }
  }

  mutating func document() throws(JSONSyntaxError) -> YAMLNode {
    let root = try value(depth: 0)
    skipSpace()
    guard next == octets.count else { throw error("something follows the value") }
    return root
  }

  private func error(_ text: String, at offset: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(text: text, offset: offset ?? next)
  }

  private var current: UInt8? { next < octets.count ? octets[next] : nil }

  private mutating func skipSpace() {
    while let octet = current, octet == 0x20 || octet == 0x09 || octet == 0x0a || octet == 0x0d {
      next += 1
    }
  }

  private mutating func take(_ octet: UInt8) -> Bool {
    guard current == octet else { return false }
    next += 1
    return true
  }

  private func node(_ content: YAMLNode.Content, at offset: Int) -> YAMLNode {
    let place = place(of: offset)
    return YAMLNode(content: content, file: file, line: place.line, column: place.column)
  }

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> YAMLNode {
    skipSpace()
    values += 1
    guard values <= JSONDocument.maximumValues else {
      throw error("more than \(JSONDocument.maximumValues) values")
    }
    guard depth <= JSONDocument.maximumDepth else {
      throw error("nested deeper than \(JSONDocument.maximumDepth) levels")
    }
    let start = next
    guard let first = current else { throw error("the text ends where a value is expected") }
    switch first {
    case 0x7b: return try object(depth: depth)
    case 0x5b: return try array(depth: depth)
    case 0x22: return node(.scalar(try string(), isQuoted: true), at: start)
    case 0x2d, 0x30...0x39: return node(.scalar(try number(), isQuoted: false), at: start)
    default:
      for word in ["true", "false", "null"] where octets[start...].starts(with: word.utf8) {
        next += word.utf8.count
        return node(.scalar(word, isQuoted: false), at: start)
      }
      throw error("expected a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> YAMLNode {
    let start = next
    next += 1
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var names: Set<String> = []
    skipSpace()
    if take(0x7d) { return node(.mapping([]), at: start) }
    while true {
      skipSpace()
      let place = next
      guard current == 0x22 else { throw error("expected a name in quotes") }
      let name = try string()
      guard names.insert(name).inserted else {
        throw error("`\(Spelling.quoted(name))` is given twice", at: place)
      }
      skipSpace()
      guard take(0x3a) else { throw error("expected a colon") }
      let value = try value(depth: depth + 1)
      pairs.append((node(.scalar(name, isQuoted: true), at: place), value))
      skipSpace()
      if take(0x7d) { return node(.mapping(pairs), at: start) }
      guard take(0x2c) else { throw error("expected a comma or the end of the object") }
    }
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> YAMLNode {
    let start = next
    next += 1
    var elements: [YAMLNode] = []
    skipSpace()
    if take(0x5d) { return node(.sequence([]), at: start) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(0x5d) { return node(.sequence(elements), at: start) }
      guard take(0x2c) else { throw error("expected a comma or the end of the list") }
    }
  }

  /// RFC 8259 6; the digits are kept as they are written.
  private mutating func number() throws(JSONSyntaxError) -> String {
    let start = next
    _ = take(0x2d)
    if !take(0x30) { try digits() }
    if take(0x2e) { try digits() }
    if take(0x65) || take(0x45) {
      if !take(0x2b) { _ = take(0x2d) }
      try digits()
    }
    return String(decoding: octets[start..<next], as: UTF8.self)
  }

  private mutating func digits() throws(JSONSyntaxError) {
    guard let first = current, (0x30...0x39).contains(first) else {
      throw error("expected a digit")
    }
    while let digit = current, (0x30...0x39).contains(digit) { next += 1 }
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    next += 1
    var text: [UInt8] = []
    while let octet = current {
      next += 1
      switch octet {
      case 0x22: return String(decoding: text, as: UTF8.self)
      case 0x5c: text += try escape()
      case 0..<0x20: throw error("a control character stands in a text", at: next - 1)
      default: text.append(octet)
      }
    }
    throw error("the text ends inside a string")
  }

  private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
    guard let octet = current else { throw error("the text ends inside a string") }
    next += 1
    switch octet {
    case 0x22, 0x5c, 0x2f: return [octet]
    case 0x62: return [0x08]
    case 0x66: return [0x0c]
    case 0x6e: return [0x0a]
    case 0x72: return [0x0d]
    case 0x74: return [0x09]
    case 0x75:
      var value = try hexadecimal()
      if (0xd800...0xdbff).contains(value) {
        guard take(0x5c), take(0x75) else { throw error("half of a surrogate pair") }
        let low = try hexadecimal()
        guard (0xdc00...0xdfff).contains(low) else { throw error("half of a surrogate pair") }
        value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair") }
      return Array(String(scalar).utf8)
    default: throw error("unknown escape", at: next - 1)
    }
  }

  private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let octet = current, let digit = Character(Unicode.Scalar(octet)).hexDigitValue else {
        throw error("expected four hexadecimal digits")
      }
      next += 1
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
