import Compliance
import Foundation
import Observations
import Testing

@testable import Sensor

/// The demo: what was done on the network, written down before any sensor looked at it.
@Suite struct InstrumentNetworkTests {
  private struct Expected: Decodable {
    var findings: [Entry]
    var ledger: [Row]

    struct Entry: Decodable {
      var clause: String
      var also: [String]?
      var asset: String
      var peer: String?
      var port: UInt16?
      var verdict: OneOrMore
      var severity: OneOrMore?
      var stage: OneOrMore?
      var evidence: [String: Value]?
      var optional: Bool?
    }

    struct Row: Decodable {
      var asset: String
      var clause: String
      var verdict: OneOrMore
    }
  }

  /// A word, or a list of words where the requirements leave room.
  private struct OneOrMore: Decodable {
    var words: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      words = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
    }
  }

  private enum Value: Decodable, Equatable {
    case text(String), number(UInt64), flag(Bool), texts([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(UInt64.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .texts(try container.decode([String].self))
      }
    }

    init(_ value: Evidence.Value) {
      switch value {
      case .text(let text): self = .text(text)
      case .number(let number): self = .number(number)
      case .flag(let flag): self = .flag(flag)
      case .texts(let texts): self = .texts(texts)
      }
    }
  }

  static let signatures = OwnCaptures.folder.deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Signatures").path

  private static func report() throws -> Report {
    let policy = try Policy.load(
      signatures: signatures, site: OwnCaptures.path("instrument-network.site.yaml"))
    let outcome = try replay(
      ReplayOptions(
        captures: [OwnCaptures.path("instrument-network.pcap")], filter: nil, policy: policy,
        sensor: "test", workers: 1, progress: nil))
    #expect(outcome.problems.isEmpty)
    return outcome.report
  }

  private func speaks(_ finding: Finding, of entry: Expected.Entry) -> Bool {
    let clauses = [finding.clause] + finding.also
    let expected = [entry.clause] + (entry.also ?? [])
    return finding.asset.id == entry.asset && !Set(clauses).isDisjoint(with: expected)
      && (entry.peer == nil || finding.peer?.address == entry.peer.flatMap { IPAddress($0) })
      && (entry.port == nil || finding.peer?.port == entry.port)
  }

  private func fits(_ finding: Finding, _ entry: Expected.Entry) -> Bool {
    entry.verdict.words.contains(finding.verdict.rawValue)
      && entry.stage?.words.contains("\(finding.stage)") != false
      && entry.severity?.words.contains(finding.severity.rawValue) != false
      && (entry.evidence ?? [:]).allSatisfy { key, value in
        Evidence.Key(rawValue: key).flatMap { finding.evidence[$0] }.map(Value.init) == value
      }
  }

  @Test("finds all that was done, and nothing worse than that")
  func findsWhatWasDone() throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: OwnCaptures.data("instrument-network.expected.json"))
    let report = try Self.report()
    #expect(expected.findings.count > 50)
    for entry in expected.findings where entry.optional != true {
      #expect(
        report.findings.contains { speaks($0, of: entry) && fits($0, entry) },
        "\(entry.clause) for \(entry.asset) and \(entry.peer ?? "no peer")")
    }
    for finding in report.findings where finding.verdict < .pass {
      #expect(
        expected.findings.contains { speaks(finding, of: $0) },
        "\(finding.clause) for \(finding.asset.id): \(finding.reason.en)")
    }
    for row in expected.ledger {
      let summary = report.assets.first { $0.asset.id == row.asset }
      let entry = summary?.clauses.first { $0.clause == row.clause }
      #expect(
        entry.map { row.verdict.words.contains($0.verdict.rawValue) } == true,
        "\(row.clause) of \(row.asset): \(entry?.verdict.rawValue ?? "missing")")
    }
  }

  @Test("says the same of the same captures in every run")
  func isDeterministic() throws {
    let first = try Self.report()
    let second = try Self.report()
    #expect(first.findings == second.findings)
    #expect(first.coverage == second.coverage)
  }
}
