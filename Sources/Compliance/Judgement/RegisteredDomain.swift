/// The domain that somebody registered, told from a name without the public suffix list.
enum RegisteredDomain {
  /// The last two labels, or the last three below a two-letter country code with a second level
  /// of its own (`example.co.uk`, `example.com.cn`); nil for a single label.
  static func of(_ name: String) -> String? {
    let labels = name.split(separator: ".")
    guard labels.count >= 2, let last = labels.last else { return nil }
    let second = labels[labels.count - 2]
    let isDeep = last.utf8.count == 2 && secondLevels.contains(String(second))
    guard isDeep else { return labels.suffix(2).joined(separator: ".") }
    return labels.count >= 3 ? labels.suffix(3).joined(separator: ".") : nil
  }

  private static let secondLevels: Set<String> = [
    "ac", "co", "com", "edu", "go", "gov", "gob", "ltd", "mil", "ne", "net", "nhs", "or", "org",
  ]
}
