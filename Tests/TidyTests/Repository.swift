import Foundation

/// The repository as files, for tests that hold its own rules.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct File: Sendable, CustomStringConvertible {
    /// Below the root, with slashes.
    let path: String
    let text: String

    var description: String { path }
    var name: String { String(path.split(separator: "/").last ?? "") }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// A quick look, before a slow one at each line.
    func mentions(_ word: String) -> Bool { text.range(of: word) != nil }

    /// Lines without those that are comments.
    var code: [Substring] {
      lines.filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
    }

    /// The folder right below `Sources` or `Tests`, which is the target's name.
    var target: String {
      let parts = path.split(separator: "/")
      return parts.count > 2 ? String(parts[1]) : ""
    }
  }

  /// Paths of all files below a folder, sorted; build products are left out.
  static func paths(below folder: String) -> [String] {
    let base = root.appending(path: folder).path()
    let all = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
    return all.filter { !$0.hasPrefix(".") && !$0.contains("/.") && isFile("\(base)/\($0)") }
      .map { "\(folder)/\($0)" }.sorted()
  }

  private static func isFile(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  static func text(_ path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func swiftFiles(below folder: String) -> [File] {
    paths(below: folder).filter { $0.hasSuffix(".swift") }.compactMap { path in
      text(path).map { File(path: path, text: $0) }
    }
  }

  static let sources = swiftFiles(below: "Sources")
  static let tests = swiftFiles(below: "Tests")
}
