import Foundation
import Testing

/// How files are called, how long they are, and what no file may speak of.
@Suite struct FileTests {
  static let all = Repository.sources + Repository.tests

  /// Above this a file holds more than one thing; tables of data are told apart by name.
  static let maximumLines = 500
  static let longTables: Set<String> = []

  /// Words that tell nothing of what a file is for.
  static let empty = [
    "Util", "Utils", "Utility", "Utilities", "Manager", "Helper", "Helpers", "Common",
  ]

  @Test("no file or folder has a name that says nothing", arguments: all)
  func names(_ file: Repository.File) {
    // Local Run Manager is the name of a vendor's product.
    let path = file.path.replacingOccurrences(of: "LocalRunManager", with: "LRM")
    for part in path.split(separator: "/") {
      let name = part.prefix { $0 != "." }
      let isEmpty = Self.empty.contains { name == $0 || name.hasSuffix($0) || name.hasPrefix($0) }
      #expect(!isEmpty, "\(file)")
    }
  }

  @Test("no file is longer than can be read at once", arguments: all)
  func lengths(_ file: Repository.File) {
    #expect(file.lines.count <= Self.maximumLines || Self.longTables.contains(file.path))
  }

  /// `SMB2Negotiate.swift` may hold `SMB2NegotiateRequest` with its response; files of free
  /// functions, extensions or several types of equal weight are named after their subject.
  @Test(
    "a file with one public type is named after it",
    arguments: Repository.sources.filter { $0.target != "TestKit" && !$0.name.contains("+") })
  func mainTypes(_ file: Repository.File) {
    let declaration = #/^public (?:final |indirect )?(?:struct|enum|class|actor|protocol) (\w+)/#
    let types = file.code.compactMap { line -> String? in
      guard line.hasPrefix("public "), let match = try? declaration.firstMatch(in: line) else {
        return nil
      }
      return String(match.1)
    }
    guard types.count == 1, let type = types.first else { return }
    let stem = file.name.dropLast(".swift".count).prefix { $0 != "+" && $0 != "-" }
    #expect(type.hasPrefix(stem), "\(file) declares \(type)")
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
      let isSkippable = file.target.hasSuffix("Tests") && file.text.contains(".enabled(")
      #expect(isSkippable, "\(file), line of code \(index + 1): \(line)")
    }
  }
}
