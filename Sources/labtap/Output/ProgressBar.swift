internal import Sensor
internal import Synchronization

/// The line on standard error that tells how far a replay got.
///
/// Shown on a terminal only. Wall time serves the speed and the time left, and nothing else.
final class ProgressBar: Sendable {
  private struct State {
    var shown: ContinuousClock.Instant?
    var isVisible = false
  }

  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Redrawing more often than this costs more than anyone can read.
  private static let interval = Duration.milliseconds(100)

  /// What a replay calls, from any thread.
  var callback: @Sendable (ReplayProgress) -> Void {
    { progress in self.show(progress) }
  }

  func show(_ progress: ReplayProgress) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      if let shown = state.shown, now - shown < Self.interval { return false }
      state.shown = now
      state.isVisible = true
      return true
    }
    guard isDue else { return }
    Terminal.show("\r\u{1b}[K" + Self.line(progress, elapsed: start.duration(to: now)))
  }

  /// Takes the line away, so that nothing is left between warnings and results.
  func clear() {
    let wasVisible = state.withLock { state in
      defer { state.isVisible = false }
      return state.isVisible
    }
    if wasVisible { Terminal.show("\r\u{1b}[K") }
  }

  static func line(_ progress: ReplayProgress, elapsed: Duration) -> String {
    let seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Double(progress.packets) / seconds : 0
    let speed = "\(scaled(rate)) packets/s"
    guard let total = progress.octetsTotal, total > 0 else {
      return "\(scaled(Double(progress.packets))) packets, \(speed)"
    }
    let share = min(Double(progress.octetsRead) / Double(total), 1)
    let filled = Int(share * 30)
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    let left = share > 0 ? ", \(time(seconds / share - seconds)) left" : ""
    return "[\(bar)] \(Int(share * 100)) %  \(speed)\(left)"
  }

  private static func scaled(_ value: Double) -> String {
    switch value {
    case 1e6...: "\(Double(Int(value / 1e5)) / 10) M"
    case 1e3...: "\(Int(value / 1e3)) k"
    default: "\(Int(value))"
    }
  }

  private static func time(_ seconds: Double) -> String {
    // A first estimate can be absurdly long; a day is as good as any number above it.
    let whole = Int(min(max(seconds, 0), 86_400).rounded(.up))
    if whole >= 3600 { return "\(whole / 3600) h \(whole / 60 % 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }
}
