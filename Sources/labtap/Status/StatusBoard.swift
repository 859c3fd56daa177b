internal import Compliance
internal import Observations
internal import Sensor
internal import Synchronization

/// What the status page shows beside counters: the last findings, and packets and losses per second.
///
/// Findings come from the thread that delivers them; nothing here is on the way of a packet.
final class StatusBoard: Sendable {
  /// Findings that are shown.
  static let maximumFindings = 20
  /// Seconds that the page looks back.
  static let maximumSeconds = 120

  struct State: Sendable {
    /// The newest last.
    var findings: [Finding] = []
    var packets: [UInt64] = []
    var lost: [UInt64] = []
  }

  private struct Counters {
    var state = State()
    var lastPackets: UInt64 = 0
    var lastLost: UInt64 = 0
    var sampledAt: ContinuousClock.Instant?
  }

  private let counters = Mutex(Counters())

  /// Findings that are new or have changed; what is in order is in the matrix.
  func note(_ findings: [Finding]) {
    let news = findings.filter { $0.verdict <= .undetermined && $0.suppression == nil }
    guard !news.isEmpty else { return }
    counters.withLock { counters in
      for finding in news.suffix(Self.maximumFindings) {
        counters.state.findings.removeAll { $0.id == finding.id }
        counters.state.findings.append(finding)
      }
      let surplus = counters.state.findings.count - Self.maximumFindings
      if surplus > 0 { counters.state.findings.removeFirst(surplus) }
    }
  }

  /// Called a few times a second; takes a sample of the counters every second.
  func sample(
    at now: ContinuousClock.Instant = .now, _ statistics: () -> WatchStatistics
  ) {
    let isDue = counters.withLock { counters in
      guard let last = counters.sampledAt else { return true }
      return now - last >= .seconds(1)
    }
    guard isDue else { return }
    let statistics = statistics()
    counters.withLock { counters in
      let elapsed = counters.sampledAt.map { now - $0 } ?? .seconds(1)
      let seconds = max(1, elapsed / .seconds(1))
      if counters.sampledAt != nil {
        Self.append(statistics.packets, counters.lastPackets, seconds, to: &counters.state.packets)
        Self.append(statistics.lost, counters.lastLost, seconds, to: &counters.state.lost)
      }
      counters.lastPackets = statistics.packets
      counters.lastLost = statistics.lost
      counters.sampledAt = now
    }
  }

  private static func append(
    _ value: UInt64, _ last: UInt64, _ seconds: Double, to rates: inout [UInt64]
  ) {
    let grown = value >= last ? value - last : 0
    rates.append(UInt64((Double(grown) / seconds).rounded()))
    if rates.count > maximumSeconds { rates.removeFirst(rates.count - maximumSeconds) }
  }

  var state: State { counters.withLock(\.state) }
}
