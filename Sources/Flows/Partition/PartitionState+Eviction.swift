import Observations

extension PartitionState {
  /// Slots that are compared to find the flow that is missed least.
  private static let evictionSample: Int32 = 16

  /// Makes room in a full table.
  ///
  /// Among the next slots, closed flows go first, then attempts without an answer and flows of which
  /// neither start nor payload was seen, then those that are silent longest. Without one of the
  /// first two the newest flows are looked at as well, so that a flood of attempts pushes itself out.
  mutating func evict() {
    var victim: (index: Int32, rank: Int, time: Int64)?
    for _ in 0..<Self.evictionSample {
      hand = (hand + 1) % Int32(table.slots)
      guard table[hand].flags.contains(.inUse) else { continue }
      let candidate = (hand, evictionRank(hand), table[hand].last.time.nanoseconds)
      if victim.map({ (candidate.1, candidate.2) < ($0.rank, $0.time) }) ?? true {
        victim = candidate
      }
    }
    if victim.map({ $0.rank > 1 }) ?? true {
      for index in recent where index >= 0 && table[index].flags.contains(.inUse) {
        let candidate = (index, evictionRank(index), table[index].last.time.nanoseconds)
        if victim.map({ (candidate.1, candidate.2) < ($0.rank, $0.time) }) ?? true {
          victim = candidate
        }
      }
    }
    guard let victim else { return }
    context.coverage.evictions["flows", default: 0] += 1
    if victim.rank > 0 { table[victim.index].flags.insert(.evicted) }
    end(victim.index)
  }

  func evictionRank(_ index: Int32) -> Int {
    let flags = table[index].flags
    if flags.contains(.closed) { return 0 }
    if flags.contains(.midstream) {
      // Such as the last acknowledgement of a flow that has ended or was evicted: were it to stay,
      // each eviction in the middle of a flow would leave one that brings on the next.
      if table[index].octets.low == 0, table[index].octets.high == 0 { return 1 }
    } else if table[index].stage < .established {
      return 1
    }
    return flags.contains(.settled) ? 2 : 3
  }
}
