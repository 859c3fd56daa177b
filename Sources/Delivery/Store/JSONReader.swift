/// A JSON value (RFC 8259) as the store's payloads need it: integers only, members in their order.
enum JSONValue {
  case null
  case flag(Bool)
  case number(Int128)
  case text(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  var texts: [String] {
    if case .array(let values) = self { values.compactMap(\.text) } else { [] }
  }

  func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    guard case .number(let number) = self else { return nil }
    return Number(exactly: number)
  }
}

/// Reads what `JSONWriter` wrote; anything that is no JSON gives nil, since a store can be damaged.
struct JSONReader {
  /// Objects in objects; the payloads have four at most.
  private static let maximumDepth = 16

  private let octets: [UInt8]
  private var place = 0

  static func read(_ octets: [UInt8]) -> JSONValue? {
    var reader = JSONReader(octets: octets)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipSpace()
    return reader.place == octets.count ? value : nil
  }

  private init(octets: [UInt8]) {
    self.octets = octets
  }

  private var next: UInt8? { place < octets.count ? octets[place] : nil }

  private mutating func skipSpace() {
    while let octet = next, [0x20, 0x09, 0x0a, 0x0d].contains(octet) { place += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) -> JSONValue? {
    guard depth < Self.maximumDepth else { return nil }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map { .text($0) }
    case UInt8(ascii: "t"): return word("true", .flag(true))
    case UInt8(ascii: "f"): return word("false", .flag(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
    let text = Array(word.description.utf8)
    guard octets[place...].starts(with: text) else { return nil }
    place += text.count
    return value
  }

  private mutating func object(depth: Int) -> JSONValue? {
    place += 1
    var members: [(key: String, value: JSONValue)] = []
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\""), let key = string(), take(":"),
        let value = value(depth: depth + 1)
      else { return nil }
      members.append((key, value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(depth: Int) -> JSONValue? {
    place += 1
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    } while take(",")
    return take("]") ? .array(values) : nil
  }

  private mutating func number() -> JSONValue? {
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var number: Int128 = 0
    let start = place
    while let octet = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) {
      // More digits than a 64-bit number has.
      guard place - start < 20 else { return nil }
      number = number * 10 + Int128(octet - UInt8(ascii: "0"))
      place += 1
    }
    guard place > start else { return nil }
    return .number(isNegative ? -number : number)
  }

  private mutating func string() -> String? {
    place += 1
    let start = place
    while let octet = next, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\") { place += 1 }
    guard let octet = next else { return nil }
    if octet == UInt8(ascii: "\"") {
      defer { place += 1 }
      guard let text = try? UTF8Span(validating: octets.span.extracting(start..<place)) else {
        return nil
      }
      return String(copying: text)
    }
    return escapedString(from: start)
  }

  private mutating func escapedString(from start: Int) -> String? {
    var text = Array(octets[start..<place])
    while let octet = next {
      place += 1
      switch octet {
      case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escape = next else { return nil }
        place += 1
        guard append(escape, to: &text) else { return nil }
      default: text.append(octet)
      }
    }
    return nil
  }

  private mutating func append(_ escape: UInt8, to text: inout [UInt8]) -> Bool {
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      // The writer escapes controls only, so that no surrogates occur.
      guard place + 4 <= octets.count,
        let number = UInt32(
          String(decoding: octets[place..<place + 4], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(number)
      else { return false }
      place += 4
      text += String(scalar).utf8
    default: return false
    }
    return true
  }
}
