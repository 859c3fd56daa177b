internal import Compliance

/// A command line that cannot be understood; the text names what was wrong and what is allowed.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// An unknown word, with the nearest known one, or else all of them.
  static func unknown(_ kind: String, _ word: String, known: [String]) -> UsageError {
    if let nearest = Spelling.nearest(to: word, among: known) {
      return UsageError("unknown \(kind) `\(word)`; did you mean `\(nearest)`?")
    }
    // A longer list helps nobody: clauses go into the hundreds.
    guard known.count <= 24 else { return UsageError("unknown \(kind) `\(word)`") }
    return UsageError("unknown \(kind) `\(word)`; known: \(known.joined(separator: ", "))")
  }
}
