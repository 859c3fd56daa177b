import Foundation
import Testing

/// Captures of other tools' test suites with what a sensor should see in them.
///
/// They are not part of the project; tests that need them are skipped where they are missing.
enum LabelledCorpus {
  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = packageRoot.appendingPathComponent("../shared/captures").standardizedFileURL

  /// The captures belong to other projects and are too large to carry along.
  static var whenPresent: ConditionTrait {
    .enabled(
      if: FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("MANIFEST.tsv").path),
      "no labelled captures in ../shared/captures")
  }

  /// One capture and what it exercises.
  struct Entry: CustomStringConvertible, Sendable {
    var file: String
    var tags: Set<String>

    var path: String { LabelledCorpus.folder.appendingPathComponent(file).path }
    var description: String { file }

    /// Fuzzed and damaged captures must be survived; what they hold is a matter of opinion.
    var isDamaged: Bool { tags.contains { $0 == "fuzz-or-crash" || $0.hasPrefix("malformed") } }

    /// TLS that begins inside OpenVPN's own framing.
    var isTunnelledTLS: Bool { file == "nDPI/openvpn_nohmac_tcp.pcapng" }
  }

  static func entries() throws -> [Entry] {
    let text = try String(
      contentsOf: folder.appendingPathComponent("MANIFEST.tsv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Entry(
        file: String(columns.first ?? ""),
        tags: Set((columns.last ?? "").split(separator: ",").map(String.init)))
    }
  }

  /// One line of a capture's label file; keys that do not apply are nil.
  struct Label: Decodable {
    var kind: String
    var transport: String?
    var client: String?
    var server: String?
    var src: String?
    var dst: String?
    var offeredMax: String?
    var negotiated: String?
    var sni: String?
    var method: String?
    var uri: String?
    var app: String?
    var id: Int?
    var qr: Int?
    var malformed: Bool?
    var encryptedMessages: Int?
    var questions: [Question]?

    struct Question: Decodable {
      var name: String?
    }
  }

  static func labels(of entry: Entry) throws -> [Label] {
    let url = folder.appendingPathComponent("labels/\(entry.file).jsonl")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try text.split(separator: "\n").map {
      try decoder.decode(Label.self, from: Data($0.utf8))
    }
  }
}
