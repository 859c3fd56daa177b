import Compliance

/// A kind whose whole value is one word.
struct DemandKind: Compliance.Expectation {
  static let key = "demand"
  let word: String

  init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard let word = node.word(among: ["required", "forbidden"], into: &mistakes) else {
      return nil
    }
    self.word = word
  }

  var summary: LocalizedText { LocalizedText(en: word) }
}

/// A kind that names other clauses, under the key of the parents.
struct PartsKind: Compliance.Expectation {
  static let key = "worst-of"
  let references: [String]

  init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    references = node.list(into: &mistakes) { $0.string(into: &$1) }
  }

  var summary: LocalizedText { LocalizedText(en: "parts") }
}

/// A kind that refuses everything and says nothing.
struct MuteKind: Compliance.Expectation {
  static let key = "mute"

  init?(reading node: YAMLNode, into mistakes: inout Mistakes) { nil }

  var summary: LocalizedText { LocalizedText(en: "mute") }
}
