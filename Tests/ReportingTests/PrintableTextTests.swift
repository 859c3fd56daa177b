import Testing

@testable import Reporting

@Suite struct PrintableTextTests {
  @Test(
    "writes out what a terminal would obey",
    arguments: [
      ("\u{1b}[31mred", "\\u{1b}[31mred"), ("a\nb\rc\td", "a\\u{a}b\\u{d}c\\u{9}d"),
      ("\u{9b}2J", "\\u{9b}2J"), ("\u{7f}", "\\u{7f}"),
      ("nas\u{202e}elpmaxe", "nas\\u{202e}elpmaxe"), ("a\u{200b}b", "a\\u{200b}b"),
      ("a\u{2028}b", "a\\u{2028}b"), ("\u{e000}", "\\u{e000}"),
    ])
  func hostile(_ text: String, _ expected: String) {
    #expect(text.printable == expected)
  }

  @Test("leaves readable text in any script as it is", arguments: ["nas.lab", "仪器-01", "é ñ ß"])
  func readable(_ text: String) {
    #expect(text.printable == text)
  }

  @Test("cuts a text from the wire at its maximum and says so")
  func cut() {
    let limit = String.maximumPrintable
    #expect(String(repeating: "a", count: limit).printable.count == limit)
    let long = String(repeating: "a", count: limit + 1).printable
    #expect(long == String(repeating: "a", count: limit) + "…")
  }
}
