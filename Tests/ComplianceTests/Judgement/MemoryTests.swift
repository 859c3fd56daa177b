import Foundation
import Observations
import Testing

@testable import Compliance

/// What the next run knows of the one before it, which may have been killed.
@Suite("memory of an earlier run")
struct MemoryTests {
  private static let address = "203.0.113.10"

  /// Judges one scene, forgets all but the memory, and judges another.
  ///
  /// - Parameter policy: names the second run's policy; that of the first by default.
  private func restart(
    _ first: Scene, _ second: Scene, advance: Double = 0, policy: String? = nil
  ) -> Report {
    var judge = Judge(policy: first.policy, sensor: "test")
    judge.judge(first.observations)
    judge.advance(to: Timestamp(nanoseconds: Int64((first.second + advance) * 1e9)))
    let memory = judge.memory()
    var changed = second.policy
    if let policy { changed.fingerprint = policy }
    var next = Judge(policy: changed, sensor: "test")
    next.remember(memory)
    next.judge(second.observations)
    return next.finish(coverage: Coverage())
  }

  private func later(_ seconds: Double = 100, _ site: Site? = Scene.lab) -> Scene {
    var scene = Scene(site)
    scene.second += seconds
    return scene
  }

  private func visit(_ scene: inout Scene) {
    scene.connect(Scene.sequencer, Self.address, 443, .tls(.chosen(.tls12, name: nil)))
  }

  @Test("a name that was asked for before the restart explains a connection after it")
  func name() {
    var first = Scene()
    first.resolve(Scene.cloud, to: [Self.address])
    var second = later()
    visit(&second)
    let peer = restart(first, second).findings("ILMN-4c").first?.peer
    #expect(peer?.name == Scene.cloud)
    #expect(peer?.nameSource == .dns)
  }

  @Test("a name that has run out explains nothing")
  func expiredName() {
    var first = Scene()
    first.resolve(Scene.cloud, to: [Self.address], timeToLive: 60)
    // The time to live has a floor of 300 s and a hold of 3,600 s.
    var second = later(3_600 + 301)
    visit(&second)
    #expect(restart(first, second).verdicts("ILMN-4") == [.fail])
  }

  @Test("the ledger counts on under the same policy, and begins anew under another")
  func ledger() {
    var first = Scene()
    first.resolve(Scene.cloud, to: [Self.address])
    visit(&first)
    var second = later()
    visit(&second)
    let row = restart(first, second).row("ILMN-4c")
    #expect(row?.counts == [.pass: 2])
    #expect(row?.peers == 1)
    // The second run begins a hundred seconds later.
    #expect(row?.first.map { $0 < Timestamp(nanoseconds: 1_050_000_000_000) } == true)
    #expect(restart(first, second, policy: "another").row("ILMN-4c")?.counts == [.pass: 1])
  }

  @Test("a station that was judged is not told again, and one that was not is")
  func station() {
    func run(waiting seconds: Double) -> Report {
      func claim(in scene: inout Scene) {
        scene.add(
          .address(
            AddressClaim(
              mac: MACAddress(0x0200_0000_0099), address: Scene.address(Scene.stranger), vlan: nil,
              moment: scene.moment())))
      }
      var first = Scene(SegmentTests.lab)
      claim(in: &first)
      var second = later(seconds + 100, SegmentTests.lab)
      claim(in: &second)
      return restart(first, second, advance: seconds)
    }
    let told = run(waiting: 120)
    #expect(told.verdicts("ILMN-1b", "seq") == [])
    // The row still says what the earlier run saw.
    #expect(told.row("ILMN-1b")?.verdict == .warn)
    #expect(run(waiting: 30).verdicts("ILMN-1b", "seq") == [.warn])
  }

  @Test("a block of an earlier run that opens is a roll-back, told once")
  func rollBack() {
    var first = Scene()
    first.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
    var second = later()
    second.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    let findings = restart(first, second).findings("LRM-11")
    #expect(findings.map(\.verdict) == [.fail])
    #expect(findings.first?.reason.en.contains("turned-away") == true)
    first.second += 60
    first.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    #expect(restart(first, second).findings("LRM-11").isEmpty)
  }

  @Test("a posture that was better before the restart has drifted")
  func drift() {
    var first = Scene()
    first.connect(Scene.lis, Scene.console, 443, .tls(.chosen(.tls12, name: nil)))
    var second = later()
    second.connect(Scene.lis, Scene.console, 443, .tls(.chosen(.tls10, name: nil)))
    #expect(restart(first, second).row("ILMN-11d", "console")?.verdict == .fail)
  }

  @Test("possible instruments of a run without a site file are known by their address")
  func candidates() {
    var first = Scene(nil)
    first.connect(Scene.sequencer, Scene.nas, 21)
    var second = later(100, nil)
    second.connect(Scene.sequencer, Scene.nas, 21)
    let before = first.judge().assets.map(\.asset.id)
    let report = restart(first, second)
    #expect(report.assets.map(\.asset.id) == before)
    let counts = report.assets.first?.clauses.flatMap { $0.counts.values } ?? []
    #expect(!counts.isEmpty)
    #expect(counts.allSatisfy { $0 == 2 })
  }

  @Test("what is remembered and remembered again is the same")
  func twice() {
    var scene = Scene(SegmentTests.lab)
    scene.resolve(Scene.cloud, to: [Self.address, "203.0.113.11"])
    visit(&scene)
    scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
    scene.connect(Scene.lis, Scene.console, 443, .tls(.chosen(.tls12, name: nil)))
    scene.live(Scene.sequencer)
    var judge = Judge(policy: scene.policy, sensor: "test")
    judge.judge(scene.observations)
    let memory = judge.memory()
    for part in [JudgeMemory.Part.names, .assets, .stations, .ledger, .watches] {
      #expect(!memory[part].isEmpty, "\(part.rawValue)")
    }
    var next = Judge(policy: scene.policy, sensor: "test")
    next.remember(memory)
    #expect(next.memory() == memory)
  }

  @Test("rows that mean nothing are left out, and the rest counts")
  func damaged() {
    var first = Scene()
    first.resolve(Scene.cloud, to: [Self.address])
    var judge = Judge(policy: first.policy, sensor: "test")
    judge.judge(first.observations)
    var memory = judge.memory()
    var random = SplitMix64(seed: 7)
    let words = [
      "", "seq", "x", "-1", "99999999999999999999", "fail", "1 2 3", "10.77.0.10", "ILMN-4c",
    ]
    for part in JudgeMemory.Part.allCases {
      for _ in 0..<200 {
        let row = (0..<Int.random(in: 0...9, using: &random)).map { _ in
          words[Int.random(in: words.indices, using: &random)]
        }
        memory[part].append(row)
      }
    }
    var next = Judge(policy: first.policy, sensor: "test")
    next.remember(memory)
    var second = later()
    visit(&second)
    next.judge(second.observations)
    #expect(
      next.finish(coverage: Coverage()).findings("ILMN-4c").first?.peer?.name == Scene.cloud)
  }

  @Test("the fingerprint of a policy changes with the site file")
  func fingerprint() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "labtap-policy-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let signatures = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Signatures")
    let site = folder.appending(path: "site.yaml")
    func fingerprint(_ text: String) throws -> String {
      try Data((text + "segments: [10.77.0.0/24]\n").utf8).write(to: site)
      return try Policy.load(signatures: signatures.path(), site: site.path()).fingerprint
    }
    let one = try fingerprint("site: one\n")
    #expect(one.count == 64)
    #expect(try fingerprint("site: one\n") == one)
    #expect(try fingerprint("site: two\n") != one)
  }
}
