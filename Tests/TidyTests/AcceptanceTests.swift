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
      #expect(suites.contains { Self.isTest(parts[1], in: $0) }, "\(name)")
    }
  }

  /// A function of the name has the attribute of a test, and is no helper of one.
  private static func isTest(_ name: Substring, in text: String) -> Bool {
    text.ranges(of: "func \(name)(").contains { place in
      let before = text[..<place.lowerBound]
      guard let attribute = before.ranges(of: "@Test").last else { return false }
      return before[attribute.upperBound...].ranges(of: "func ").isEmpty
    }
  }

  @Test("tells a test from a function beside it")
  func helpers() {
    let text = "@Test(\"a\")\n  func real() {}\n  func helper() {}\n"
    #expect(Self.isTest("real", in: text))
    #expect(!Self.isTest("helper", in: text))
    #expect(!Self.isTest("missing", in: text))
  }

  @Test("leaves no cell empty")
  func cells() throws {
    let text = try String(contentsOf: Repository.root.appending(path: Self.page), encoding: .utf8)
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      #expect(!line.contains("| |"), "\(line)")
    }
  }
}
