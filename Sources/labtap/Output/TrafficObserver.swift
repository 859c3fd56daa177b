internal import Compliance
internal import Reporting
internal import Sensor
internal import Synchronization

/// Keeps what the assets of a replay sent and received, for an evidence report.
final class TrafficObserver: Sendable {
  private let state: Mutex<TrafficRecord>

  init(site: Site?) {
    state = Mutex(TrafficRecord(site: site))
  }

  /// What a replay calls.
  var observer: @Sendable (ReplayEvent) -> Void {
    { event in
      guard case .observation(let observation) = event else { return }
      self.state.withLock { $0.add(observation) }
    }
  }

  var record: TrafficRecord { state.withLock(\.self) }
}

extension ReplayCommand {
  /// Both, one of them, or none.
  static func observer(
    _ first: (@Sendable (ReplayEvent) -> Void)?, _ second: (@Sendable (ReplayEvent) -> Void)?
  ) -> (@Sendable (ReplayEvent) -> Void)? {
    guard let first, let second else { return first ?? second }
    return { event in
      first(event)
      second(event)
    }
  }
}
