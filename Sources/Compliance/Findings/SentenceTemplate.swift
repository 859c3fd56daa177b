/// A sentence with places for values, taken apart once so that filling it only appends.
///
/// Words in braces name a value: `{version}`. A brace that is not closed is a word.
struct SentenceTemplate: Sendable {
  /// Words, and the value that follows them; the last piece has none.
  private struct Piece: Sendable {
    let words: String
    let value: String?
  }

  private let pieces: [Piece]
  /// Octets of all words.
  private let length: Int

  init(_ text: String) {
    var pieces: [Piece] = []
    // Braces are sought among octets: no other character of UTF-8 holds theirs.
    var rest = text.utf8[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")),
      let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      pieces.append(
        Piece(
          words: String(Substring(rest[..<open])),
          value: String(Substring(rest[rest.index(after: open)..<close]))))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append(Piece(words: String(Substring(rest)), value: nil))
    self.pieces = pieces
    length = text.utf8.count
  }

  /// The sentence; a value that is not known becomes a question mark.
  func filled(_ value: (String) -> String?) -> String {
    var sentence = ""
    sentence.reserveCapacity(length + 48)
    for piece in pieces {
      sentence += piece.words
      if let name = piece.value { sentence += value(name) ?? "?" }
    }
    return sentence
  }
}
