import Observations

/// Which addresses were claimed lately, and by whom, so that the same word is told once in a while.
///
/// Two generations by packet time: what the older holds is older than the pause when the next
/// begins, and says nothing any more. So there are as many as there are claims in a minute, however
/// many addresses come by in a year.
struct ClaimLog {
  private struct Word {
    var mac: UInt64
    var time: Timestamp
  }

  private var newer: [UInt128: Word] = [:]
  private var older: [UInt128: Word] = [:]
  /// When the first of the newer generation was told.
  private var since: Timestamp?
  /// Claims that were forgotten before their time, so that they may be told twice.
  private(set) var evictions: UInt64 = 0

  /// Nanoseconds for which a claim that says the same is not told again.
  static let pause: Int64 = 30_000_000_000
  /// Claims of both generations: more within a minute are a flood.
  static let maximum = 4_096

  var count: Int { newer.count + older.count }

  /// Notes a claim; false when the same was told a moment ago.
  mutating func note(_ address: UInt128, of mac: UInt64, at time: Timestamp) -> Bool {
    if let last = newer[address] ?? older[address], last.mac == mac,
      time.since(last.time) < Self.pause
    {
      return false
    }
    let age = time.since(since ?? time)
    if age >= Self.pause {
      turn()
      // After so long a silence nothing of the newer generation holds any more either.
      if age >= 2 * Self.pause { turn() }
    } else if newer.count >= Self.maximum / 2 {
      evictions += UInt64(older.count)
      turn()
    }
    if newer.isEmpty { since = time }
    newer[address] = Word(mac: mac, time: time)
    return true
  }

  /// The older generation makes room for the newer; the storage of both is used again.
  private mutating func turn() {
    older.removeAll(keepingCapacity: true)
    swap(&newer, &older)
  }
}
