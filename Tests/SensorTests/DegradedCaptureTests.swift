import Compliance
import Foundation
import Observations
import TestKit
import Testing

/// What a poor mirror port leaves of the demo network: nothing passes that the missing octets could
/// overturn, and nothing fails that the whole capture does not show.
@Suite("degraded captures", .timeLimit(.minutes(5)))
struct DegradedCaptureTests {
  /// How a capture is made worse.
  enum Damage: Sendable, CustomStringConvertible {
    case everyNth(Int, from: Int)
    case snapLength(Int)
    /// Only frames from, or towards, the instruments.
    case oneDirection(towards: Bool)

    var description: String {
      switch self {
      case .everyNth(let number, let start): "without every \(number)th frame from \(start)"
      case .snapLength(let length): "cut to \(length) octets"
      case .oneDirection(let towards): towards ? "towards the instruments" : "from the instruments"
      }
    }
  }

  static let damages: [Damage] =
    [2, 3, 5, 7].flatMap { number in (0..<min(number, 3)).map { .everyNth(number, from: $0) } }
    + [
      .snapLength(96), .oneDirection(towards: true), .oneDirection(towards: false),
    ]

  /// What a finding is about.
  private struct Subject: Hashable {
    var asset: String
    var clause: String
    var direction: Finding.Direction
    var peer: IPAddress?
    var port: UInt16?

    func isSameConnection(as other: Self) -> Bool {
      asset == other.asset && direction == other.direction && peer == other.peer
        && port == other.port
    }
  }

  /// The frames of a pcap file in this machine's octet order, times in microseconds
  /// (draft-ietf-opsawg-pcap 4, 5).
  private static func frames() throws -> [Frame] {
    let data = Array(try OwnCaptures.data("instrument-network.pcap"))
    func number(_ place: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
    }
    let isNanoseconds = number(0) == 0xa1b2_3c4d
    try #require(isNanoseconds || number(0) == 0xa1b2_c3d4)
    var frames: [Frame] = []
    var place = 24
    while place + 16 <= data.count {
      let length = number(place + 8)
      let fraction = number(place + 4) * (isNanoseconds ? 1 : 1_000)
      let time = Int64(number(place)) * 1_000_000_000 + Int64(fraction)
      place += 16
      frames.append(Frame(time: time, octets: Array(data[place..<place + length])))
      place += length
    }
    return frames
  }

  private static func policy() throws -> Policy {
    let root = OwnCaptures.folder.deletingLastPathComponent().deletingLastPathComponent()
    return try Policy.load(
      signatures: root.appendingPathComponent("Signatures").path,
      site: OwnCaptures.path("instrument-network.site.yaml"))
  }

  private static func report(_ damage: Damage?) throws -> Report {
    var frames = try frames()
    var feeder = FlowFeeder()
    switch damage {
    case nil: break
    case .everyNth(let number, let start):
      frames = frames.enumerated().filter { $0.offset % number != start }.map(\.element)
    case .snapLength(let length): feeder.snapLength = length
    case .oneDirection(let towards):
      // The instruments' addresses end in 10 to 19 and 60 to 79; IPv6 is left out.
      frames = frames.filter { frame in
        guard !frame.octets[12...13].elementsEqual([0x86, 0xdd]) else { return false }
        return isFromInstrument(frame).map { $0 != towards } ?? true
      }
    }
    let outcome = feeder.feed(frames)
    var judge = Judge(policy: try policy(), sensor: "test")
    judge.judge(outcome.observations)
    return judge.finish(coverage: outcome.coverage)
  }

  /// Whether an instrument sent an IPv4 frame over Ethernet; nil for other frames.
  private static func isFromInstrument(_ frame: Frame) -> Bool? {
    let octets = frame.octets
    guard octets.count >= 34, octets[12] == 0x08, octets[13] == 0x00 else { return nil }
    let isSegment = octets[26] == 10 && octets[27] == 77 && octets[28] == 0
    return isSegment
      && ((10..<20).contains(octets[29]) || (60..<80).contains(octets[29]))
  }

  private static func verdicts(_ report: Report) -> [Subject: Set<Verdict>] {
    var verdicts: [Subject: Set<Verdict>] = [:]
    for finding in report.findings {
      for clause in [finding.clause] + finding.also {
        let subject = Subject(
          asset: finding.asset.id, clause: clause, direction: finding.direction,
          peer: finding.peer?.address, port: finding.peer?.port)
        verdicts[subject, default: []].insert(finding.verdict)
      }
    }
    return verdicts
  }

  @Test("invent no failure", arguments: damages)
  func inventsNothing(damage: Damage) throws {
    let whole = Self.verdicts(try Self.report(nil))
    let degraded = Self.verdicts(try Self.report(damage))
    #expect(!degraded.isEmpty)
    for (subject, verdicts) in degraded where verdicts.contains(.fail) {
      // Where the name is lost, the baseline speaks of what a vendor's clause spoke of.
      let isKnown =
        whole[subject]?.contains(.fail) == true
        || subject.clause.hasPrefix("BASE-")
          && whole.contains { $0.key.isSameConnection(as: subject) && $0.value.contains(.fail) }
      #expect(isKnown, "\(damage): \(subject)")
    }
  }

  @Test("pass nothing that the whole capture breaks", arguments: damages)
  func passesNothing(damage: Damage) throws {
    let whole = Self.verdicts(try Self.report(nil))
    let degraded = Self.verdicts(try Self.report(damage))
    for (subject, verdicts) in degraded where verdicts == [.pass] {
      let isBroken = whole[subject].map { !$0.isDisjoint(with: [.fail, .warn]) } ?? false
      #expect(!isBroken, "\(damage): \(subject)")
    }
  }

  @Test("with one direction nothing passes, and only forbidden attempts fail")
  func oneDirection() throws {
    for towards in [true, false] {
      let report = try Self.report(.oneDirection(towards: towards))
      for finding in report.findings where finding.transport == .tcp && finding.verdict == .pass {
        Issue.record("\(finding.clause) for \(finding.asset.id): \(finding.reason.en)")
      }
      let forbidden = ["LRM-8", "LRM-9", "LRM-16"]
      for finding in report.findings where finding.verdict == .fail {
        #expect(
          forbidden.contains(finding.clause) || finding.transport == .udp, "\(finding.clause)")
      }
    }
  }
}
