/// What a stream took lately and may have lost: it is sent again after the connection broke.
struct RecentDeliveries {
  /// A collector reads within this time, or says so by taking nothing.
  static let nanoseconds: Int64 = 10_000_000_000
  /// Records that are sent again at most; a burst is not sent twice as a whole.
  static let maximumRecords = 10_000

  private var batches: [(time: Int64, last: Int64, count: Int)] = []
  private var count = 0
  /// Everything up to here is not sent again.
  private(set) var settled: Int64

  init(settled: Int64) {
    self.settled = settled
  }

  /// - Parameters:
  ///   - last: the newest record that was sent.
  ///   - now: nanoseconds of a clock that never goes back.
  mutating func add(upTo last: Int64, count: Int, now: Int64) {
    batches.append((now, last, count))
    self.count += count
    advance(now: now)
  }

  mutating func advance(now: Int64) {
    var gone = 0
    for batch in batches {
      // Whole batches only, so that at least the stated number is sent again.
      guard now - batch.time >= Self.nanoseconds || count - batch.count >= Self.maximumRecords
      else { break }
      count -= batch.count
      settled = batch.last
      gone += 1
    }
    batches.removeFirst(gone)
  }

  /// Everything that was sent is known to have been read.
  mutating func settleAll(upTo last: Int64) {
    batches.removeAll()
    count = 0
    settled = last
  }

  /// The connection broke: sending starts over behind `settled`.
  mutating func forget() {
    batches.removeAll()
    count = 0
  }
}
