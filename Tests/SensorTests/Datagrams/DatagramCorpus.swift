import Capture
import Foundation
import Observations
import Testing

@testable import Sensor

/// The labels of QUIC and DTLS in captures of other tools' test suites, which lie beside the
/// project or are missing.
enum DatagramCorpus {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("../shared/captures").standardizedFileURL

  /// Captures with labels that speak of QUIC or DTLS.
  static let files: [String] = {
    let manifest = folder.appendingPathComponent("MANIFEST.tsv")
    guard let text = try? String(contentsOf: manifest, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let name = String(line.split(separator: "\t")[0])
      guard !name.hasSuffix(".gz"), let labels = try? labelText(name) else { return nil }
      return labels.contains("\"quic") || labels.contains("\"dtls") ? name : nil
    }
  }()

  static let isThere: ConditionTrait = .enabled(
    if: !files.isEmpty, "needs ../shared/captures beside the repository")

  static func labelText(_ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent("labels/\(file).jsonl"), encoding: .utf8)
  }

  /// One line of a capture's labels; keys that do not apply are nil.
  struct Label: Decodable {
    var kind: String
    var transport: String?
    var src: String?
    var dst: String?
    var sni: String?
    var alpn: Names?
    var ech: Bool?
    var version: String?
    var supportedVersions: [String]?
    var maxVersion: String?
    var cipher: String?
    var helloRetryRequest: Bool?

    /// A list of a client, or the one choice of a server.
    struct Names: Decodable {
      var list: [String]

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        list = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
      }
    }

    var isNegotiation: Bool { version == "0x00000000" }
  }

  static func labels(of file: String) throws -> [Label] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try labelText(file).split(separator: "\n").compactMap {
      try decoder.decode(Label.self, from: Data($0.utf8))
    }
  }

  /// The UDP flows of a capture, by their ends in either direction.
  static func flows(of file: String) throws -> [Set<String>: [Connection]] {
    // Snapshots replace each other by the flow's number.
    var newest: [UInt64: Connection] = [:]
    let pipeline = Pipeline(consume: { observation in
      if case .connection(let connection) = observation, connection.transport == .udp {
        newest[connection.id] = connection
      }
    })
    var replay = try CaptureReplay(pipeline: pipeline, filter: nil, progress: nil)
    try replay.read(folder.appendingPathComponent(file).path) { _, _ in }
    _ = pipeline.finish()
    var flows: [Set<String>: [Connection]] = [:]
    for connection in newest.values {
      flows[["\(connection.initiator)", "\(connection.responder)"], default: []].append(connection)
    }
    return flows
  }
}
