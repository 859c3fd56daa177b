internal import Compliance

/// Writes HTML element by element; whatever is a value is escaped.
///
/// Names of elements and attributes are literals of the program, values go through `escape`, so
/// that no text can become markup. What came from the wire or a file goes through `wire`.
struct HTMLWriter {
  private(set) var octets: [UInt8] = []

  /// An attribute; its value is escaped when it is written.
  struct Attribute {
    let name: StaticString
    let value: String

    init(_ name: StaticString, _ value: String) {
      self.name = name
      self.value = value
    }

    static func id(_ value: String) -> Attribute { Attribute("id", value) }
    static func style(_ value: String) -> Attribute { Attribute("class", value) }
    static func scope(_ value: String) -> Attribute { Attribute("scope", value) }
    static func link(_ value: String) -> Attribute { Attribute("href", value) }
    static func label(_ value: String) -> Attribute { Attribute("aria-label", value) }
    static var hidden: Attribute { Attribute("aria-hidden", "true") }
  }

  /// An element with what the closure writes between its tags.
  mutating func element(
    _ name: StaticString, _ attributes: Attribute..., body: (inout HTMLWriter) -> Void
  ) {
    open(name, attributes)
    body(&self)
    close(name)
  }

  /// An element with a text.
  mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// An element that has no end tag.
  mutating func void(_ name: StaticString, _ attributes: Attribute...) { open(name, attributes) }

  /// A text of the program's own.
  mutating func text(_ text: String) { escape(text) }

  /// A text from the wire or a file: cut, without what changes how other text is read, and set
  /// apart, so that letters of another direction do not reorder what stands beside it.
  mutating func wire(_ text: String) {
    element("bdi", text: Self.harmless(text))
  }

  /// A sentence that may quote what came from the wire.
  mutating func sentence(_ text: String) {
    element("bdi", text: Self.harmless(text, limit: Self.maximumSentence))
  }

  /// Sentences are the program's, with at most a few quoted names.
  static let maximumSentence = 2_000

  /// The text as it can stand anywhere, cut with a mark that tells how long it was.
  static func harmless(_ text: String, limit: Int = String.maximumPrintable) -> String {
    let length = text.unicodeScalars.count
    guard length > limit else { return text.printable(limit: false) }
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    return start.printable(limit: false) + "… (\(length))"
  }

  /// Markup and style that are constants of the program.
  mutating func constant(_ markup: StaticString) { octets += markup.description.utf8 }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
    octets.append(UInt8(ascii: "<"))
    octets += name.description.utf8
    for attribute in attributes {
      octets.append(UInt8(ascii: " "))
      octets += attribute.name.description.utf8
      octets += "=\"".utf8
      escape(attribute.value)
      octets.append(UInt8(ascii: "\""))
    }
    octets.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: StaticString) {
    octets += "</".utf8
    octets += name.description.utf8
    octets.append(UInt8(ascii: ">"))
  }

  /// The five characters that mean something to HTML, and the controls that no document may hold.
  private mutating func escape(_ text: String) {
    for octet in text.utf8 {
      switch octet {
      case UInt8(ascii: "&"): octets += "&amp;".utf8
      case UInt8(ascii: "<"): octets += "&lt;".utf8
      case UInt8(ascii: ">"): octets += "&gt;".utf8
      case UInt8(ascii: "\""): octets += "&quot;".utf8
      case UInt8(ascii: "'"): octets += "&#39;".utf8
      case 0x00...0x08, 0x0b, 0x0c, 0x0e...0x1f, 0x7f: octets += "\u{fffd}".utf8
      default: octets.append(octet)
      }
    }
  }
}
