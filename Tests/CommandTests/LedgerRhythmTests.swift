import Compliance
import Delivery
import Observations
import Testing

@testable import labtap

/// When a running sensor stores how the clauses stand.
@Suite struct LedgerRhythmTests {
  private let start = ContinuousClock.now

  private func ledger(_ verdict: Verdict) -> StoredLedger {
    let clause = LedgerEntry(
      clause: "A", title: LocalizedText(en: "Title"),
      document: DocumentReference(number: "n", clause: "1"), verdict: verdict,
      reason: LocalizedText(en: "seen"))
    let asset = AssetReference(id: "sequencer-1", address: nil, mac: nil, model: nil)
    return StoredLedger(
      sensor: "span-1", time: Timestamp(nanoseconds: 1),
      assets: [AssetSummary(asset: asset, clauses: [clause])], coverage: Coverage())
  }

  /// Looks once a second for so long; returns the seconds at which something was stored.
  private func stores(
    _ seconds: Range<Int>, hasRoom: (Int) -> Bool = { _ in true }, _ verdict: (Int) -> Verdict
  ) -> [Int] {
    var rhythm = LedgerRhythm(from: start)
    var stored: [Int] = []
    for second in seconds {
      let now = start + .seconds(second)
      guard rhythm.isDue(at: now) else { continue }
      rhythm.look(ledger(verdict(second)), at: now) { _ in
        if hasRoom(second) { stored.append(second) }
        return hasRoom(second)
      }
    }
    return stored
  }

  @Test("what stays is stored once, a minute after the start")
  func unchanged() {
    #expect(stores(0..<20_000) { _ in .pass } == [60])
  }

  @Test("a change is stored within the hour, and stored once")
  func changed() {
    #expect(stores(0..<20_000) { $0 < 5_000 ? .pass : .fail } == [60, 7_260])
  }

  @Test("what changes all the time is stored once an hour")
  func restless() {
    let stored = stores(0..<8_000) { ($0 / 3_600).isMultiple(of: 2) ? .pass : .fail }
    #expect(stored == [60, 3_660, 7_260])
  }

  @Test("what found no room is tried again after a minute")
  func full() {
    #expect(stores(0..<4_000, hasRoom: { $0 >= 200 }) { _ in .warn } == [240])
  }
}
