import Compliance
import Foundation
import Testing

@testable import Delivery

/// What a sensor knows besides its findings, as the store keeps it.
@Suite struct StoreMemoryTests {
  private func memory(_ names: Int = 3, policy: String = "p") -> JudgeMemory {
    var memory = JudgeMemory(policy: policy)
    memory[.names] = (0..<names).map { ["", "203.0.113.\($0)", "a\"\\\n\u{e9}-\($0)", "1", "2"] }
    memory[.ledger] = [["seq", "ILMN-4c", "0", "1", "2", "", "pass", "7"]]
    return memory
  }

  @Test("comes back as it was kept, for the sensor that kept it")
  func roundTrip() throws {
    let scratch = try StoreScratch()
    do {
      let store = try scratch.open()
      #expect(try store.memory(of: "one") == nil)
      try store.keep(memory(), of: "one", now: 1)
      try store.keep(memory(1, policy: "q"), of: "two", now: 1)
    }
    let store = try scratch.open()
    let kept = try #require(try store.memory(of: "one"))
    for part in JudgeMemory.Part.allCases { #expect(kept[part] == memory()[part]) }
    #expect(kept.policy == "p")
    #expect(try store.memory(of: "two")?[.names].count == 1)
    #expect(try store.memory(of: "three") == nil)
  }

  @Test("what has not changed is not written again")
  func unchanged() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    #expect(try store.keep(memory(), of: "one", now: 1) > 0)
    #expect(try store.keep(memory(), of: "one", now: 2) == 0)
    var changed = memory()
    changed[.ledger] = []
    #expect(try store.keep(changed, of: "one", now: 3) > 0)
    #expect(try store.memory(of: "one")?[.ledger] == [])
  }

  @Test("a part takes a small share of the store's bound, and what is in front stays")
  func bounded() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open(StoreRetention(maximumOctets: 1 << 20))
    try store.keep(memory(10_000), of: "one", now: 1)
    let kept = try #require(try store.memory(of: "one"))
    #expect((10..<1_000).contains(kept[.names].count))
    #expect(kept[.names] == Array(memory(10_000)[.names].prefix(kept[.names].count)))
    #expect(kept[.ledger].count == 1)
  }

  @Test("a sensor that was renamed is forgotten after a month")
  func renamed() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.keep(memory(), of: "old", now: 0)
    try store.keep(memory(), of: "new", now: 29 * 86_400_000)
    #expect(try store.memory(of: "old") != nil)
    try store.keep(memory(4), of: "new", now: 31 * 86_400_000)
    #expect(try store.memory(of: "old") == nil)
  }

  @Test("what is damaged or of another version is left out, and the rest is read")
  func damaged() throws {
    let scratch = try StoreScratch()
    do {
      let store = try scratch.open()
      try store.keep(memory(), of: "one", now: 1)
    }
    try scratch.tamper("UPDATE memory SET payload = '{\"version\":1,' WHERE part = 'names'")
    #expect(try scratch.open().memory(of: "one")?[.names] == [])
    #expect(try scratch.open().memory(of: "one")?[.ledger].count == 1)
    try scratch.tamper("UPDATE memory SET payload = replace(payload, ':1,', ':2,')")
    #expect(try scratch.open().memory(of: "one") == nil)
  }

  @Test("a store of the second version gets a place for it")
  func migrates() throws {
    let scratch = try StoreScratch()
    do {
      let database = try Database(path: scratch.path)
      try StoreSchema.prepare(database, upTo: 2)
    }
    let store = try scratch.open()
    try store.keep(memory(), of: "one", now: 1)
    #expect(try store.memory(of: "one") != nil)
  }

  @Test("the chain does not hold it, and holds without it")
  func outsideTheChain() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.append(StoreScratch.findings(3), now: 1)
    let head = try store.head()
    try store.keep(memory(), of: "one", now: 1)
    #expect(try store.head() == head)
    #expect(try store.verify().isSound)
  }

  @Test("the outbox keeps the newest, and the last at the end of the run")
  func outbox() throws {
    let scratch = try StoreScratch()
    var options = Outbox.Options(sensor: "one") { _ in }
    options.patience = .milliseconds(300)
    let outbox = Outbox(store: try scratch.open(), sinks: [], options: options)
    for count in 1...5 { outbox.remember(memory(count)) }
    for entry in StoreScratch.findings(10) { outbox.submit(entry) }
    #expect(outbox.finish().isStored)
    #expect(try scratch.open().memory(of: "one")?[.names].count == 5)
  }
}
