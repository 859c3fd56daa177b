public import Capture
public import Compliance
import Foundation
public import Observations
import Synchronization

/// A running sensor on live interfaces.
///
/// The interfaces are opened when it is made, so that privileges can be given up before the first
/// packet is read.
public final class LiveSensor: Sendable {
  private let shared: LiveShared
  private let workers: [LiveWorker]
  private let queue: DeliveryQueue
  private let judge: LiveJudge
  private let result = Mutex<Report?>(nil)
  private let started = Mutex<WallClock?>(nil)
  private let states: Mutex<[Bool]>

  /// Opens the interfaces.
  public init(_ options: WatchOptions) throws(LiveError) {
    shared = LiveShared(options)
    var sockets = [[LiveInterface]](repeating: [], count: options.workers)
    for name in options.interfaces {
      for worker in 0..<options.workers {
        sockets[worker].append(try LiveInterface(name, settings: options.settings))
      }
    }
    if options.workers > 1 {
      // Of this process and interface alone; any number that no other process uses would do.
      let base = UInt16(truncatingIfNeeded: ProcessInfo.processInfo.processIdentifier) &* 16
      for worker in sockets {
        for (place, interface) in worker.enumerated() {
          try interface.join(group: base &+ UInt16(truncatingIfNeeded: place))
        }
      }
    }
    workers = sockets.enumerated().map { [shared] number, interfaces in
      LiveWorker(number: number, interfaces: interfaces, shared: shared)
    }
    queue = DeliveryQueue(options.deliver)
    judge = LiveJudge(shared, queue: queue)
    states = Mutex(options.interfaces.map { _ in true })
  }

  /// Starts reading and judging, each on threads of its own.
  public func start() {
    started.withLock { $0 = .now }
    let (queue, judge) = (queue, judge)
    Thread.start("deliver") { queue.run() }
    Thread.start("judge") { [self] in
      let report = judge.run()
      result.withLock { $0 = report }
    }
    for worker in workers { Thread.start("worker \(worker.number)") { worker.run() } }
  }

  /// Goes on where an earlier run ended, with its revisions and counts and with what it knew; to be
  /// called before `start`.
  public func resume(_ earlier: [Finding], _ memory: JudgeMemory? = nil) {
    judge.resume(earlier, memory)
  }

  /// Judges by another policy from the next epoch on; no frame is lost by it.
  public func replacePolicy(_ policy: Policy) { judge.replacePolicy(policy) }

  /// Why the sensor stopped by itself; nil while it runs.
  public var failure: LiveError? { shared.failed }

  /// Looks at the interfaces, once in a while.
  ///
  /// One that is down is read again when it is up. One whose name now belongs to another, or to
  /// none, ends the run: a new one cannot be opened without the privileges that are gone.
  public func checkInterfaces() {
    guard let first = workers.first else { return }
    for (place, interface) in first.interfaces.enumerated() {
      guard let isUp = interface.isUp else {
        if shared.failed == nil { shared.fail(LiveError(interface: interface.name, .replaced)) }
        continue
      }
      let wasUp = states.withLock { states in
        defer { states[place] = isUp }
        return states[place]
      }
      if wasUp, !isUp { shared.report(.interfaceDown(interface.name)) }
      if !wasUp, isUp { shared.report(.interfaceUp(interface.name)) }
    }
  }

  /// Stops reading, judges what is there and delivers it.
  ///
  /// - Returns: the report; nil when it was not ready within so many seconds.
  public func stop(within seconds: Double) -> Report? {
    shared.stop()
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if let report = result.withLock(\.self) {
        return queue.close(within: ContinuousClock.now.duration(to: end) / .seconds(1))
          ? report : nil
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return nil
  }

  /// How the clauses stand; asking makes the judging thread tell it for some seconds.
  public var standing: AssetStanding? { judge.standing.look(at: WallClock.now.steady) }

  /// What was counted so far.
  public var statistics: WatchStatistics {
    var statistics = WatchStatistics()
    let now = WallClock.now
    statistics.seconds = started.withLock { started in
      started.map { Double(now.steady - $0.steady) / 1e9 } ?? 0
    }
    let up = states.withLock(\.self)
    for (place, name) in shared.options.interfaces.enumerated() {
      statistics.interfaces.append(InterfaceCounts(name: name))
      statistics.isUp.append(up[place])
    }
    var slowest: Int64 = 0
    for state in shared.states {
      statistics.packets += state.counts.packets
      statistics.handedOver += state.counts.handedOver
      statistics.lost += state.counts.lost
      for (place, counts) in state.counts.interfaces.enumerated() {
        statistics.interfaces[place].add(counts)
      }
      if let at = state.at { slowest = max(slowest, now.steady - at.steady) }
    }
    statistics.secondsSinceTurn = Double(slowest) / 1e9
    statistics.coverage = shared.coverage
    statistics.queuedEpochs = shared.epochs.depth
    statistics.delivery = queue.state
    statistics.ringSize = shared.options.settings.ringSize * shared.workers
    let judged = judge.counts
    statistics.findingCounts = judged.findingCounts
    statistics.observations = judged.observations
    statistics.findings = judged.findings
    statistics.clock = judged.clock
    statistics.coverage.evictions.merge(judged.evictions, uniquingKeysWith: +)
    return statistics
  }
}

extension InterfaceCounts {
  /// Adds what another worker saw of the interface.
  mutating func add(_ other: InterfaceCounts) {
    statistics.received += other.statistics.received
    statistics.dropped += other.statistics.dropped
    // Of the card, and so the same for every socket.
    statistics.droppedByInterface = max(
      statistics.droppedByInterface, other.statistics.droppedByInterface)
    packets += other.packets
    octets += other.octets
    last = [last, other.last].compactMap(\.self).max()
  }
}

/// The counters of a running sensor.
public struct WatchStatistics: Sendable {
  /// Since the start.
  public var seconds = 0.0
  public var packets: UInt64 = 0
  public var handedOver: UInt64 = 0
  public var lost: UInt64 = 0
  public var interfaces: [InterfaceCounts] = []
  /// By interface.
  public var isUp: [Bool] = []
  /// A second old at most.
  public var coverage = Coverage()
  public var observations: UInt64 = 0
  public var findings = 0
  public var findingCounts: [FindingKind: Int] = [:]
  /// Octets of an interface's rings.
  public var ringSize = 0
  public var queuedEpochs = 0
  public var delivery = DeliveryCounts()
  /// Packet time up to which is judged.
  public var clock: Timestamp?
  /// Since the slowest worker last said that it turns.
  public var secondsSinceTurn = 0.0

  public static let maximumQueuedEpochs = LiveShared.maximumEpochs

  init() {}
}
