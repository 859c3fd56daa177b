import Foundation
import Testing

@Suite("the page of acceptance checks")
struct AcceptanceTests {
  static let page = "Sources/Sensor/Sensor.docc/Acceptance.md"

  /// `Suite.function` or `Suite`, in the order of the page.
  static let names: [String] = {
    let text =
      (try? String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)) ?? ""
    return text.matches(of: /`([A-Za-z0-9]+Tests(?:\.[A-Za-z0-9]+)?)`/).map { String($0.1) }
  }()

  @Test("names tests that are there")
  func names() {
    #expect(Self.names.count > 60)
    let tests = Repository.paths(below: "Tests").filter { $0.hasSuffix(".swift") }
      .compactMap {
        try? String(contentsOf: Repository.root.appending(path: $0), encoding: .utf8)
      }
    for name in Set(Self.names) {
      let parts = name.split(separator: ".")
      let suites = tests.filter { $0.contains("struct \(parts[0]) ") }
      #expect(!suites.isEmpty, "\(name)")
      guard parts.count > 1 else { continue }
      #expect(suites.contains { $0.contains("func \(parts[1])(") }, "\(name)")
    }
  }

  @Test("leaves no cell empty")
  func cells() throws {
    let text = try String(contentsOf: Repository.root.appending(path: Self.page), encoding: .utf8)
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      #expect(!line.contains("| |"), "\(line)")
    }
  }
}
