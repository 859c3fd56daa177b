import Testing

/// How files are called, how long they are, and what no file may speak of.
@Suite struct FileTests {
  static let all = Repository.sources + Repository.tests

  /// Above this a file holds more than one thing; tables of data are told apart by name.
  static let maximumLines = 500
  static let longTables: Set<String> = []

  @Test("no file or folder has a name that says nothing", arguments: all)
  func names(_ file: Repository.File) {
    for word in ["Util", "Utils", "Utility", "Utilities", "Manager", "Helper", "Helpers", "Common"]
    {
      let pattern = #/[A-Z]?[a-z0-9]*/#
      let words = file.path.split(separator: "/").flatMap { part in
        part.prefix { $0 != "." }.matches(of: pattern).map { String($0.output) }
      }
      #expect(!words.contains(word), "\(file) is called \(word)")
    }
  }

  @Test("no file is longer than can be read at once", arguments: all)
  func lengths(_ file: Repository.File) {
    #expect(file.lines.count <= Self.maximumLines || Self.longTables.contains(file.path))
  }

  @Test("a file of sources is named after something that it declares or extends")
  func mainTypes() {
    for file in Repository.sources where file.name != "main.swift" {
      let stem = file.name.dropLast(".swift".count)
      let type = stem.prefix { $0 != "+" && $0 != "-" }.lowercased()
      let declared = file.code.flatMap { line in
        line.matches(
          of: #/\b(?:struct|enum|class|actor|protocol|extension|func|typealias|let)\s+([\w.]+)/#
        ).flatMap { $0.1.lowercased().split(separator: ".").map(String.init) }
      }
      #expect(declared.contains(type), "\(file) declares nothing called \(type)")
    }
  }

  @Test("test files end in Tests, or hold what several of them use")
  func testNames() {
    for file in Repository.tests {
      let isSuite = file.text.contains("@Suite") || file.text.contains("@Test(")
      #expect(!isSuite || file.name.hasSuffix("Tests.swift"), "\(file)")
    }
  }

  @Test("only tests that can be skipped read from outside the repository", arguments: all)
  func outside(_ file: Repository.File) {
    let outside = ["..", "shared"].joined(separator: "/")
    for (index, line) in file.code.enumerated() where line.contains(outside) {
      let isSkippable = file.target.hasSuffix("Tests") && file.text.contains(".enabled(if:")
      #expect(isSkippable, "\(file), line of code \(index + 1): \(line)")
    }
  }
}
