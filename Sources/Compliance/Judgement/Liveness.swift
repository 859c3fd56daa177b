internal import Observations

/// When an asset was seen up, by the minute: what tells a firewall from a switched-off computer.
struct Liveness: Sendable {
  private struct Minute {
    var number: Int64
    var first: Timestamp
    var last: Timestamp
  }

  private var minutes: [Int64: (first: Timestamp, last: Timestamp)] = [:]
  /// The minute that was noted last; what it adds is written to `minutes` when it is over.
  private var current: Minute?
  private var spans: [(first: Timestamp, last: Timestamp)] = []

  /// A day and a half of minutes.
  static let maximumMinutes = 2_048
  static let maximumSpans = 64
  /// "The same minute" of the decision table, in nanoseconds.
  static let reach: Int64 = 60_000_000_000

  mutating func note(_ time: Timestamp) {
    let number = time.nanoseconds / Self.reach
    if let known = current, known.number == number {
      if time < known.first { current?.first = time }
      if known.last < time { current?.last = time }
      return
    }
    if let current { minutes[current.number] = (current.first, current.last) }
    if let seen = minutes[number] {
      current = Minute(number: number, first: min(seen.first, time), last: max(seen.last, time))
      return
    }
    if minutes.count >= Self.maximumMinutes, let oldest = minutes.keys.min() {
      minutes[oldest] = nil
    }
    minutes[number] = (time, time)
    current = Minute(number: number, first: time, last: time)
  }

  /// A TCP connection that went on over a time shows the host up all the while: a restart would
  /// have ended it.
  mutating func note(from first: Timestamp, to last: Timestamp) {
    guard last.since(first) > Self.reach else { return }
    if spans.count >= Self.maximumSpans { spans.removeFirst() }
    spans.append((first, last))
  }

  func isAlive(around time: Timestamp) -> Bool {
    let minute = time.nanoseconds / Self.reach
    for number in (minute - 1)...(minute + 1) {
      guard let seen = seen(in: number) else { continue }
      if isNear(seen.first, time) || isNear(seen.last, time) { return true }
      if seen.first < time, time < seen.last { return true }
    }
    return spans.contains { $0.first <= time && time <= $0.last }
  }

  private func isNear(_ seen: Timestamp, _ time: Timestamp) -> Bool {
    seen.since(time).magnitude <= UInt64(Self.reach)
  }

  private func seen(in number: Int64) -> (first: Timestamp, last: Timestamp)? {
    if let current, current.number == number { return (current.first, current.last) }
    return minutes[number]
  }
}
