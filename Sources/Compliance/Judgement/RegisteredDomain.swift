/// The domain that somebody registered, told from a name without the public suffix list.
enum RegisteredDomain {
  /// The last two labels, or the last three below a two-letter country code with a second level
  /// of its own (`example.co.uk`, `example.com.cn`); nil for a single label.
  static func of(_ name: String) -> String? {
    let octets = name.utf8
    // A label may hold a dot of its own, and then look like two with nothing between them.
    if octets.first == dot || octets.last == dot || hasEmptyLabel(octets) {
      return of(name.split(separator: ".").joined(separator: "."))
    }
    guard let last = octets.lastIndex(of: dot) else { return nil }
    let second = start(ofLabelBefore: last, in: octets)
    let isDeep =
      octets.distance(from: last, to: octets.endIndex) == 3
      && secondLevels.contains(String(name[second..<last]))
    guard isDeep else { return String(name[second...]) }
    guard second != octets.startIndex else { return nil }
    return String(name[start(ofLabelBefore: octets.index(before: second), in: octets)...])
  }

  private static let dot: UInt8 = 0x2e

  private static func hasEmptyLabel(_ octets: String.UTF8View) -> Bool {
    var previous: UInt8 = 0
    for octet in octets {
      if octet == dot, previous == dot { return true }
      previous = octet
    }
    return false
  }

  private static func start(
    ofLabelBefore end: String.Index, in octets: String.UTF8View
  ) -> String.Index {
    octets[..<end].lastIndex(of: dot).map { octets.index(after: $0) } ?? octets.startIndex
  }

  private static let secondLevels: Set<String> = [
    "ac", "co", "com", "edu", "go", "gov", "gob", "ltd", "mil", "ne", "net", "nhs", "or", "org",
  ]
}
