import Testing

/// The table of the architecture article: nothing imports upward, nothing skips a step.
@Suite struct LayeringTests {
  /// What each target may import, the standard library and the system's modules left out.
  static let allowed: [String: Set<String>] = [
    "Digest": ["CCrypto"],
    "Wire": ["Digest"],
    "Observations": [],
    "Flows": ["Wire", "Observations", "Inflate"],
    // Decision record 0008.
    "Inflate": ["CZlib", "CZstd"],
    "Capture": ["Wire", "Inflate", "CPcap"],
    // Digest: decision record 0005.
    "Compliance": ["Observations", "CYAML", "Digest"],
    // Digest: Community ID (decision record 0005), the store's chain.
    "Delivery": ["Compliance", "Observations", "Digest", "CSQLite", "CTLS", "CKafka"],
    "Reporting": ["Compliance", "Observations"],
    "Sensor": [
      "Wire", "Flows", "Observations", "Capture", "Compliance", "Delivery", "Reporting",
      "CSandbox", "CHTTP",
    ],
    // Compliance and Observations: the values that pass from one to the next. Capture: the settings
    // and the list of interfaces. Digest, Inflate,
    // CPcap and CYAML: the library versions that `labtap version` prints, in one file.
    "labtap": [
      "Sensor", "Reporting", "Delivery", "Compliance", "Observations", "Digest", "Inflate",
      "CPcap", "CYAML", "Capture",
    ],
    "TestKit": ["Wire", "Observations", "Flows", "Capture", "Compliance"],
  ]

  /// System modules that a target may use; a decoder uses none, so that it stays pure.
  static let system: [String: Set<String>] = [
    "Capture": ["Glibc"],
    "Compliance": ["Foundation"],
    "Delivery": ["Foundation", "Glibc", "Synchronization"],
    "Sensor": ["Foundation", "Glibc", "Synchronization"],
    "labtap": ["Foundation", "Glibc", "Synchronization"],
    "TestKit": ["Foundation"],
  ]

  static let libraries = [
    "CCrypto", "CHTTP", "CKafka", "CPcap", "CSQLite", "CSandbox", "CTLS", "CYAML", "CZlib", "CZstd",
  ]

  /// Words that may stand between `import` and the module's name.
  static let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "func", "typealias"]

  /// The modules that a file imports.
  static func imports(of file: Repository.File) -> [String] {
    guard file.mentions("import ") else { return [] }
    return file.code.compactMap { line in
      let words = line.split(separator: " ").drop { word in
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
      }
      guard words.first == "import" else { return nil }
      let name = words.dropFirst().first { !kinds.contains($0) }
      return name.map { String($0.prefix { $0 != "." }) }
    }
  }

  @Test("reads imports with and without access level and attribute")
  func readsImports() {
    let text = """
      import A
      public import B
        @preconcurrency internal import C
      @testable import D
      import struct E.F
      // import G
      let important = 1
      """
    let file = Repository.File(path: "Sources/X/Y.swift", text: text)
    #expect(Self.imports(of: file) == ["A", "B", "C", "D", "E"])
  }

  @Test("every target is in the table")
  func everyTarget() {
    let targets = Set(Repository.sources.map(\.target))
    #expect(targets.count > 8)
    #expect(targets.subtracting(Self.allowed.keys).isEmpty)
  }

  @Test("no file imports what its target may not", arguments: Repository.sources)
  func layering(_ file: Repository.File) {
    let known = Set(Self.allowed.keys).union(Self.libraries)
    for module in Self.imports(of: file) {
      if known.contains(module) {
        let isAllowed = Self.allowed[file.target]?.contains(module) ?? false
        #expect(isAllowed, "\(file) imports \(module)")
      } else {
        let isAllowed = Self.system[file.target]?.contains(module) ?? false
        #expect(isAllowed, "\(file) imports the system's \(module)")
      }
    }
  }

  @Test("each C library is imported by one target, but for the versions that are printed")
  func edges() {
    for library in Self.libraries {
      let files = Repository.sources.filter { Self.imports(of: $0).contains(library) }
      let targets = Set(files.map(\.target)).subtracting(["labtap"])
      #expect(targets.count == 1, "\(library) is imported by \(targets.sorted())")
      let commandLine = files.filter { $0.target == "labtap" }.map(\.name)
      #expect(commandLine.allSatisfy { $0 == "LinkedLibraries.swift" })
    }
  }
}
