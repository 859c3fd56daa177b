import Compliance
import Foundation
import Observations
import Synchronization
import TestKit
import Testing

@testable import Delivery

/// A sink that takes what it is told to and remembers it.
final class RecordingSink: Sink {
  struct State {
    var taken: [Int64] = []
    var failuresLeft = 0
    var isAway = false
    var finished = 0
  }

  let name: String
  let assurance: SinkAssurance
  let state = Mutex(State())

  init(_ name: String = "test://a", assurance: SinkAssurance = .confirmed) {
    self.name = name
    self.assurance = assurance
  }

  func wants(_ record: StoredRecord) -> Bool { true }

  func send(_ records: [StoredRecord]) throws(DeliveryError) {
    let isTaken = state.withLock { state in
      guard !state.isAway, state.failuresLeft == 0 else {
        state.failuresLeft = max(0, state.failuresLeft - 1)
        return false
      }
      state.taken += records.map(\.sequence)
      return true
    }
    if !isTaken { throw DeliveryError("away") }
  }

  func idle() throws(DeliveryError) {}

  func finish() throws(DeliveryError) { state.withLock { $0.finished += 1 } }

  var taken: [Int64] { state.withLock { $0.taken } }
}

@Suite struct OutboxTests {
  private func options(_ patience: Duration = .milliseconds(300)) -> Outbox.Options {
    var made = Outbox.Options(sensor: "test") { _ in }
    made.patience = patience
    return made
  }

  @Test("every sink gets every record in its order, and a failure costs nothing")
  func delivers() throws {
    let scratch = try StoreScratch()
    let steady = RecordingSink("test://steady")
    let flaky = RecordingSink("test://flaky")
    flaky.state.withLock { $0.failuresLeft = 2 }
    let outbox = Outbox(
      store: try scratch.open(), sinks: [steady, flaky], options: options(.seconds(5)))
    for entry in StoreScratch.findings(2_500) { outbox.submit(entry) }
    let result = outbox.finish()
    #expect(result.isStored)
    #expect(result.sinks.allSatisfy { $0.isServed })
    #expect(steady.taken == Array(1...2_500))
    #expect(flaky.taken == Array(1...2_500))
  }

  @Test("a sink that is away is told of, holds up nobody, and gets all of it from the next run")
  func away() throws {
    let scratch = try StoreScratch()
    let there = RecordingSink("test://there")
    let away = RecordingSink("test://away")
    away.state.withLock { $0.isAway = true }
    do {
      let outbox = Outbox(store: try scratch.open(), sinks: [there, away], options: options())
      for entry in StoreScratch.findings(100) { outbox.submit(entry) }
      let result = outbox.finish()
      #expect(result.sinks.map(\.isServed) == [true, false])
      #expect(result.sinks[1].error == DeliveryError("away"))
      #expect(there.taken.count == 100)
    }
    away.state.withLock { $0.isAway = false }
    let next = Outbox(store: try scratch.open(), sinks: [there, away], options: options())
    #expect(next.finish().sinks.allSatisfy { $0.isServed })
    #expect(away.taken == Array(1...100))
    #expect(there.taken.count == 100)
  }

