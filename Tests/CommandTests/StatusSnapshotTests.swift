import Capture
import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Sensor
@testable import labtap

/// What the status page is told, and what is kept for it.
@Suite struct StatusSnapshotTests {
  /// What a hostile host may call itself.
  static let hostile = [
    "<script>alert(1)</script>", "\"},{\"id\":\"forged", "a\u{202e}gpj.exe", "\u{1b}[2J\u{7}",
    "line\u{2028}break\n\0", "\u{fffd}\u{fffd}", "back\\slash\\u0041",
  ]

  static func statistics() -> WatchStatistics {
    var statistics = WatchStatistics()
    statistics.seconds = 61.9
    statistics.packets = 1_000
    statistics.lost = 3
    statistics.coverage.octets = 64_000
    statistics.coverage.flows = 7
    statistics.coverage.oneSidedFlows = 2
    var interface = InterfaceCounts(name: "eth1")
    interface.packets = 1_000
    interface.statistics.dropped = 2
    interface.statistics.droppedByInterface = 1
    statistics.interfaces = [interface]
    statistics.isUp = [true]
    statistics.delivery.delivered = 5
    statistics.delivery.waiting = 1
    for _ in 0..<99 { statistics.delivery.delays.add(0.004) }
    statistics.delivery.delays.add(0.2)
    statistics.findingCounts = [FindingKind(Examples.finding()): 4]
    return statistics
  }

  static func finding(_ number: Int, verdict: Verdict = .fail) -> Finding {
    var finding = Examples.finding()
    finding.id = "finding-\(number)"
    finding.verdict = verdict
    return finding
  }

  static func snapshot(
    _ statistics: WatchStatistics = statistics(), findings: [Finding] = [],
    assets: [AssetSummary]? = nil
  ) -> StatusSnapshot {
    var state = StatusBoard.State()
    state.findings = findings
    state.packets = [10, 20]
    state.lost = [0, 3]
    return StatusSnapshot(
      statistics: statistics,
      standing: assets.map { AssetStanding(assets: $0, count: $0.count + 36) }, board: state,
      store: nil, viewers: (2, 1), sensor: "span-1", site: "Genomics core",
      time: Examples.moment(1).time)
  }

