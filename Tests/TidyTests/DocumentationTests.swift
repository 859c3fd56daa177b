import Foundation
import Testing

/// The articles point at each other, and none is lost.
@Suite struct DocumentationTests {
  static let catalog = "Sources/Sensor/Sensor.docc"
  static let records = Repository.paths(below: catalog + "/Decisions")

  @Test("decision records are numbered without a gap")
  func numbers() {
    #expect(Self.records.count > 5)
    for (index, path) in Self.records.enumerated() {
      let name = path.split(separator: "/").last ?? ""
      let number = String(index + 1)
      let prefix = String(repeating: "0", count: 4 - number.count) + number + "-"
      #expect(name.hasPrefix(prefix), "\(name) should start with \(prefix)")
    }
  }

  @Test("the overview and the architecture article link every decision record")
  func linked() throws {
    let overview = try #require(Repository.text(Self.catalog + "/Sensor.md"))
    let architecture = try #require(Repository.text(Self.catalog + "/Architecture.md"))
    for path in Self.records {
      let name = path.split(separator: "/").last.map { $0.dropLast(".md".count) } ?? ""
      #expect(overview.contains("<doc:\(name)>"), "Sensor.md does not link \(name)")
      #expect(architecture.contains("<doc:\(name)>"), "Architecture.md does not link \(name)")
    }
  }

  @Test("a decision record has context, decision and consequences", arguments: records)
  func sections(_ path: String) throws {
    let text = try #require(Repository.text(path))
    for section in ["## Context", "## Decision", "## Consequences"] {
      #expect(text.contains(section + "\n"))
    }
  }

  @Test(
    "links of the root documents lead somewhere",
    arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
  func rootLinks(_ page: String) throws {
    let text = try #require(Repository.text(page))
    for match in text.matches(of: #/\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)/#) {
      let target = String(match.1)
      let path = Repository.root.appending(path: target).path()
      let isThere = FileManager.default.fileExists(atPath: path)
      #expect(isThere, "\(page) links \(target)")
    }
  }
}
