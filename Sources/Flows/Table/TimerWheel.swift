/// When flows are due: one list of slots for each second of the next `span` seconds.
///
/// A packet does not move its flow; a flow whose list comes up is looked at, and one that was
/// active in the meantime is put into a later list. So the cost is per flow and timeout, never per
/// packet.
struct TimerWheel {
  /// Seconds ahead that have a list of their own; later deadlines are looked at again then.
  static let span: Int64 = 64

  private var heads = [Int32](repeating: -1, count: Int(span))
  /// The second up to which lists were emptied.
  private var now: Int64?

  /// Puts a flow into the list of its deadline.
  ///
  /// - Parameters:
  ///   - deadline: in seconds of packet time.
  ///   - second: the packet time that starts the clock when nothing has yet.
  mutating func schedule(
    _ index: Int32, in table: inout FlowTable, at deadline: Int64, now second: Int64
  ) {
    let current = now ?? second
    now = current
    let due = min(max(deadline, current + 1), current + Self.span - 1)
    let bucket = Int32(due.euclideanRemainder(Self.span))
    let head = heads[Int(bucket)]
    table[index].timerBucket = bucket
    table[index].timerPrevious = -1
    table[index].timerNext = head
    if head >= 0 { table[head].timerPrevious = index }
    heads[Int(bucket)] = index
  }

  /// Takes a flow out of its list.
  mutating func cancel(_ index: Int32, in table: inout FlowTable) {
    let bucket = table[index].timerBucket
    guard bucket >= 0 else { return }
    let next = table[index].timerNext
    let previous = table[index].timerPrevious
    if previous >= 0 { table[previous].timerNext = next } else { heads[Int(bucket)] = next }
    if next >= 0 { table[next].timerPrevious = previous }
    table[index].timerBucket = -1
  }

  /// Empties the lists up to a second; their flows go to `due`, each out of its list.
  ///
  /// A clock that steps backwards does nothing until it has caught up.
  mutating func advance(to second: Int64, in table: inout FlowTable, due: inout [Int32]) {
    guard let start = now else {
      now = second
      return
    }
    guard second > start else { return }
    let first = second - start >= Self.span ? second - Self.span + 1 : start + 1
    now = second
    for tick in first...second {
      let bucket = Int(tick.euclideanRemainder(Self.span))
      var index = heads[bucket]
      heads[bucket] = -1
      while index >= 0 {
        let next = table[index].timerNext
        table[index].timerBucket = -1
        due.append(index)
        index = next
      }
    }
  }
}

extension Int64 {
  fileprivate func euclideanRemainder(_ divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
