import Compliance
import Foundation
import Observations
import Synchronization

/// The thread that judges: epochs of all workers in, findings out.
final class LiveJudge: Sendable {
  private let shared: LiveShared
  private let queue: DeliveryQueue
  private let nextPolicy = Mutex<Policy?>(nil)
  private let published = Mutex(JudgeCounts())
  private let earlier = Mutex<(findings: [Finding], memory: JudgeMemory?)>(([], nil))
  /// How the clauses stand, for those who look.
  let standing = LiveStanding()

  init(_ shared: LiveShared, queue: DeliveryQueue) {
    self.shared = shared
    self.queue = queue
  }

  /// Replaces the policy between two epochs.
  func replacePolicy(_ policy: Policy) { nextPolicy.withLock { $0 = policy } }

  /// What an earlier run found and knew: to be told before the judge begins.
  func resume(_ findings: [Finding], _ memory: JudgeMemory?) {
    earlier.withLock { $0 = (findings, memory) }
  }

  var counts: JudgeCounts { published.withLock(\.self) }

  /// Judges until every worker has ended.
  ///
  /// - Returns: the report of the whole run.
  func run() -> Report {
    var state = State(shared)
    let known = earlier.withLock { earlier in
      defer { earlier = ([], nil) }
      return earlier
    }
    state.updates.resume(known.findings)
    if let memory = known.memory { state.judge.remember(memory) }
    while state.runningWorkers > 0 {
      for batch in shared.epochs.takeAll(within: 0.1) { state.add(batch) }
      state.judgeComplete()
      let policy = nextPolicy.withLock { next in
        defer { next = nil }
        return next
      }
      if let policy {
        queue.put(state.replacePolicy(policy))
        shared.report(.policyReplaced)
      }
      queue.put(state.news())
      if let remember = shared.options.remember, let memory = state.memory() { remember(memory) }
      publish(state)
      standing.update(state.judge, drops: state.losses.frames, at: WallClock.now.steady)
    }
    state.judgeComplete()
    state.noteEnd()
    var coverage = shared.coverage
    coverage.drops = max(coverage.drops, state.losses.frames)
    let delivery = queue.state
    state.judge.noteDelivery(
      DeliveryRecord(
        sent: delivery.delivered, acknowledged: delivery.delivered,
        undelivered: delivery.failures))
    // What ends with the run is judged below, and no counts are lost by it: its findings are told.
    shared.options.remember?(state.judge.memory(isEnd: true))
    var report = state.judge.finish(coverage: coverage)
    queue.put(state.updates.finish(report.findings, at: WallClock.now.steady))
    report.findings = report.findings.map { state.updates.continued($0) }
    publish(state)
    return report
  }

  private func publish(_ state: borrowing State) {
    var counts = JudgeCounts()
    counts.observations = state.observations
    counts.clock = state.clock
    counts.findings = state.updates.count
    counts.findingCounts = state.updates.kinds
    counts.evictions = state.judge.evictionCounts
    if state.updates.evictions > 0 { counts.evictions["live.findings"] = state.updates.evictions }
    published.withLock { $0 = counts }
  }

  /// What only the judging thread touches.
  struct State: ~Copyable {
    let shared: LiveShared
    var judge: Judge
    var updates = FindingUpdates()
    var losses = LossWindows()
    var observations: UInt64 = 0
    var clock: Timestamp?
    var runningWorkers: Int
    /// Observations that wait until every worker has come as far.
    private var pending: [Observation] = []
    /// What workers said when they ended.
    private var last: [Observation] = []
    /// Up to when each worker has given all its frames to their partitions.
    private var completeUntil: [Timestamp]
    private var newestClock: Timestamp?
    private var newestFrame = WallClock.now.time
    private var lastNews: Int64 = 0
    private var newsCost: Int64 = 0
    private var lastSettled: Int64 = 0
    private var lastMemory = WallClock.now.steady
    private var memoryCost: Int64 = 0
    private var rememberedObservations: UInt64 = 0
    /// Nanoseconds that are forgotten at most when the sensor is killed.
    static let memoryPace: Int64 = 5_000_000_000

