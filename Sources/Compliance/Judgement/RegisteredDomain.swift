/// The domain that somebody registered, told from a name without the public suffix list.
enum RegisteredDomain {
  /// The last two labels, or the last three below a two-letter country code with a second level
  /// of its own (`example.co.uk`, `example.com.cn`); nil for a single label.
  static func of(_ name: String) -> String? {
    let octets = name.utf8Span.span
    // A label may hold a dot of its own, and then look like two with nothing between them.
    if hasEmptyLabel(octets) {
      return of(name.split(separator: ".").joined(separator: "."))
    }
    guard let last = lastDot(of: octets, before: octets.count) else { return nil }
    let above = lastDot(of: octets, before: last)
    guard octets.count - last == 3, let second = label(name, after: above, before: last),
      secondLevels.contains(second)
    else { return label(name, after: above, before: octets.count) }
    guard let above else { return nil }
    return label(name, after: lastDot(of: octets, before: above), before: octets.count)
  }

  private static let dot: UInt8 = 0x2e

  private static func hasEmptyLabel(_ octets: Span<UInt8>) -> Bool {
    var previous = dot
    for place in octets.indices {
      if octets[place] == dot, previous == dot { return true }
      previous = octets[place]
    }
    return previous == dot && !octets.isEmpty
  }

  private static func lastDot(of octets: Span<UInt8>, before end: Int) -> Int? {
    var place = end
    while place > 0 {
      place -= 1
      if octets[place] == dot { return place }
    }
    return nil
  }

  /// What stands behind a dot, or at the beginning, without a copy when that is all.
  private static func label(_ name: String, after dot: Int?, before end: Int) -> String? {
    let start = dot.map { $0 + 1 } ?? 0
    if start == 0, end == name.utf8.count { return name }
    let octets = name.utf8
    let first = octets.index(octets.startIndex, offsetBy: start)
    return String(name[first..<octets.index(first, offsetBy: end - start)])
  }

  private static let secondLevels: Set<String> = [
    "ac", "co", "com", "edu", "go", "gov", "gob", "ltd", "mil", "ne", "net", "nhs", "or", "org",
  ]
}
