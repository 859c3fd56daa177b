internal import Compliance
internal import Delivery
internal import Foundation
internal import Observations
internal import Sensor
internal import Synchronization

/// The store and the collectors of a running sensor: findings, signs of life, and what happens to
/// the sensor itself.
///
/// They are reached only after privileges were given up, since each has a thread of its own.
final class Collectors: Sendable {
  private struct State {
    var output: OutboxOutput?
    var lastBeat: ContinuousClock.Instant?
    var lastLoss: ContinuousClock.Instant?
    /// Frames of which no event has told yet.
    var lost: UInt64 = 0
  }

  /// How long a collector may go without success when the sensor ends; what it does not take stays
  /// in the store.
  static let patience = Duration.seconds(2)

  private let state = Mutex(State())
  private let sensor: String

  init(sensor: String) {
    self.sensor = sensor
  }

  func open(_ options: DeliveryOptions) throws(OutboxOutput.Failure) {
    guard options.isAsked else { return }
    let output = try OutboxOutput(options, sensor: sensor, patience: Self.patience)
    state.withLock { $0.output = output }
  }

  private var output: OutboxOutput? { state.withLock { $0.output } }

  func deliver(_ findings: [Finding]) { output?.submit(findings) }

  /// Something happened to the sensor that its owner should know.
  func tell(_ name: String, count: UInt64? = nil, _ text: String) {
    output?.offer(
      .event(HealthEvent(name: name, time: .now, sensor: sensor, count: count, text: text)))
  }

  /// Frames were lost: told at once, and then the sum of each ten seconds.
  func tellLoss(of frames: UInt64 = 0) {
    let count: UInt64? = state.withLock { state in
      state.lost += frames
      guard state.lost > 0 else { return nil }
      if let last = state.lastLoss, last.duration(to: .now) < .seconds(10) { return nil }
      defer { state.lost = 0 }
      state.lastLoss = .now
      return state.lost
    }
    if let count { tell("frames-lost", count: count, "frames were lost before they were read") }
  }

  /// A sign of life, where one is due.
  func beat(_ statistics: @autoclosure () -> WatchStatistics) {
    let isDue = state.withLock { state in
      let interval = Duration.seconds(Heartbeat.interval)
      if state.output == nil { return false }
      if let last = state.lastBeat, last.duration(to: .now) < interval { return false }
      state.lastBeat = .now
      return true
    }
    guard isDue else { return }
    let statistics = statistics()
    func count(_ verdict: Verdict) -> Int {
      statistics.findingCounts.reduce(0) { sum, kind in
        sum + (kind.key.verdict == verdict.rawValue ? kind.value : 0)
      }
    }
    output?.offer(
      .heartbeat(
        Heartbeat(
          time: .now, sensor: sensor, packets: statistics.packets,
          octets: statistics.coverage.octets, drops: statistics.lost, failed: count(.fail),
          warned: count(.warn))))
  }

  /// Delivers what is left; true when every collector has all.
  func finish() -> Bool { output?.finish() ?? true }
}

extension Timestamp {
  /// The wall clock: signs of life tell when the sensor lives, not what a packet says.
  fileprivate static var now: Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000) * 1_000_000)
  }
}
