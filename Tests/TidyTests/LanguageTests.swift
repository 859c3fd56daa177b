import Testing

/// Every text for people stands in three languages, and no translation is the English again.
@Suite struct LanguageTests {
  /// A call that makes a text, from its name to the closing parenthesis.
  struct Call {
    var text: String
    var line: Int

    /// The first literal of a language; nil when there is none.
    func literal(_ language: String) -> String? {
      guard let start = text.firstRange(of: language + ":")?.upperBound,
        let open = text[start...].firstIndex(of: "\"")
      else { return nil }
      var literal = ""
      var isEscaped = false
      for character in text[text.index(after: open)...] {
        if character == "\"", !isEscaped { return literal }
        isEscaped = character == "\\" && !isEscaped
        literal.append(character)
      }
      return nil
    }
  }

  /// The calls of `LocalizedText` and its short name whose English is a literal.
  static func calls(in text: String) -> [Call] {
    var calls: [Call] = []
    for match in text.matches(of: #/\b(?:LocalizedText|Text)\(\s*en:\s*(?=["\n]|is|has)/#) {
      var depth = 0
      var isQuoted = false
      var previous: Character = " "
      var end = match.range.lowerBound
      for index in text[match.range.lowerBound...].indices {
        let character = text[index]
        if character == "\"", previous != "\\" { isQuoted.toggle() }
        if !isQuoted {
          if character == "(" { depth += 1 }
          if character == ")" { depth -= 1 }
          if character == ")", depth == 0 {
            end = index
            break
          }
        }
        previous = character
      }
      let line = text[..<match.range.lowerBound].count { $0 == "\n" } + 1
      calls.append(Call(text: String(text[match.range.lowerBound...end]), line: line))
    }
    return calls
  }

  static let files = Repository.paths(below: "Sources").filter {
    // What tests are built of is read by nobody else.
    $0.hasSuffix(".swift") && !$0.hasPrefix("Sources/TestKit/")
  }

  @Test("no text of the sources lacks a language")
  func complete() {
    var found = 0
    for path in Self.files {
      for call in Self.calls(in: Repository.text(path) ?? "") {
        found += 1
        #expect(call.text.contains("zh:"), "\(path):\(call.line) has no Chinese")
        #expect(call.text.contains("ja:"), "\(path):\(call.line) has no Japanese")
      }
    }
    #expect(found > 100)
  }

  @Test("no translation of the sources is the English again")
  func translated() {
    for path in Self.files {
      for call in Self.calls(in: Repository.text(path) ?? "") {
        guard let english = call.literal("en"), let chinese = call.literal("zh"),
          let japanese = call.literal("ja")
        else { continue }
        // A literal of values alone has no words to translate.
        let words = english.replacing(#/\\\([^)]*\)/#, with: "").filter(\.isLetter)
        guard !words.isEmpty else { continue }
        #expect(chinese != english, "\(path):\(call.line)")
        #expect(japanese != english, "\(path):\(call.line)")
      }
    }
  }

  @Test("the search for texts finds a missing language and an untranslated text")
  func canFail() throws {
    let text = "let a = LocalizedText(en: \"one (of two)\", zh: \"one (of two)\")"
    let call = try #require(Self.calls(in: text).first)
    #expect(!call.text.contains("ja:"))
    #expect(call.literal("zh") == call.literal("en"))
  }
}
