internal import Sensor
internal import Synchronization

/// Tells of lost frames now and then: an overloaded sensor loses some many times a second.
///
/// The first loss is told at once, what follows within the pace is summed up. Other events pass.
final class LossReports: Sendable {
  /// Between two words on lost frames.
  static let pace = Duration.seconds(10)

  private struct State {
    var waiting: UInt64 = 0
    var next: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let tell: @Sendable (WatchEvent) -> Void

  init(_ tell: @escaping @Sendable (WatchEvent) -> Void) {
    self.tell = tell
  }

  func take(_ event: WatchEvent, now: ContinuousClock.Instant = .now) {
    guard case .framesLost(let count) = event else { return tell(event) }
    state.withLock { $0.waiting += count }
    tellDue(now: now)
  }

  /// Tells what has waited for long enough.
  func tellDue(now: ContinuousClock.Instant = .now) {
    let due = state.withLock { state in
      guard state.waiting > 0, state.next.map({ $0 <= now }) ?? true else { return UInt64(0) }
      state.next = now + Self.pace
      return Self.take(&state)
    }
    if due > 0 { tell(.framesLost(due)) }
  }

  /// Tells what is left at the end.
  func tellAll() {
    let rest = state.withLock { Self.take(&$0) }
    if rest > 0 { tell(.framesLost(rest)) }
  }

  private static func take(_ state: inout State) -> UInt64 {
    defer { state.waiting = 0 }
    return state.waiting
  }
}
