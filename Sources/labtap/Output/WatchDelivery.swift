internal import Compliance
internal import Delivery
internal import Foundation
internal import Observations
internal import Sensor
internal import Synchronization

/// Where the findings of a running sensor go: files, and by way of the store to collectors.
///
/// Nothing here waits for a collector: what finds no room in the outbox is counted as undelivered.
final class WatchDelivery: Sendable {
  private let output: WatchOutput
  private let outbox = Mutex<OutboxOutput?>(nil)
  private let lastBeat = Mutex(ContinuousClock.now)
  private let ledgers = Mutex(LedgerRhythm(from: .now))
  /// What the status page shows of findings.
  let board = StatusBoard()

  /// How long collectors may go without success at the end.
  ///
  /// With what ending takes besides, it is below the patience of a service manager. What is left is
  /// in the store.
  private static let patience = Duration.milliseconds(1_500)

  init(_ output: WatchOutput) {
    self.output = output
  }

  /// Opens the store and starts the collectors' threads, once privileges are given up.
  ///
  /// - Returns: the exit code when that is not possible.
  func open(_ command: WatchCommand, sensor: String) -> ExitCode? {
    var options = command.delivery
    options.store = command.storePath
    guard options.isAsked else { return nil }
    do throws(OutboxOutput.Failure) {
      let opened = try OutboxOutput(options, sensor: sensor, patience: Self.patience)
      outbox.withLock { $0 = opened }
      return nil
    } catch {
      switch error {
      case .usage(let text):
        Terminal.complain(text)
        return .usage
      case .store(let text):
        Terminal.complain(text)
        return .undelivered
      }
    }
  }

  private var opened: OutboxOutput? { outbox.withLock(\.self) }

  /// nil without a store.
  var storeCounts: StoreCounts? {
    guard let counters = opened?.counters else { return nil }
    var counts = StoreCounts()
    counts.stored = counters.stored
    counts.waiting = counters.waiting
    counts.refused = counters.refused
    counts.failures = counters.storeFailures
    counts.expired = counters.expired
    counts.isFailing = counters.isStoreFailing
    counts.sinks = (opened?.sinkCounters ?? []).map { sink in
      StoreCounts.Sink(
        name: sink.name, backlog: sink.backlog, sent: sink.sent, failures: sink.failures)
    }
    return counts
  }

  var earlierFindings: [Finding] { opened?.earlierFindings() ?? [] }

  /// What an earlier run knew besides its findings.
  func earlierMemory(of sensor: String) -> JudgeMemory? { opened?.memory(of: sensor) }

  func remember(_ memory: JudgeMemory) { opened?.remember(memory) }

  func deliver(_ findings: [Finding]) -> Bool {
    board.note(findings)
    var isWhole = output.deliver(findings)
    guard let opened else { return isWhole }
    for finding in findings where !opened.offer(.finding(finding)) { isWhole = false }
    return isWhole
  }

  /// What the sensor's owner should know goes where findings go.
  func note(_ event: WatchEvent, sensor: String) {
    let (name, count, text): (String, UInt64?, String)
    switch event {
    case .interfaceDown(let interface):
      (name, count, text) = ("interface-down", nil, "\(interface) is down; nothing is seen there")
    case .interfaceUp(let interface):
      (name, count, text) = ("interface-up", nil, "\(interface) is up again")
    case .interfaceFailed(let error): (name, count, text) = ("interface-failed", nil, error)
    case .framesLost(let lost):
      (name, count, text) = ("frames-lost", lost, "\(lost) frames were not read")
    case .clockStep(let seconds):
      (name, count, text) = ("clock-went-back", nil, "the clock went back by \(seconds) s")
    case .policyReplaced: (name, count, text) = ("policy-replaced", nil, "a new policy is in force")
    }
    let event = HealthEvent(name: name, time: Self.now, sensor: sensor, count: count, text: text)
    _ = opened?.offer(.event(event))
  }

  /// A sign of life, every five minutes.
  func beat(_ watch: LiveSensor, sensor: String) {
    guard let opened else { return }
    let isDue = lastBeat.withLock { last in
      guard ContinuousClock.now - last >= .seconds(Heartbeat.interval) else { return false }
      last = .now
      return true
    }
    keepLedger(watch, sensor, in: opened)
    if isDue { _ = opened.offer(.heartbeat(Self.heartbeat(watch.statistics, sensor))) }
  }

  /// Stores how the clauses stand, when that changed since it was last stored.
  private func keepLedger(_ watch: LiveSensor, _ sensor: String, in outbox: OutboxOutput) {
    ledgers.withLock { ledgers in
      // The judging thread makes one when it is asked; until then there is none, or nothing yet.
      guard ledgers.isDue(at: .now), let standing = watch.standing else { return }
      let ledger = StoredLedger(
        sensor: sensor, time: Self.now, assets: standing.assets, count: standing.count,
        coverage: watch.statistics.coverage)
      ledgers.look(ledger, at: .now) { outbox.offer(.ledger($0)) }
    }
  }

  private static func heartbeat(_ statistics: WatchStatistics, _ sensor: String) -> Heartbeat {
    func count(_ verdict: Verdict) -> Int {
      statistics.findingCounts.filter { $0.key.verdict == verdict.rawValue }
        .reduce(0) { $0 + $1.value }
    }
    return Heartbeat(
      time: now, sensor: sensor, packets: statistics.packets,
      octets: statistics.coverage.octets, drops: statistics.lost, failed: count(.fail),
      warned: count(.warn))
  }

  /// Delivers what is left; false when a target or a collector did not get all of it.
  func finish(_ report: Report) -> Bool {
    let isWritten = output.finish(report)
    if let ledger = StoredLedger(report) { _ = opened?.offer(.ledger(ledger)) }
    return opened?.finish() ?? true && isWritten
  }

  private static var now: Timestamp {
    Timestamp(nanoseconds: Int64(Date.now.timeIntervalSince1970 * 1e9))
  }
}
