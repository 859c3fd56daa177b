internal import Observations

/// When an asset was seen up, by the minute: what tells a firewall from a switched-off computer.
struct Liveness: Sendable {
  private var minutes: [Int64: (first: Timestamp, last: Timestamp)] = [:]
  private var spans: [(first: Timestamp, last: Timestamp)] = []

  /// A day and a half of minutes.
  static let maximumMinutes = 2_048
  static let maximumSpans = 64
  /// "The same minute" of the decision table, in nanoseconds.
  static let reach: Int64 = 60_000_000_000

  mutating func note(_ time: Timestamp) {
    let minute = time.nanoseconds / Self.reach
    if let seen = minutes[minute] {
      minutes[minute] = (min(seen.first, time), max(seen.last, time))
      return
    }
    if minutes.count >= Self.maximumMinutes, let oldest = minutes.keys.min() {
      minutes[oldest] = nil
    }
    minutes[minute] = (time, time)
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
    for index in (minute - 1)...(minute + 1) {
      guard let seen = minutes[index] else { continue }
      if abs(seen.first.since(time)) <= Self.reach || abs(seen.last.since(time)) <= Self.reach {
        return true
      }
      if seen.first < time, time < seen.last { return true }
    }
    return spans.contains { $0.first <= time && time <= $0.last }
  }
}
