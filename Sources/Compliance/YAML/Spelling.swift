extension Mistakes {
  /// What to add to a mistake about an unknown word; nothing once no mistake is kept any more.
  func hint(for word: String, among known: [String]) -> String {
    isFull ? "" : Spelling.hint(for: word, among: known)
  }
}

/// Finds the known word that an unknown one was probably meant to be.
package enum Spelling {
  /// Longer words are not compared: the work grows with the square of the length.
  private static let maximumLength = 64
  /// Words compared: bounds the work when a file with very many ids has very many mistakes.
  private static let maximumWords = 512

  /// `; did you mean …?`, or the whole list of allowed words when none is near.
  static func hint(for word: String, among known: [String]) -> String {
    if let nearest = nearest(to: word, among: known) { return "; did you mean `\(nearest)`?" }
    // A longer list helps nobody: model and clause names go into the hundreds.
    guard !known.isEmpty, known.count <= 24 else { return "" }
    return "; known: \(known.joined(separator: ", "))"
  }

  /// The nearest known word, when at most a third of its letters differ.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let candidate = Array(word.lowercased().utf8)
    guard candidate.count <= maximumLength else { return nil }
    var best: (word: String, distance: Int)?
    for other in known.prefix(maximumWords) {
      let target = Array(other.lowercased().utf8)
      guard target.count <= maximumLength else { continue }
      let distance = distance(candidate, target)
      if distance <= max(1, target.count / 3), distance < best?.distance ?? .max {
        best = (other, distance)
      }
    }
    return best?.word
  }

  /// A word as a mistake shows it: cut, so that a hostile file cannot flood the terminal, and
  /// without control characters.
  static func quoted(_ word: String) -> String {
    let shown = word.unicodeScalars.prefix(maximumLength).map { scalar in
      scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? "?" : Character(scalar)
    }
    return String(shown) + (word.unicodeScalars.count > maximumLength ? "…" : "")
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal
  /// string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var rows = [Array(0...right.count)]
    for (row, octet) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var least = rows[row][column] + (octet == other ? 0 : 1)
        least = min(least, rows[row][column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, octet == right[column - 1], left[row - 1] == other {
          least = min(least, rows[row - 1][column - 1] + 1)
        }
        current.append(least)
      }
      rows.append(current)
    }
    return rows[left.count][right.count]
  }
}
