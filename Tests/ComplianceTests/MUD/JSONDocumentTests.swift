import Foundation
import Testing

@testable import Compliance

@Suite("JSON with places") struct JSONDocumentTests {
  private static func mistakes(_ text: String) -> [String] {
    var mistakes = Mistakes()
    _ = JSONDocument.parse(Array(text.utf8), file: "f", into: &mistakes)
    return mistakes.sorted.map(\.description)
  }

  /// Texts that the parser of Foundation, another's work, takes or refuses too.
  @Test(
    "takes what Foundation takes and refuses what it refuses",
    arguments: [
      "{}", "[]", "null", "true", "0", "-0", "1.5e+3", "\"\"", "[1,2]", "{\"a\":{\"b\":[null]}}",
      " \t\r\n[ ] ", "\"\\u00e9\\ud83d\\ude00\\/\"", "[[[[]]]]", "", " ", "{", "[", "\"", "{]",
      "[}",
      "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "01", "1.", ".5", "-",
      "1e", "+1", "tru", "nul", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "[1]]",
      "{} {}",
      "\"a\nb\"", "NaN", "[1]//", "\u{1}",
    ])
  func agrees(text: String) {
    let taken =
      (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
    #expect(Self.mistakes(text).isEmpty == taken, "\(text.debugDescription)")
  }

  @Test("refuses a comma before the end of a list or an object (RFC 8259 section 5)")
  func trailingComma() {
    #expect(Self.mistakes("[1,]") == ["f:1:4: not JSON: expected a value"])
    #expect(Self.mistakes("{\"a\":1,}") == ["f:1:8: not JSON: expected a name in quotes"])
  }

  @Test("refuses a name that is given twice, with its place")
  func twice() {
    #expect(Self.mistakes("{\"a\": 1,\n \"a\": 2}") == ["f:2:2: not JSON: `a` is given twice"])
  }

  @Test("tells the place in characters, not octets")
  func place() {
    #expect(Self.mistakes("[\"é\", x]") == ["f:1:7: not JSON: expected a value"])
  }

  @Test("takes values down to the deepest level and refuses the next")
  func depth() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(Self.mistakes(nested(JSONDocument.maximumDepth + 1)) == [])
    #expect(Self.mistakes(nested(JSONDocument.maximumDepth + 2)).count == 1)
    #expect(Self.mistakes(nested(200_000)).count == 1)
  }

  @Test("takes as many values as the maximum and refuses one more")
  func values() {
    func list(_ count: Int) -> String {
      "[" + Array(repeating: "0", count: count).joined(separator: ",") + "]"
    }
    #expect(Self.mistakes(list(JSONDocument.maximumValues - 1)) == [])
    #expect(Self.mistakes(list(JSONDocument.maximumValues)).count == 1)
  }

  @Test("refuses a file that is too large, and one that is not UTF-8")
  func octets() {
    let large = "\"" + String(repeating: "a", count: JSONDocument.maximumOctets) + "\""
    #expect(Self.mistakes(large) == ["f:1:1: the file is larger than 1 MiB"])
    var mistakes = Mistakes()
    #expect(JSONDocument.parse([0x22, 0xff, 0x22], file: "f", into: &mistakes) == nil)
    #expect(mistakes.count == 1)
  }

  @Test("every prefix of a description is refused and none traps")
  func prefixes() {
    let text = Array(MUDTests.thermometer.utf8)
    for count in 0..<(text.count - 2) {
      var mistakes = Mistakes()
      #expect(JSONDocument.parse(Array(text.prefix(count)), file: "f", into: &mistakes) == nil)
    }
  }
}
