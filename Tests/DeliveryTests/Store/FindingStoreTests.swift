import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Delivery

/// What goes into the store comes out of it, and what somebody changed shows.
@Suite struct FindingStoreTests {
  @Test("a finding comes back as it was, in every format")
  func roundTrip() throws {
    for original in Validator.findings() + [Validator.hostile()] {
      let decoded = try #require(FindingRecord.decode(FindingRecord.encode(original)))
      #expect(decoded == original)
      for format in LineFormat.allCases {
        #expect(
          Validator.lines(format, [decoded]) == Validator.lines(format, [original]),
          "\(format.rawValue)")
      }
    }
  }

  @Test("cut or changed octets give no finding and no trap")
  func damagedPayload() {
    let octets = FindingRecord.encode(Validator.hostile())
    for end in stride(from: 0, to: octets.count, by: 97) {
      #expect(FindingRecord.decode(Array(octets[..<end])) == nil)
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var changed = FindingRecord.encode(Examples.finding())
      changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(
        in: .min ... .max, using: &random)
      _ = FindingRecord.decode(changed)
    }
    #expect(FindingRecord.decode(Array(String(repeating: "[", count: 100_000).utf8)) == nil)
  }

  @Test("records have the order in which they came, without gaps")
  func order() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    #expect(try store.append(StoreScratch.findings(5), now: 7) == 5)
    let records = try store.records(after: 2, limit: 2)
    #expect(records.map(\.sequence) == [3, 4])
    #expect(records.first?.finding()?.id == "finding-fail-2")
    #expect(records.first?.stored == 7)
    #expect(try store.lastSequence() == 5)
  }

  @Test("the same finding is stored once, and a changed one gets a higher revision")
  func revisions() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    var finding = Examples.finding()
    finding.revision = 1
    #expect(try store.append([.finding(finding)], now: 1) == 1)
    #expect(try store.append([.finding(finding)], now: 2) == 0)
    finding.count += 1
    #expect(try store.append([.finding(finding)], now: 3) == 1)
    finding.sensor = "another"
    #expect(try store.append([.finding(finding)], now: 4) == 1)
    let revisions = try store.records(after: 0, limit: 9).map { $0.finding()?.revision }
    #expect(revisions == [1, 2, 1])
    #expect(try store.findings().map(\.count) == [4, 4])
  }

  @Test("a breach that is over is a recovery, once")
  func recovery() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    var finding = Examples.finding()
    for verdict in [Verdict.fail, .pass, .info, .warn, .undetermined] {
      finding.verdict = verdict
      try store.append([.finding(finding)], now: 1)
    }
    #expect(
      try store.records(after: 0, limit: 9).map(\.isRecovery) == [false, true, false, false, true])
  }

  @Test("what was stored is there after the store is opened again")
  func reopens() throws {
    let scratch = try StoreScratch()
    var head: ChainHead?
    do {
      let store = try scratch.open()
      try store.append(StoreScratch.findings(3), now: 1)
      try store.set(FindingStore.Cursor(delivered: 2, settled: 1), of: "tcp://a:1")
      head = try store.head()
    }
    let store = try scratch.open()
    #expect(try store.head() == head)
    #expect(
      try store.cursor(of: "tcp://a:1") == FindingStore.Cursor(delivered: 2, settled: 1))
    #expect(try store.cursor(of: "tcp://b:1") == FindingStore.Cursor(delivered: 0, settled: 0))
    #expect(try store.verify().isSound)
  }

  // MARK: The chain

  @Test(
    "a changed, hidden, moved or removed record breaks the chain",
    arguments: [
      "UPDATE record SET payload = replace(payload, 'nextseq-01', 'nextseq-02') WHERE seq = 3",
      "UPDATE record SET payload = replace(payload, '\"fail\"', '\"pass\"'), verdict = 3 WHERE seq = 3",
      "UPDATE record SET verdict = 3 WHERE seq = 3",
      "UPDATE record SET id = 'other' WHERE seq = 3", "UPDATE record SET stored = 9 WHERE seq = 3",
      "UPDATE record SET revision = 9 WHERE seq = 3", "DELETE FROM record WHERE seq = 3",
      "DELETE FROM record WHERE seq >= 4", "DELETE FROM record WHERE seq <= 2",
      "DELETE FROM record WHERE seq = 1; UPDATE record SET seq = seq - 1",
    ])
  func tampering(sql: String) throws {
    let scratch = try StoreScratch()
    do {
      let store = try scratch.open()
      try store.append(StoreScratch.findings(5), now: 1)
      #expect(try store.verify().isSound)
    }
    try scratch.tamper(sql)
    let result = try FindingStore(reading: scratch.path).verify()
    #expect(!result.faults.isEmpty)
    #expect(!result.isSound)
  }

  @Test("a whole new chain shows only against a head that somebody kept")
  func keptHead() throws {
    let scratch = try StoreScratch()
    let head: ChainHead
    let later: ChainHead
    do {
      let store = try scratch.open()
      try store.append(StoreScratch.findings(3), now: 1)
      head = try store.head()
      try store.append(StoreScratch.findings(3, verdict: .warn), now: 1)
      later = try store.head()
      #expect(try store.verify(keptHead: head).keptHead == .matches)
    }
    try FileManager.default.removeItem(atPath: scratch.path)
    let forged = try scratch.open()
    try forged.append(StoreScratch.findings(4, verdict: .pass), now: 1)
    #expect(try forged.verify().isSound)
    #expect(try forged.verify(keptHead: head).keptHead == .differs)
    #expect(try forged.verify(keptHead: later).keptHead == .beyondEnd)
    #expect(try !forged.verify(keptHead: head).isSound)
    #expect(ChainHead(head.description) == head)
    #expect(ChainHead("3:12") == nil)
  }

  // MARK: Retention

  @Test("age drops what every sink has and keeps the chain whole")
  func age() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open(StoreRetention(maximumDays: 1))
    try store.append(StoreScratch.findings(10), now: 0)
    try store.append(StoreScratch.findings(10, verdict: .warn), now: 86_400_001)
    try store.set(FindingStore.Cursor(delivered: 8, settled: 4), of: "tcp://a:1")
    let outcome = try store.prune(now: 86_400_002)
    #expect(outcome == StoreRetention.Outcome(dropped: 4, undelivered: 0, undeliveredFindings: 0))
    #expect(try store.records(after: 0, limit: 99).first?.sequence == 5)
    let result = try store.verify()
    #expect(result.isSound, "\(result.faults)")
    #expect(result.anchor == 4)
  }

  @Test("size drops the oldest info first, delivered or not, and counts it")
  func size() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open(StoreRetention(maximumOctets: 2 << 20))
    try store.append(StoreScratch.findings(300, verdict: .fail), now: 1)
    try store.append(StoreScratch.findings(1_500, verdict: .info), now: 1)
    try store.append(StoreScratch.findings(300, verdict: .warn), now: 1)
    try store.set(FindingStore.Cursor(delivered: 0, settled: 0), of: "tcp://a:1")
    let outcome = try store.prune(now: 2)
    #expect(outcome.dropped > 0)
    #expect(outcome.undelivered == outcome.dropped)
    #expect(outcome.undeliveredFindings == 0)
    let kept = try store.records(after: 0, limit: 9_999)
    #expect(kept.count { $0.verdict == .fail } == 300)
    #expect(kept.count { $0.verdict == .warn } == 300)
    #expect(try store.verify().isSound)
    #expect(try store.prune(now: 3).dropped == 0)
  }

  // MARK: Bad files

  @Test("a file that is no store is set aside, whole, and a new store begun")
  func damaged() throws {
    let scratch = try StoreScratch()
    let garbage = Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try garbage.write(to: URL(filePath: scratch.path))
    let store = try scratch.open(now: 42)
    let notice = try #require(store.openingNotice)
    #expect(notice.kept == scratch.path + ".damaged-42")
    #expect(try Data(contentsOf: URL(filePath: notice.kept)) == garbage)
    #expect(try store.append(StoreScratch.findings(1), now: 1) == 1)
  }

  @Test("a store with a torn page is set aside")
  func torn() throws {
    let scratch = try StoreScratch()
    do {
      let store = try scratch.open()
      try store.append(StoreScratch.findings(200), now: 1)
    }
    let file = try FileHandle(forUpdating: URL(filePath: scratch.path))
    try file.seek(toOffset: 4_096 * 2)
    try file.write(contentsOf: Data(repeating: 0xa5, count: 4_096 * 20))
    try file.close()
    #expect(try scratch.open(now: 42).openingNotice != nil)
  }

  @Test("another program's database is not written to")
  func foreign() throws {
    let scratch = try StoreScratch()
    try scratch.tamper("CREATE TABLE t (x); PRAGMA application_id = 7")
    let before = try Data(contentsOf: URL(filePath: scratch.path))
    let store = try scratch.open(now: 42)
    let kept = try #require(store.openingNotice?.kept)
    #expect(kept == scratch.path + ".damaged-42")
    #expect(try Data(contentsOf: URL(filePath: kept)) == before)
  }

  @Test("a store that another process holds stays where it is, and another file is used")
  func locked() throws {
    let scratch = try StoreScratch()
    _ = try scratch.open()
    let holder = try Database(path: scratch.path)
    try holder.execute("BEGIN EXCLUSIVE")
    let store = try scratch.open(now: 42)
    #expect(store.openingNotice?.used == scratch.path + ".42")
    #expect(store.path == scratch.path + ".42")
    try holder.execute("ROLLBACK")
  }

  @Test("an older store is brought forward with all that it holds")
  func migrates() throws {
    let scratch = try StoreScratch()
    do {
      let database = try Database(path: scratch.path)
      try StoreSchema.prepare(database, upTo: 1)
      #expect(try database.number("PRAGMA user_version") == 1)
      try database.execute(
        "INSERT INTO cursor (sink, delivered, settled) VALUES ('tcp://a:1', 3, 2)")
    }
    let store = try scratch.open()
    #expect(try store.cursor(of: "tcp://a:1").delivered == 3)
    let version = try Database(path: scratch.path).number("PRAGMA user_version")
    #expect(version == Int64(StoreSchema.versions.count))
  }

  @Test("a store of a newer version is refused and left as it is")
  func newer() throws {
    let scratch = try StoreScratch()
    _ = try scratch.open()
    try scratch.tamper("PRAGMA user_version = 99")
    let error = #expect(throws: StoreError.self) { try scratch.open() }
    #expect(error?.kind == .newer)
    #expect(error?.message.contains("99") == true)
    #expect(try Database(path: scratch.path).number("PRAGMA user_version") == 99)
  }

  @Test("a failed write leaves nothing behind")
  func atomic() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.append(StoreScratch.findings(1), now: 1)
    try scratch.tamper(
      """
      CREATE TRIGGER refuse BEFORE INSERT ON record WHEN new.id = 'finding-warn-3'
      BEGIN SELECT RAISE(ABORT, 'no'); END
      """)
    #expect(throws: StoreError.self) {
      try store.append(StoreScratch.findings(9, verdict: .warn), now: 1)
    }
    #expect(try store.lastSequence() == 1)
    #expect(try store.verify().isSound)
  }
}