  @Test("an offer never waits: what finds no room is counted, and a breach has more room")
  func offers() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    // Nothing leaves the queue while the store is held.
    let holder = try Database(path: scratch.path)
    try holder.execute("BEGIN IMMEDIATE")
    var narrow = options()
    narrow.queue = 40
    let outbox = Outbox(store: store, sinks: [], options: narrow)
    let light = StoreScratch.findings(60, verdict: .info).map { outbox.offer($0) }
    let heavy = StoreScratch.findings(60).map { outbox.offer($0) }
    #expect(light.count { $0 } == 40)
    #expect(heavy.count { $0 } == 10)
    #expect(outbox.counters.refused == 70)
    try holder.execute("ROLLBACK")
    #expect(outbox.finish().isStored)
    #expect(try store.lastSequence() == 50)
  }

  @Test("a store that is damaged under way is set aside, and nothing in the queue is lost")
  func damagedUnderWay() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    let outbox = Outbox(store: store, sinks: [], options: options(.seconds(5)))
    _ = try store.replaceDamaged(
      reason: StoreError(kind: .damaged, message: "torn"), now: 5)
    for entry in StoreScratch.findings(10) { outbox.submit(entry) }
    #expect(outbox.finish().isStored)
    #expect(try store.lastSequence() == 10)
    #expect(FileManager.default.fileExists(atPath: scratch.path + ".damaged-5"))
  }

  @Test("damage that only a sink meets has the store set aside, and the run goes on")
  func damageMetByASink() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    // More than the two mebioctets that SQLite keeps in memory.
    try store.append(StoreScratch.findings(3_000), now: 1)
    try scratch.tamper("PRAGMA wal_checkpoint(TRUNCATE)")
    let file = try FileHandle(forUpdating: URL(filePath: scratch.path))
    let size = try file.seekToEnd()
    try file.seek(toOffset: size / 2)
    try file.write(contentsOf: Data(repeating: 0xff, count: Int(size / 4)))
    try file.close()
    let sink = RecordingSink()
    let outbox = Outbox(store: store, sinks: [sink], options: options(.seconds(5)))
    let deadline = ContinuousClock.now + .seconds(20)
    func isSetAside() -> Bool {
      let names = try? FileManager.default.contentsOfDirectory(atPath: scratch.folder.path())
      return names?.contains { $0.contains(".damaged-") } ?? false
    }
    while !isSetAside(), ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(isSetAside())
    for entry in StoreScratch.findings(10, verdict: .warn) { outbox.submit(entry) }
    #expect(outbox.finish().isStored)
    // The ten, and the event that tells of the old store.
    #expect(try store.records(after: 0, limit: 99).count == 11)
  }

  @Test("what a stream took within ten seconds is sent again, at most ten thousand records")
  func recent() {
    var recent = RecentDeliveries(settled: 0)
    let second: Int64 = 1_000_000_000
    recent.add(upTo: 100, count: 100, now: 0)
    recent.add(upTo: 200, count: 100, now: 5 * second)
    #expect(recent.settled == 0)
    recent.advance(now: 10 * second)
    #expect(recent.settled == 100)
    for batch in 1...12 {
      recent.add(upTo: 200 + Int64(batch) * 1_000, count: 1_000, now: 11 * second)
    }
    // Twelve batches of a thousand came; the last ten are within the bound.
    #expect(recent.settled == 2_200)
  }

  @Test("tries grow apart to half a minute, and two sensors never keep step")
  func backoff() {
    var backoff = Backoff()
    let middles = (0..<12).map { _ in backoff.next { ($0.lowerBound + $0.upperBound) / 2 } }
    #expect(Array(middles.prefix(4)) == [200, 400, 800, 1_600])
    #expect(middles.last == 30_000)
    backoff.reset()
    var ranges: [ClosedRange<Int64>] = []
    _ = backoff.next {
      ranges.append($0)
      return $0.lowerBound
    }
    #expect(ranges == [100...300])
  }

  @Test("a replay has a sign of life every five minutes of packet time and one at its end")
  func heartbeats() {
    var report = Examples.report(findings: [])
    report.coverage.first = Examples.moment(1).time
    report.coverage.last = Examples.moment(9, seconds: 1_000).time
    var late = Examples.finding()
    late.firstSeen = Examples.moment(5, seconds: 700)
    report.findings = [Examples.finding(), late]
    let entries = ReplayHeartbeats.entries(of: report).map { entry in
      switch entry {
      case .heartbeat(let beat):
        "\(beat.time.since(Examples.moment(1).time) / 1_000_000_000)s \(beat.failed) "
          + "\(beat.packets ?? 0)"
      case .finding(let finding): finding.id == late.id ? "finding" : "?"
      case .event: "event"
      case .ledger(let ledger): "ledger of \(ledger.assetCount)"
      }
    }
    #expect(
      entries == [
        "finding", "300s 1 0", "600s 1 0", "finding", "900s 2 0", "ledger of 1", "1000s 2 1000",
      ])
  }
}
