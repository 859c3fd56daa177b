import Testing

/// A fixture without an origin proves nothing: every one is told of in a README.
@Suite struct FixtureTests {
  static let fixtures =
    Repository.paths(below: "Tests").filter { path in
      path.hasPrefix("Tests/Captures/") || path.contains("/Fixtures/")
    }

  /// READMEs that speak for a file, from its own folder up to the one right below `Tests`, and
  /// the lists of labels that such a README names.
  private static func words(for path: String) -> String {
    var folder = path.split(separator: "/").dropLast()
    var words = ""
    while folder.count > 1 {
      let here = folder.joined(separator: "/")
      let readme = Repository.text("\(here)/README.md") ?? ""
      words += readme
      for list in ["labels.json", "matrix/labels.json"] where readme.contains(list) {
        words += Repository.text("\(here)/\(list)") ?? ""
      }
      folder = folder.dropLast()
    }
    return words
  }

  @Test("a README names every fixture")
  func named() {
    var unnamed: [String] = []
    for path in Self.fixtures where !path.hasSuffix("README.md") {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      if !Self.words(for: path).contains(name) { unnamed.append(path) }
    }
    #expect(unnamed.isEmpty, "no README names \(unnamed.joined(separator: ", "))")
  }
}
