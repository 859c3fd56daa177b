import Capture
import Flows
import Foundation
import Observations
import Testing
import Wire

/// The flows that another dissector found behind tunnels and in fragments, where its captures lie
/// beside the project.
@Suite(
  "labelled captures with tunnels and fragments",
  .enabled(if: WrappedCorpus.isPresent, "no labelled captures in ../shared/captures"))
struct WrappedCorpusTests {
  @Test("finds the ends of every labelled flow", arguments: WrappedCorpus.files())
  func flows(_ file: String) throws {
    let labelled = try WrappedCorpus.labelledFlows(of: file)
    let seen = try WrappedCorpus.seenFlows(of: file)
    let missing = labelled.subtracting(seen).subtracting(WrappedCorpus.knownMisses[file] ?? [])
    #expect(missing.isEmpty, "\(file) lacks \(missing.sorted()), has \(seen.sorted())")
  }
}

enum WrappedCorpus {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/captures").standardizedFileURL

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("MANIFEST.tsv").path)
  }

  /// Flows that the labels name and the front door does not, each with the reason.
  static let knownMisses: [String: Set<String>] = [:]

  /// Captures whose tags speak of wrappers or fragments; damaged ones are a matter of opinion.
  static func files() -> [String] {
    let manifest = folder.appendingPathComponent("MANIFEST.tsv")
    guard let text = try? String(contentsOf: manifest, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard let file = columns.first, let tags = columns.last else { return nil }
      let isWrapped = tags.contains("encap:")
      return isWrapped && !tags.contains("fuzz-or-crash") ? String(file) : nil
    }
  }

  private struct Label: Decodable {
    var kind: String
    var src: String?
    var dst: String?
    var proto: String?
  }

  static func labelledFlows(of file: String) throws -> Set<String> {
    let url = folder.appendingPathComponent("labels/\(file).jsonl")
    let text = try String(contentsOf: url, encoding: .utf8)
    var flows: Set<String> = []
    for line in text.split(separator: "\n") {
      let label = try JSONDecoder().decode(Label.self, from: Data(line.utf8))
      guard label.kind == "flow", let source = label.src, let destination = label.dst else {
        continue
      }
      flows.insert(name(label.proto ?? "", source, destination))
    }
    return flows
  }

  static func seenFlows(of file: String) throws -> Set<String> {
    var capture = try CaptureFile(path: folder.appendingPathComponent(file).path)
    var feeder = PartitionFeeder()
    while let header = try? capture.readFrame() {
      feeder.feed(
        capture.octets, linkType: header.linkType, originalLength: header.originalLength,
        time: header.time)
    }
    let (connections, _) = feeder.finish()
    return Set(
      connections.map {
        name($0.transport == .tcp ? "tcp" : "udp", "\($0.initiator)", "\($0.responder)")
      })
  }

  private static func name(_ transport: String, _ one: String, _ other: String) -> String {
    "\(transport) \(min(one, other)) \(max(one, other))"
  }
}
