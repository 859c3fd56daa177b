import Compliance
import Testing

@Suite("YAML documents")
struct YAMLDocumentTests {
  /// Mistakes of a text as `line:column: text`.
  private func mistakes(of octets: [UInt8]) -> [String] {
    var mistakes = Mistakes()
    _ = YAMLDocument.parse(octets, file: "f", into: &mistakes)
    return mistakes.sorted.map { "\($0.line):\($0.column): \($0.text)" }
  }

  private func mistakes(of text: String) -> [String] { mistakes(of: Array(text.utf8)) }

  private func root(of text: String) throws -> YAMLNode {
    var mistakes = Mistakes()
    let root = YAMLDocument.parse(Array(text.utf8), file: "f", into: &mistakes)
    #expect(mistakes.isEmpty)
    return try #require(root)
  }

  @Test("shows a key that is given twice without its control characters, and cut")
  func quotesRepeatedKeys() {
    let long = String(repeating: "k", count: 70)
    #expect(
      mistakes(of: "\"a\\nb\\e[31m\": 1\n\"a\\nb\\e[31m\": 2\n")
        == ["2:1: `a?b?[31m` is already given in line 1"])
    #expect(
      mistakes(of: "\(long): 1\n\(long): 2\n")
        == ["2:1: `\(long.prefix(64))…` is already given in line 1"])
  }

  @Test("gives every node the line and column where it begins")
  func places() throws {
    let root = try root(of: "# head\nfirst: one\nsecond:\n  - {inner: two}\n")
    guard case .mapping(let pairs) = root.content else {
      Issue.record("no mapping")
      return
    }
    #expect(pairs.map(\.key.line) == [2, 3])
    #expect(pairs.map(\.value.line) == [2, 4])
    #expect(pairs[0].value.column == 8)
    let element = try #require(pairs[1].value.elements.first)
    guard case .mapping(let inner) = element.content else {
      Issue.record("no inner mapping")
      return
    }
    #expect(element.column == 5)
    #expect([inner[0].key.column, inner[0].value.column] == [6, 13])
  }

  @Test("counts columns in characters, not octets")
  func characterColumns() {
    #expect(mistakes(of: "{名: 1, 名: 2}") == ["1:8: `名` is already given in line 1"])
  }

  @Test("tells quoted from plain scalars, so that a quoted null is a text")
  func quoting() throws {
    let elements = try root(of: "['null', null, ~, '']").elements
    #expect(elements.map(\.isNull) == [false, true, true, false])
  }

  @Test("skips a byte order mark without moving the first column")
  func byteOrderMark() {
    #expect(
      mistakes(of: [0xef, 0xbb, 0xbf] + Array("a: 1\na: 2".utf8)).first?.hasPrefix("2:1") == true)
    #expect(
      mistakes(of: [0xef, 0xbb, 0xbf] + Array("{a: 1, a: 2}".utf8)).first?.hasPrefix("1:8") == true)
  }

  @Test(
    "names the place of what it does not accept",
    arguments: [
      ("a: 1\nb: 2\na: 3", ["3:1: `a` is already given in line 1"]),
      ("a: &x 1\nb: 2", ["1:4: anchors are not supported"]),
      ("a: &x 1\nb: *x", ["1:4: anchors are not supported", "2:4: aliases are not supported"]),
      ("a: !!str 1", ["1:4: tags are not supported"]),
      ("a: !mine {b: 1}", ["1:4: tags are not supported"]),
      ("a: 1\n---\nb: 2", ["2:1: a second document begins here; one file holds one document"]),
      ("[1]: 2\nb: 3", ["1:1: a key must be a single word, not a list"]),
      ("", ["1:1: the file is empty"]),
      ("# only a comment\n", ["1:1: the file is empty"]),
      ("---\n", ["1:1: the file is empty"]),
      ("~", ["1:1: the file is empty"]),
    ])
  func refusals(text: String, expected: [String]) {
    #expect(mistakes(of: text) == expected)
  }

  @Test(
    "places a syntax error where the parser stood",
    arguments: [
      ("a: [1, 2\nb: 3", "2:2: "), ("a: 'open", "1:9: "), ("a:\n\t- b", "2:1: "),
      ("a: b: c", "1:5: "), ("- a\nb: c", "2:1: "), ("a: \u{1}", "1:4: "),
      ("b: @x", "1:4: "),
    ])
  func syntaxErrors(text: String, place: String) {
    let found = mistakes(of: text)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(place + "not YAML: ") == true, "\(found)")
  }

  @Test("places the first octet that is not UTF-8")
  func invalidText() {
    #expect(mistakes(of: Array("a: 1\nb: é".utf8) + [0xff]) == ["2:5: the file is not UTF-8"])
    // An overlong form and a surrogate are not UTF-8 either (RFC 3629 3).
    #expect(mistakes(of: [0x61, 0xc0, 0x80]) == ["1:2: the file is not UTF-8"])
    #expect(mistakes(of: [0xed, 0xa0, 0x80]) == ["1:1: the file is not UTF-8"])
  }

  @Test("refuses nesting one level above the maximum and accepts the maximum")
  func depth() {
    let maximum = YAMLDocument.maximumDepth
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }
    #expect(mistakes(of: nested(maximum)).isEmpty)
    #expect(mistakes(of: nested(maximum + 1)) == ["1:33: nested deeper than 32 levels"])
    #expect(
      mistakes(of: String(repeating: "[", count: 100_000)) == ["1:33: nested deeper than 32 levels"]
    )
  }

  @Test("refuses a file above the largest size before reading it")
  func size() {
    let text = [UInt8](repeating: 0x23, count: YAMLDocument.maximumOctets + 1)
    #expect(mistakes(of: text) == ["1:1: the file is larger than 4 MiB"])
  }

  @Test("refuses more values than the maximum")
  func nodes() {
    let text = "[" + String(repeating: "1,", count: YAMLDocument.maximumNodes + 1) + "1]"
    let found = mistakes(of: text)
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix("more than 200000 values") == true)
  }

  @Test("keeps a stated number of mistakes and counts the rest")
  func manyMistakes() {
    var mistakes = Mistakes()
    for line in 1...(Mistakes.maximum + 5) {
      mistakes.add(Mistake(file: "f", line: line, column: 1, text: "x"))
    }
    #expect(mistakes.all.count == Mistakes.maximum)
    #expect(mistakes.omitted == 5)
    #expect(mistakes.count == Mistakes.maximum + 5)
  }

  @Test("keeps reading a site with very many mistakes, and counts them all")
  func manyUnknownKeys() {
    let keys = (0..<30_000).map { "asset\($0): 1\n" }.joined()
    var mistakes = Mistakes()
    let site = SiteLoader(known: nil).load(Array(keys.utf8), file: "f", into: &mistakes)
    #expect(site == nil)
    // Every key, and neither assets nor segments.
    #expect(mistakes.count == 30_001)
    #expect(mistakes.isFull)
  }

  @Test("survives random octets")
  func randomOctets() {
    var generator = SplitMix(state: 0x1ab7a9)
    // Octets that steer the scanner, so that more than noise is tried.
    let steering = Array("{}[]:,-&*!|>'\"#%@`\n\t  ab0é~?".utf8)
    for _ in 0..<4_000 {
      let count = Int(generator.next() % 60)
      let octets = (0..<count).map { _ -> UInt8 in
        let value = generator.next()
        return value % 8 == 0
          ? UInt8(truncatingIfNeeded: value >> 8) : steering[Int(value >> 8) % steering.count]
      }
      var mistakes = Mistakes()
      let root = YAMLDocument.parse(octets, file: "f", into: &mistakes)
      #expect(root != nil || !mistakes.isEmpty)
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded and the same on every machine.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
