public import Observations

/// Writes JSON (RFC 8259) in the order of the calls, as UTF-8 and without spaces.
///
/// The order is the caller's, so that two equal runs give equal octets. Commas are the writer's:
/// a value, member, object or array is simply appended to what is open.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var octets: [UInt8] = []
  /// A value stands before this place, so the next one needs a comma.
  private var needsComma = false

  public init() {}

  // MARK: Structure

  public mutating func object(_ members: (inout JSONWriter) -> Void) {
    nest(open: "{", close: "}", members)
  }

  public mutating func array(_ elements: (inout JSONWriter) -> Void) {
    nest(open: "[", close: "]", elements)
  }

  public mutating func object(_ key: String, _ members: (inout JSONWriter) -> Void) {
    name(key)
    object(members)
  }

  public mutating func array(_ key: String, _ elements: (inout JSONWriter) -> Void) {
    name(key)
    array(elements)
  }

  /// A member whose value the closure writes.
  public mutating func name(_ key: String, _ value: (inout JSONWriter) -> Void) {
    name(key)
    value(&self)
  }

  /// Forgets what was written and keeps its storage for the next line.
  public mutating func removeAll() {
    octets.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Ends a line of JSON Lines; the next value starts a new document.
  public mutating func endLine() {
    octets.append(0x0a)
    needsComma = false
  }

  // MARK: Members

  public mutating func member(_ key: String, _ value: String) {
    name(key)
    self.value(value)
  }

  public mutating func member(_ key: String, _ value: some BinaryInteger) {
    name(key)
    self.value(value)
  }

  public mutating func member(_ key: String, _ value: some ASCIIText) {
    name(key)
    self.value(value)
  }

  public mutating func member(_ key: String, _ value: Bool) {
    name(key)
    self.value(value)
  }

  public mutating func member(_ key: String, _ values: [String]) {
    array(key) { writer in
      for value in values { writer.value(value) }
    }
  }

  /// Members that were encoded before, with commas between them and none at the ends.
  mutating func members(encoded members: [UInt8]) {
    separate()
    octets.append(contentsOf: members)
    needsComma = true
  }

  /// Writes the member, or nothing at all when there is no value.
  public mutating func member(_ key: String, ifPresent value: String?) {
    if let value { member(key, value) }
  }

  /// Writes the member, or nothing at all when there is no value.
  public mutating func member(_ key: String, ifPresent value: (some ASCIIText)?) {
    if let value { member(key, value) }
  }

  // MARK: Values

  public mutating func value(_ value: String) {
    separate()
    append(value)
    needsComma = true
  }

  public mutating func value(_ value: some BinaryInteger) {
    separate()
    if let value = UInt64(exactly: value) {
      octets.append(decimal: value)
    } else {
      octets.append(contentsOf: String(value).utf8)
    }
    needsComma = true
  }

  public mutating func value(_ value: some ASCIIText) {
    separate()
    octets.append(UInt8(ascii: "\""))
    value.append(to: &octets)
    octets.append(UInt8(ascii: "\""))
    needsComma = true
  }

  public mutating func value(_ value: Bool) {
    separate()
    octets.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  public mutating func null() {
    separate()
    octets.append(contentsOf: "null".utf8)
    needsComma = true
  }

  // MARK: Octets

  private mutating func nest(
    open: Unicode.Scalar, close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    octets.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    octets.append(UInt8(ascii: close))
    needsComma = true
  }

  /// Keys are the program's own words, which hold nothing to escape.
  private mutating func name(_ key: String) {
    assert(!Self.needsEscapes(key), "a key is one of the program's own words")
    separate()
    octets.append(UInt8(ascii: "\""))
    octets.append(contentsOf: key.utf8)
    octets.append(UInt8(ascii: "\""))
    octets.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { octets.append(UInt8(ascii: ",")) }
  }

  /// A quoted string with the escapes of RFC 8259 section 7.
  ///
  /// Almost every string has nothing to escape, so it is looked through once and copied whole.
  private mutating func append(_ text: String) {
    octets.append(UInt8(ascii: "\""))
    if Self.needsEscapes(text) {
      appendEscaped(text)
    } else {
      octets.append(contentsOf: text.utf8)
    }
    octets.append(UInt8(ascii: "\""))
  }

  /// Whether a scalar of the text may have an escape.
  ///
  /// 0xC2 begins the C1 controls among others. No early end: a loop without one is done for
  /// sixteen octets at a time.
  private static func needsEscapes(_ text: String) -> Bool {
    let utf8 = text.utf8Span.span
    var marks: UInt8 = 0
    for index in 0..<utf8.count {
      let octet = utf8[index]
      marks |=
        (octet < 0x20 ? 1 : 0) | (octet == 0x22 ? 1 : 0) | (octet == 0x5c ? 1 : 0)
        | (octet == 0x7f ? 1 : 0) | (octet == 0xc2 ? 1 : 0)
    }
    return marks != 0
  }

  /// DEL and the C1 controls need no escape in RFC 8259, but a terminal that shows the line obeys
  /// them, and names from the wire may hold them.
  private mutating func appendEscaped(_ text: String) {
    let utf8 = text.utf8Span.span
    var index = 0
    while index < utf8.count {
      let octet = utf8[index]
      index += 1
      switch octet {
      case 0x22, 0x5c:
        octets.append(UInt8(ascii: "\\"))
        octets.append(octet)
      case 0x08: octets.append(contentsOf: "\\b".utf8)
      case 0x09: octets.append(contentsOf: "\\t".utf8)
      case 0x0a: octets.append(contentsOf: "\\n".utf8)
      case 0x0c: octets.append(contentsOf: "\\f".utf8)
      case 0x0d: octets.append(contentsOf: "\\r".utf8)
      case 0x00...0x1f, 0x7f: appendEscape(of: octet)
      case 0xc2 where index < utf8.count && utf8[index] < 0xa0:
        // The C1 controls are 0xC2 and their own number in UTF-8.
        appendEscape(of: utf8[index])
        index += 1
      default: octets.append(octet)
      }
    }
  }

  private mutating func appendEscape(of scalar: UInt8) {
    octets.append(contentsOf: "\\u".utf8)
    octets.append(hexadecimal: UInt64(scalar), width: 4)
  }
}