    init(_ shared: LiveShared) {
      self.shared = shared
      judge = Judge(policy: shared.options.policy, sensor: shared.options.sensor)
      judge.addSource(name: shared.options.interfaces.joined(separator: ","), firstFrame: 1)
      runningWorkers = shared.workers
      completeUntil = (0..<shared.workers).map { _ in Timestamp(nanoseconds: .min) }
    }

    mutating func add(_ batch: EpochBatch) {
      if let loss = batch.loss {
        losses.add(loss)
        shared.report(.framesLost(loss.frames))
      }
      completeUntil[batch.worker] = batch.completeUntil
      newestClock = newestClock.map { max($0, batch.clock) } ?? batch.clock
      noteSilence(until: batch.newestFrame)
      guard batch.isLast else { return pending += batch.observations }
      // The ends of all flows are judged together, in the order of frames.
      runningWorkers -= 1
      last += batch.observations
      if runningWorkers == 0 { pending += last }
    }

    /// A sensor that saw nothing for a while may have been blind: that is evidence as well.
    private mutating func noteSilence(until time: Timestamp?) {
      guard let time, time > newestFrame else { return }
      judge.noteSilence(from: newestFrame, until: time)
      newestFrame = time
    }

    /// Judges what nothing can come before any more, in the order of frames.
    ///
    /// A name has to be known before the connection that it explains, whoever read the two.
    mutating func judgeComplete() {
      let complete = completeUntil.min() ?? .max
      var ready: [Observation] = []
      if complete == .max {
        swap(&ready, &pending)
      } else {
        pending.removeAll { observation in
          guard observation.moment.time <= complete else { return false }
          ready.append(observation)
          return true
        }
      }
      var order = ready.indices.map { (frame: ready[$0].moment.frame, index: $0) }
      order.sort { ($0.frame, $0.index) < ($1.frame, $1.index) }
      for place in order { judge(ready[place.index]) }
      if let observe = shared.options.observe, !order.isEmpty {
        observe(order.map { ready[$0.index] })
      }
      observations += UInt64(order.count)
      if let newest = newestClock.map({ min($0, complete) }) {
        clock = newest
        judge.advance(to: newest)
      }
    }

    /// Nothing came since the last frame.
    mutating func noteEnd() { judge.noteSilence(from: newestFrame, until: WallClock.now.time) }

    private mutating func judge(_ observation: Observation) {
      if !losses.isEmpty, case .connection(let connection) = observation {
        judge.judge(.connection(losses.marked(connection)))
      } else {
        judge.judge(observation)
      }
    }

    /// What is to be told now.
    ///
    /// Asked for every 20 ms; when that costs much, as in a flood of findings, less often, so
    /// that judging keeps at least three quarters of the time.
    mutating func news() -> [Finding] {
      let now = WallClock.now.steady
      guard now - lastNews >= max(20_000_000, 3 * newsCost) else { return [] }
      if now - lastSettled >= 1_000_000_000 {
        lastSettled = now
        judge.settleSilentAttempts()
      }
      var news = updates.take(judge.changedFindings(), at: now)
      news += updates.due(at: now)
      lastNews = WallClock.now.steady
      newsCost = lastNews - now
      return news
    }

    /// What is to be kept for the next run; nil when nothing was judged since, and when it is not
    /// time yet.
    ///
    /// Large tables cost something: no more than a hundredth of the time goes into it.
    mutating func memory() -> JudgeMemory? {
      let now = WallClock.now.steady
      guard observations > rememberedObservations,
        now - lastMemory >= max(Self.memoryPace, 100 * memoryCost)
      else { return nil }
      let memory = judge.memory()
      lastMemory = WallClock.now.steady
      memoryCost = lastMemory - now
      rememberedObservations = observations
      return memory
    }

    /// - Returns: what the old policy had not told yet.
    mutating func replacePolicy(_ policy: Policy) -> [Finding] {
      let now = WallClock.now.steady
      var news = updates.take(judge.changedFindings(), at: now)
      news += updates.due(at: now, isEnd: true)
      updates.beginAnew()
      judge = Judge(policy: policy, sensor: shared.options.sensor, continuing: judge)
      return news
    }
  }
}

/// What the judge counts.
struct JudgeCounts: Sendable {
  var observations: UInt64 = 0
  var findings = 0
  var findingCounts: [FindingKind: Int] = [:]
  var clock: Timestamp?
  var evictions: [String: UInt64] = [:]
}
