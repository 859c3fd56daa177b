import Compliance
import Foundation
import Observations
import Testing

/// What a poor mirror port leaves of each of the project's own captures: nothing passes that the
/// missing octets could overturn, and nothing fails that the whole capture does not show.
@Suite("degraded captures", .timeLimit(.minutes(30)))
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

    func applied(to frames: JudgedFrames) -> JudgedFrames {
      switch self {
      case .everyNth(let number, let start): frames.withoutEvery(number, from: start)
      case .snapLength(let length): frames.cut(to: length)
      case .oneDirection(let towards):
        frames.oneDirection(towards: towards) { DegradedCaptureTests.instruments.contains($0) }
      }
    }
  }

  static let damages: [Damage] =
    [2, 3, 5, 7].flatMap { number in (0..<min(number, 3)).map { .everyNth(number, from: $0) } }
    + [
      .snapLength(96), .oneDirection(towards: true), .oneDirection(towards: false),
    ]

  /// Where each frame counts: TLS begins behind a few words in clear, and datagrams have no numbers.
  static func isShort(_ capture: String) -> Bool {
    ["starttls-", "through-", "http-connect", "behind-proxy", "tftp", "openvpn"]
      .contains { capture.split(separator: "/").last?.hasPrefix($0) ?? false }
  }

  private static let policy = Result { try Policy.own("instrument-network.site.yaml") }

  private static let instruments: Set<IPAddress> = {
    let assets = (try? policy.get())?.site?.assets ?? []
    return Set(assets.flatMap { $0.addresses.map(\.address) })
  }()

  /// Every capture below the folder; the demo is one of them.
  static let captures: [String] = ["", "matrix", "services"].flatMap { folder in
    let path = OwnCaptures.folder.appendingPathComponent(folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }
      .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.sorted()
  }

  /// What a finding is about.
  private struct Subject: Hashable {
    var asset: String
    var clause: String
    var direction: Finding.Direction
    var peer: IPAddress?
    var port: UInt16?

    /// The same clause about the same two hosts: without its first frame, a flow of datagrams does
    /// not show who opened it.
    func isReversed(of other: Self) -> Bool {
      asset == other.asset && clause == other.clause && peer == other.peer
        && direction != other.direction
    }

    func isSameConnection(as other: Self) -> Bool {
      asset == other.asset && direction == other.direction && peer == other.peer
        && port == other.port
    }
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

  @Test("there are captures to damage")
  func captured() {
    #expect(Self.captures.count > 150)
    #expect(Self.captures.contains("instrument-network.pcap"))
    #expect(Self.captures.count(where: Self.isShort) > 18)
    #expect(Self.instruments.count > 10)
  }

  @Test("invent no failure, and pass nothing that the whole capture breaks", arguments: captures)
  func honest(capture: String) throws {
    let policy = try Self.policy.get()
    let frames = try JudgedFrames(OwnCaptures.path(capture))
    let whole = Self.verdicts(frames.report(policy))
    // Of as many frames as there are, every one: each frame alone.
    let single = Self.isShort(capture) ? frames.items.indices.map { $0 } : []
    #expect(single.count < 200)
    for damage in Self.damages + single.map({ .everyNth(frames.items.count, from: $0) }) {
      let degraded = Self.verdicts(damage.applied(to: frames).report(policy))
      for (subject, verdicts) in degraded where verdicts.contains(.fail) {
        // Where the name is lost, the baseline speaks of what a vendor's clause spoke of.
        let isKnown =
          whole[subject]?.contains(.fail) == true
          || subject.clause.hasPrefix("BASE-")
            && whole.contains { $0.key.isSameConnection(as: subject) && $0.value.contains(.fail) }
          || whole.contains { $0.key.isReversed(of: subject) && $0.value.contains(.fail) }
        #expect(isKnown, "\(damage): \(subject) fails")
      }
      for (subject, verdicts) in degraded where verdicts == [.pass] {
        let isBroken = whole[subject].map { !$0.isDisjoint(with: [.fail, .warn]) } ?? false
        #expect(!isBroken, "\(damage): \(subject) passes")
      }
    }
  }

  /// Clauses that forbid the attempt itself: one direction shows all that they ask.
  static let forbiddenAttempts = ["LRM-8", "LRM-9", "LRM-16"]

  @Test("with one direction nothing passes, and only forbidden attempts fail", arguments: captures)
  func oneDirection(capture: String) throws {
    let policy = try Self.policy.get()
    let frames = try JudgedFrames(OwnCaptures.path(capture))
    for towards in [true, false] {
      let damage = Damage.oneDirection(towards: towards)
      let report = damage.applied(to: frames).report(policy)
      for finding in report.findings where finding.transport == .tcp {
        #expect(finding.verdict != .pass, "\(damage): \(finding.clause) \(finding.reason.en)")
        #expect(
          finding.verdict != .fail || Self.forbiddenAttempts.contains(finding.clause),
          "\(damage): \(finding.clause) \(finding.reason.en)")
      }
    }
  }
}
