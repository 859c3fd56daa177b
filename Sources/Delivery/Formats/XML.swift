/// Writes XML 1.0 in UTF-8, as little of it as JUnit needs.
struct XML {
  private(set) var octets = Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) + [0x0a]
  private var depth = 0

  mutating func open(_ name: String, _ attributes: [(String, String)]) {
    begin(name, attributes)
    octets += ">\n".utf8
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    indent()
    octets += "</\(name)>\n".utf8
  }

  /// An element with text and nothing else.
  mutating func element(_ name: String, _ attributes: [(String, String)], text: String) {
    begin(name, attributes)
    guard !text.isEmpty else {
      octets += "/>\n".utf8
      return
    }
    octets += ">".utf8
    append(text, isAttribute: false)
    octets += "</\(name)>\n".utf8
  }

  private mutating func begin(_ name: String, _ attributes: [(String, String)]) {
    indent()
    octets += "<\(name)".utf8
    for (key, value) in attributes {
      octets += " \(key)=\"".utf8
      append(value, isAttribute: true)
      octets.append(UInt8(ascii: "\""))
    }
  }

  private mutating func indent() {
    octets += repeatElement(UInt8(ascii: " "), count: 2 * depth)
  }

  /// Characters that XML 1.0 does not have (section 2.2) are replaced by their pictures; a reader
  /// turns line breaks of attributes, and any carriage return, into something else unless they are
  /// references.
  private mutating func append(_ text: String, isAttribute: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": octets += "&amp;".utf8
      case "<": octets += "&lt;".utf8
      case ">": octets += "&gt;".utf8
      case "\"": octets += "&quot;".utf8
      case "\r": octets += "&#13;".utf8
      case "\n", "\t":
        if isAttribute {
          octets += "&#\(scalar.value);".utf8
        } else {
          octets.append(UInt8(truncatingIfNeeded: scalar.value))
        }
      case "\u{fffe}", "\u{ffff}": octets += "\u{fffd}".utf8
      default:
        let shown = scalar.value < 0xa0 ? FlatText.picture(of: scalar) ?? scalar : scalar
        octets += String(shown).utf8
      }
    }
  }
}
