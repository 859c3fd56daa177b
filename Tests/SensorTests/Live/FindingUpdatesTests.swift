import Compliance
import Observations
import Testing

@testable import Sensor

/// When findings are told, and with which revision and count.
@Suite struct FindingUpdatesTests {
  private static let second: Int64 = 1_000_000_000

  private func finding(
    _ id: String = "a", count: UInt64 = 1, revision: UInt64 = 1, verdict: Verdict = .fail,
    stage: Stage = .established
  ) -> Finding {
    let moment = Moment(frame: 7, time: Timestamp(nanoseconds: 1_767_261_600_000_000_000))
    var finding = Finding(
      id: id, clause: "BASE-TLS", verdict: verdict, severity: .high, stage: stage,
      title: LocalizedText(en: "t"), reason: LocalizedText(en: "r"),
      remediation: LocalizedText(en: "m"),
      asset: AssetReference(id: "x", address: nil, mac: nil, model: nil), peer: nil,
      direction: .outbound, transport: .tcp,
      initiator: Endpoint(IPAddress(v4: 1), 1), responder: Endpoint(IPAddress(v4: 2), 443),
      deciding: moment, sensor: "s",
      document: DocumentReference(number: "n", clause: "c"))
    finding.count = count
    finding.revision = revision
    return finding
  }

  @Test("a new finding is told at once, a rising count after ten seconds")
  func counts() {
    var updates = FindingUpdates()
    #expect(updates.take([finding()], at: 0).count == 1)
    #expect(updates.take([finding(count: 2, revision: 2)], at: Self.second).isEmpty)
    #expect(updates.take([finding(count: 3, revision: 3)], at: 2 * Self.second).isEmpty)
    #expect(updates.due(at: 9 * Self.second).isEmpty)
    let due = updates.due(at: 10 * Self.second)
    #expect(due.map(\.count) == [3])
    #expect(updates.due(at: 30 * Self.second).isEmpty)
  }

  @Test("another verdict or stage is told at once")
  func changes() {
    var updates = FindingUpdates()
    _ = updates.take([finding(verdict: .warn, stage: .attempted)], at: 0)
    #expect(
      updates.take([finding(revision: 2, verdict: .fail, stage: .attempted)], at: 1).count == 1)
    #expect(updates.take([finding(revision: 3, stage: .succeeded)], at: 2).count == 1)
  }

  @Test("the end tells what still waits, and nothing twice")
  func end() {
    var updates = FindingUpdates()
    _ = updates.take([finding(), finding("b")], at: 0)
    _ = updates.take([finding(count: 5, revision: 2)], at: 1)
    let last = updates.finish([finding(count: 5, revision: 2), finding("b")], at: 2)
    #expect(last.map(\.id) == ["a"])
    #expect(last.map(\.count) == [5])
  }

  @Test("revisions and counts never fall when a policy is replaced")
  func beginsAnew() {
    var updates = FindingUpdates()
    _ = updates.take([finding(count: 4, revision: 6)], at: 0)
    updates.beginAnew()
    let told = updates.take([finding(count: 1, revision: 1, verdict: .warn)], at: 1)
    #expect(told.map(\.count) == [5])
    #expect(told.allSatisfy { $0.revision > 6 })
    updates.beginAnew()
    let again = updates.take([finding(count: 2, revision: 1)], at: 2)
    #expect(again.map(\.count) == [7])
    #expect(again.allSatisfy { finding in told.allSatisfy { finding.revision > $0.revision } })
  }

  @Test("an earlier run's findings are not told again as they were, and counts go on")
  func resumes() {
    var updates = FindingUpdates()
    updates.resume([finding(count: 3, revision: 8)])
    #expect(updates.due(at: 100 * Self.second).isEmpty)
    // Equal in all but the count: told when its time has come, and never trapping.
    let told = updates.take([finding()], at: 100 * Self.second)
    #expect(told.map(\.count) == [4])
    #expect(told.allSatisfy { $0.revision > 8 })
  }

  @Test("what is known of a finding takes no place for the finding itself")
  func places() {
    // The finding has more than twice of it; there may be 65,536 that are known.
    #expect(FindingUpdates.octetsEach <= 256)
    #expect(MemoryLayout<Finding>.stride > 512)
  }

  @Test("only the newest word of a finding waits, and what is told does not")
  func waits() {
    var updates = FindingUpdates()
    _ = updates.take([finding(), finding("b")], at: 0)
    _ = updates.take([finding(count: 2, revision: 2), finding("b", count: 9)], at: 1)
    _ = updates.take([finding(count: 3, revision: 3, verdict: .warn)], at: 2)
    let due = updates.due(at: 20 * Self.second)
    #expect(due.map(\.id) == ["b"])
    #expect(due.map(\.count) == [9])
    #expect(updates.due(at: 40 * Self.second, isEnd: true).isEmpty)
  }

  @Test("a full table forgets what was told longest ago, and last what still has something to say")
  func full() {
    var updates = FindingUpdates()
    _ = updates.take([finding("first")], at: 0)
    _ = updates.take([finding("first", count: 2, revision: 2)], at: 1)
    _ = updates.take((1..<FindingUpdates.maximum).map { finding("\($0)") }, at: 2)
    _ = updates.take([finding("last")], at: 3)
    let forgotten = FindingUpdates.maximum / 16
    #expect(updates.count == FindingUpdates.maximum - forgotten + 1)
    #expect(updates.evictions == UInt64(forgotten))
    let due = updates.due(at: 20 * Self.second)
    #expect(due.map(\.id) == ["first"])
    #expect(due.map(\.count) == [2])
  }

  @Test("kinds count each finding once, at its last verdict")
  func kinds() {
    var updates = FindingUpdates()
    _ = updates.take([finding(), finding("b")], at: 0)
    _ = updates.take([finding(revision: 2, verdict: .warn)], at: 1)
    let counts = updates.kinds.filter { $0.value > 0 }
    #expect(counts.count == 2)
    #expect(counts.values.allSatisfy { $0 == 1 })
  }
}
