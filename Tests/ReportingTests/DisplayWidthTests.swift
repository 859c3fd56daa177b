import Testing

@testable import Reporting

/// Widths are those of Unicode Standard Annex 11.
@Suite struct DisplayWidthTests {
  @Test(
    "counts wide characters as two columns and marks as none",
    arguments: [("abc", 3), ("中文", 4), ("ｶﾅ", 2), ("カナ", 4), ("e\u{301}", 1), ("한글", 4), ("（）", 4)])
  func columns(_ text: String, _ expected: Int) {
    #expect(text.columns == expected)
  }

  @Test("fills up by columns and not by characters")
  func padding() {
    #expect("不符合".padded(to: 8) == "不符合  ")
    #expect("判定".rightAligned(to: 6) == "  判定")
    #expect("too long".padded(to: 3) == "too long")
  }

  @Test("breaks at spaces, and between wide characters")
  func wrapping() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("仪器网络安全".wrapped(to: 8) == ["仪器网络", "安全"])
  }

  @Test("keeps a closing mark on the line that it closes")
  func closingMark() {
    for line in "仪器网络。安全，检查。".wrapped(to: 8) {
      #expect(line.first.map { !"。，".contains($0) } ?? true)
    }
  }

  @Test("leaves a word that is longer than the line whole")
  func longWord() {
    let name = String(repeating: "a", count: 50)
    #expect("at \(name) now".wrapped(to: 20) == ["at", name, "now"])
  }

  @Test("loses nothing but spaces at line ends", arguments: 1...40)
  func nothingLost(_ width: Int) {
    let text = "SMB 3.0.2 は、NAS「nas.lab.example」の上限です。 Raise it to 3.1.1, 请提高最低版本。"
    let back = text.wrapped(to: width).joined().filter { $0 != " " }
    #expect(back == text.filter { $0 != " " })
  }

  @Test("an empty text is one empty line")
  func empty() {
    #expect("".wrapped(to: 10) == [""])
  }
}