  private func read(_ snapshot: StatusSnapshot) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(snapshot.encode()))
    return try #require(object as? [String: Any])
  }

  private func part(_ name: String, of object: [String: Any]) throws -> [String: Any] {
    try #require(object[name] as? [String: Any])
  }

  @Test("tells the counters as they were taken")
  func counters() throws {
    let object = try read(Self.snapshot())
    #expect(object["schema"] as? String == "labtap.status/1")
    #expect(object["sensor"] as? String == "span-1")
    #expect(object["site"] as? String == "Genomics core")
    #expect(object["seconds"] as? Int == 61)
    #expect(object["time"] as? String == "2026-01-01T10:00:00.000001Z")
    let traffic = try part("traffic", of: object)
    #expect(traffic["packets"] as? Int == 1_000)
    #expect(traffic["bytes"] as? Int == 64_000)
    #expect(traffic["lost"] as? Int == 3)
    #expect(traffic["flows"] as? Int == 7)
    #expect(traffic["one_sided_flows"] as? Int == 2)
    #expect(traffic["packets_per_second"] as? [Int] == [10, 20])
    #expect(traffic["lost_per_second"] as? [Int] == [0, 3])
    let interface = try #require((traffic["interfaces"] as? [[String: Any]])?.first)
    #expect(interface["name"] as? String == "eth1")
    #expect(interface["dropped"] as? Int == 2)
    #expect(interface["dropped_by_interface"] as? Int == 1)
    let delivery = try part("delivery", of: object)
    #expect(delivery["delivered"] as? Int == 5)
    #expect(delivery["waiting"] as? Int == 1)
    let delay = try part("alert_delay", of: delivery)
    // 99 of 100 values are 4 ms: below the first bound.
    #expect(delay["count"] as? Int == 100)
    #expect(delay["p50_ms"] as? Int == 5)
    #expect(delay["p99_ms"] as? Int == 5)
    #expect(try part("findings", of: object)["fail"] as? Int == 4)
    #expect(try part("findings", of: object)["warn"] as? Int == 0)
    #expect(try part("viewers", of: object)["now"] as? Int == 2)
    #expect(try part("viewers", of: object)["dropped"] as? Int == 1)
  }

  @Test("what makes /healthz complain is told, a store that takes nothing among it")
  func health() throws {
    var statistics = Self.statistics()
    var object = try part("health", of: read(Self.snapshot(statistics)))
    #expect(object["ok"] as? Bool == true)
    statistics.isUp = [false]
    var snapshot = Self.snapshot(statistics)
    var store = StoreCounts()
    store.isFailing = true
    snapshot.store = store
    object = try part("health", of: read(snapshot))
    #expect(object["ok"] as? Bool == false)
    #expect(
      object["problems"] as? [String] == ["eth1 is down", "the findings store takes nothing"])
  }

  @Test("tells each finding and the verdict of each clause, the newest finding first")
  func content() throws {
    let summary = AssetSummary(
      asset: Examples.asset,
      clauses: [Examples.entry("A", .fail), Examples.entry("B", .notAssessable)])
    let object = try read(
      Self.snapshot(
        findings: [Self.finding(1), Self.finding(2, verdict: .warn)], assets: [summary])
    )
    let recent = try #require(object["recent"] as? [[String: Any]])
    #expect(recent.map { $0["id"] as? String } == ["finding-2", "finding-1"])
    #expect(recent.first?["verdict"] as? String == "warn")
    #expect(recent.last?["packet"] as? Int == 118)
    #expect(recent.last?["peer"] as? String == "10.77.0.20:445")
    #expect(recent.last?["peer_name"] as? String == "nas.lab.example")
    let evidence = try part("evidence", of: #require(recent.last))
    #expect(evidence["smb.dialect"] as? String == "3.0.2")
    #expect(object["asset_count"] as? Int == 37)
    let asset = try #require((object["assets"] as? [[String: Any]])?.first)
    #expect(asset["clauses"] as? [String: String] == ["A": "fail", "B": "not-assessable"])
    #expect(asset["address"] as? String == "10.77.0.10")
    #expect(asset["mac"] as? String == "02:00:00:00:00:10")
  }

  @Test("before the ledger is made there is none, rather than an empty one")
  func early() throws {
    let object = try read(Self.snapshot())
    #expect(object["assets"] == nil && object["asset_count"] == nil)
  }

  /// Ids of clauses are the signatures' own: the ledger's keys need no escape.
  @Test("what hostile hosts say stays text", arguments: hostile)
  func hostileText(_ name: String) throws {
    var finding = Self.finding(1)
    finding.asset.id = name
    finding.asset.model = name
    finding.peer?.name = name
    finding.clause = name
    finding.evidence[.smbDialect] = .text(name)
    finding.evidence[.httpIndicators] = .texts([name, name])
    finding.reason = LocalizedText(en: name)
    var asset = Examples.asset
    asset.id = name
    asset.model = name
    var snapshot = Self.snapshot(
      findings: [finding],
      assets: [AssetSummary(asset: asset, clauses: [Examples.entry("A", .fail)])])
    snapshot.site = name
    let octets = snapshot.encode()
    // A line: one event of the stream, whatever the name holds.
    #expect(!octets.contains { $0 < 0x20 })
    let object = try read(snapshot)
    #expect(object["site"] as? String == name)
    let recent = try #require(object["recent"] as? [[String: Any]])
    #expect(recent.count == 1)
    let told = try #require(recent.first)
    for key in ["asset", "peer_name", "clause"] { #expect(told[key] as? String == name, "\(key)") }
    #expect(try part("reason", of: told)["en"] as? String == name)
    #expect(try part("evidence", of: told)["smb.dialect"] as? String == name)
    #expect(try part("evidence", of: told)["http.indicators"] as? String == name + "," + name)
    let assets = try #require(object["assets"] as? [[String: Any]])
    #expect(assets.count == 1)
    #expect(assets.first?["model"] as? String == name)
    #expect(assets.first?["clauses"] as? [String: String] == ["A": "fail"])
  }

  @Test("a name of 64 KiB is cut, and told how long it was")
  func long() throws {
    var finding = Self.finding(1)
    finding.asset.id = String(repeating: "ä", count: 65_536)
    finding.evidence[.smbDialect] = .text(String(repeating: "\u{301}", count: 65_536))
    let snapshot = Self.snapshot(findings: [finding])
    #expect(snapshot.encode().count < 8_192)
    let told = try #require((try read(snapshot)["recent"] as? [[String: Any]])?.first)
    let id = try #require(told["asset"] as? String)
    #expect(id.hasSuffix("… (65536)"))
    #expect(id.unicodeScalars.count == 1_000 + 9)
  }

  // MARK: The board

  @Test("keeps the last twenty findings, each in its newest state once")
  func findings() {
    let board = StatusBoard()
    board.note((0..<50).map { Self.finding($0) })
    #expect(board.state.findings.map(\.id) == (30..<50).map { "finding-\($0)" })
    board.note([Self.finding(31, verdict: .warn)])
    #expect(board.state.findings.count == StatusBoard.maximumFindings)
    #expect(board.state.findings.last?.id == "finding-31")
    #expect(board.state.findings.last?.verdict == .warn)
    #expect(board.state.findings.count { $0.id == "finding-31" } == 1)
  }

  @Test("what is in order, or suppressed, is no news")
  func quiet() {
    let board = StatusBoard()
    var suppressed = Self.finding(3)
    suppressed.suppression = SuppressionReference(
      who: "desk", why: "upgrade", until: "2026-06-30")
    board.note([Self.finding(1, verdict: .pass), Self.finding(2, verdict: .info), suppressed])
    #expect(board.state.findings.isEmpty)
    board.note([Self.finding(4, verdict: .undetermined)])
    #expect(board.state.findings.count == 1)
  }

  @Test("rates are of the time that passed, once a second, over two minutes")
  func rates() {
    let board = StatusBoard()
    let start = ContinuousClock.now
    var statistics = WatchStatistics()
    statistics.packets = 500
    // The first look is no rate: since when the packets came is not known.
    board.sample(at: start) { statistics }
    #expect(board.state.packets.isEmpty)
    statistics.packets = 2_000
    statistics.lost = 30
    board.sample(at: start + .milliseconds(900)) { statistics }
    #expect(board.state.packets.isEmpty)
    board.sample(at: start + .milliseconds(1_500)) { statistics }
    #expect(board.state.packets == [1_000])
    #expect(board.state.lost == [20])
    // Counters that went back, as after an interface came anew.
    statistics.packets = 0
    board.sample(at: start + .milliseconds(2_500)) { statistics }
    #expect(board.state.packets == [1_000, 0])
    for second in 4..<200 {
      statistics.packets += UInt64(second)
      board.sample(at: start + .seconds(second)) { statistics }
    }
    #expect(board.state.packets.count == StatusBoard.maximumSeconds)
    #expect(board.state.packets.last == 199)
    #expect(board.state.lost.count == StatusBoard.maximumSeconds)
  }
}
