import Observations
import Testing

@testable import Compliance

/// Rulings are shared among connections with the same facts.
///
/// Here every connection is also judged by itself, and nothing may come out differently.
@Suite("Shared rulings")
struct SharedRulingTests {
  @Test("judge as every connection by itself", arguments: 1...6)
  func sharedAndAlone(seed: UInt64) throws {
    var traffic = RandomTraffic(seed: seed)
    let scene = traffic.scene(connections: 150, site: seed == 6 ? nil : Scene.lab)
    let alone = report(scene, rulings: 0)
    // So few that most are forgotten and found again.
    for rulings in [4, 8_192] {
      let shared = report(scene, rulings: rulings)
      #expect(shared.findings == alone.findings)
      #expect(shared.assets.map(\.asset) == alone.assets.map(\.asset))
      for (one, other) in zip(shared.assets.flatMap(\.clauses), alone.assets.flatMap(\.clauses)) {
        #expect(one.clause == other.clause)
        #expect(one.verdict == other.verdict)
        #expect(one.counts == other.counts)
        #expect(one.peers == other.peers)
        #expect(one.reason == other.reason)
      }
    }
    // The traffic reaches every verdict that a connection can have.
    let verdicts = Set(alone.findings.map(\.verdict))
    #expect(verdicts.isSuperset(of: [.fail, .warn, .undetermined, .pass, .info]))
  }

  private func report(_ scene: Scene, rulings: Int) -> Report {
    var limits = Judge.Limits()
    limits.rulings = rulings
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.addSource(name: "random.pcap", firstFrame: 1)
    judge.judge(scene.observations)
    return judge.finish(coverage: Coverage())
  }
}
