import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Delivery

/// How the clauses stood, as the store keeps it.
@Suite struct StoredLedgerTests {
  private static func ledger(_ sensor: String = "span-1", seconds: Int64 = 0) -> StoredLedger {
    var judged = LedgerEntry(
      clause: "A", title: LocalizedText(en: "Title", zh: "标题", ja: "題"),
      document: DocumentReference(number: "200055146 v00", clause: "3", isDerived: true),
      verdict: .fail, reason: LocalizedText(en: "\"seen\"\u{202e}\n", zh: "所见"),
      blindSpot: LocalizedText(en: "not in packets"))
    judged.stage = .established
    judged.counts = [.fail: 3, .pass: .max]
    judged.peers = 2
    judged.first = Examples.moment(1).time
    judged.last = Examples.moment(9, seconds: 60).time
    var other = Examples.asset
    other.id = "</script>\u{0}"
    other.address = IPAddress("fd77::10")
    other.mac = nil
    var coverage = Coverage()
    coverage.packets = 1_000
    coverage.malformed = [Coverage.Fault(layer: "smb", rule: "length"): 4]
    coverage.last = Examples.moment(9, seconds: 60).time
    return StoredLedger(
      sensor: sensor, time: Examples.moment(9, seconds: seconds).time,
      assets: [
        AssetSummary(asset: Examples.asset, clauses: [judged, unseen("B", .notObserved)]),
        AssetSummary(asset: other, clauses: [unseen("A", .notAssessable)]),
      ], coverage: coverage)
  }

  private static func unseen(_ clause: String, _ verdict: Verdict) -> LedgerEntry {
    LedgerEntry(
      clause: clause, title: LocalizedText(en: clause),
      document: DocumentReference(number: "n", clause: "1"), verdict: verdict,
      reason: LocalizedText(en: "nothing"))
  }

  @Test("comes back as it was stored, hostile names and all")
  func whole() throws {
    let store = try StoreScratch().open()
    let ledger = Self.ledger()
    try store.append([.ledger(ledger)], now: 1)
    let read = try #require(try store.ledgers().first)
    #expect(read.sensor == "span-1" && read.time == ledger.time)
    #expect(read.assets.map(\.asset) == ledger.assets.map(\.asset))
    #expect(read.stands(as: ledger))
    #expect(read.coverage == ledger.coverage)
    #expect(read.totals == [.fail: 1, .notObserved: 1, .notAssessable: 1])
    let (entry, same) = (read.assets[0].clauses[0], ledger.assets[0].clauses[0])
    #expect(entry.title == same.title && entry.reason == same.reason)
    #expect(entry.blindSpot == same.blindSpot && entry.document == same.document)
    #expect(entry.counts == same.counts && entry.peers == 2 && entry.stage == .established)
    #expect(entry.first == same.first && entry.last == same.last)
    #expect(read.assets[0].clauses[1].counts.isEmpty)
  }

  @Test("the newest of each sensor counts")
  func newest() throws {
    let store = try StoreScratch().open()
    try store.append(
      [
        .ledger(Self.ledger("a", seconds: 1)), .ledger(Self.ledger("b", seconds: 2)),
        .ledger(Self.ledger("a", seconds: 3)),
      ], now: 1)
    let read = try store.ledgers()
    #expect(read.map(\.sensor) == ["a", "b"])
    #expect(read.first?.time == Examples.moment(9, seconds: 3).time)
  }

  @Test("is in the chain: one that was changed or filed elsewhere is found")
  func chain() throws {
    let scratch = try StoreScratch()
    try scratch.open().append(StoreScratch.findings(2) + [.ledger(Self.ledger())], now: 1)
    #expect(try scratch.open().verify().isSound)
    try scratch.tamper("UPDATE record SET sensor = 'other' WHERE kind = 3")
    #expect(
      try scratch.open().verify().faults == ["record 3 is filed under what it does not say"])
    try scratch.tamper("UPDATE record SET sensor = 'span-1' WHERE kind = 3")
    #expect(try scratch.open().verify().isSound)
    try scratch.tamper(
      "UPDATE record SET payload = replace(payload, 'fail', 'pass') WHERE kind = 3")
    #expect(try scratch.open().verify().faults == ["record 3 is not what was stored"])
  }

  @Test("a store that had no ledgers gets them")
  func migrated() throws {
    let scratch = try StoreScratch()
    do {
      let database = try Database(path: scratch.path)
      try StoreSchema.prepare(database, upTo: 3)
    }
    let store = try scratch.open()
    #expect(try store.ledgers().isEmpty)
    try store.append([.ledger(Self.ledger())], now: 1)
    #expect(try store.ledgers().count == 1)
  }

  @Test("a store that is full keeps the newest ledger longer than older ones")
  func retention() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open(StoreRetention(maximumOctets: 262_144))
    for second in 0..<400 {
      try store.append([.ledger(Self.ledger(seconds: Int64(second)))], now: Int64(second))
    }
    #expect(try store.prune(now: 400).dropped > 100)
    #expect(try store.ledgers().map(\.time) == [Examples.moment(9, seconds: 399).time])
    #expect(try store.verify().isSound)
  }

  @Test("one of very many assets is bounded, and counts them all")
  func bounded() throws {
    let assets = (0..<2_000).map { number in
      var asset = Examples.asset
      asset.id = "asset-\(number)"
      return AssetSummary(asset: asset, clauses: [Self.unseen("A", .notObserved)])
    }
    let ledger = StoredLedger(
      sensor: "s", time: Examples.moment(1).time, assets: assets, coverage: Coverage())
    #expect(try ledger.payload().count < 65_536)
    let read = try #require(try StoredLedger.decode(ledger.payload()))
    #expect(read.assets.count == StoredLedger.maximumAssets)
    #expect(read.assetCount == 2_000)
    #expect(read.totals == [.notObserved: 2_000])
  }

  @Test("no payload that is cut or changed makes a trap")
  func damaged() throws {
    let payload = try Self.ledger().payload()
    var random = SplitMix(seed: 9)
    for end in payload.indices { #expect(StoredLedger.decode(Array(payload[..<end])) == nil) }
    for index in payload.indices {
      var changed = payload
      changed[index] = UInt8.random(in: .min ... .max, using: &random)
      _ = StoredLedger.decode(changed)
    }
  }
}
