import Observations

/// What time it is, by the packets alone; one wrong timestamp must not move it.
///
/// A timestamp far ahead of all before it would end every flow at once. So it waits for a second
/// opinion: the next frame confirms it by not lying far before it. A clock never steps back.
struct PacketClock {
  /// Nanoseconds that one frame may move the clock on without a second opinion: below every
  /// time-out that gives up something of a flow that still goes on (30 seconds for fragments).
  static let bound: Int64 = 10_000_000_000

  /// The newest time that counts; nil before there is one.
  private(set) var now: Timestamp?

  /// Whether a frame's time has to be confirmed by the frame behind it.
  func mustWait(_ time: Timestamp) -> Bool {
    guard let now else { return true }
    return time.since(now) > Self.bound
  }

  /// The time at which a frame that had to wait is read.
  ///
  /// - Parameter next: the time of the frame behind it; nil at the end of the input, where nothing
  ///   can be ended too early.
  /// - Returns: its own when it is confirmed, otherwise the newest before it.
  func settle(_ time: Timestamp, by next: Timestamp?) -> Timestamp {
    guard let next, time.since(next) > Self.bound else { return time }
    return now ?? next
  }

  mutating func advance(to time: Timestamp) {
    now = now.map { max($0, time) } ?? time
  }
}
