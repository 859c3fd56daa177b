public import Compliance
internal import Foundation
internal import Observations
internal import Synchronization

/// Takes entries, stores them, and lets each sink have them: the store first, always.
///
/// Two ways in: `offer` never waits and counts what finds no place, for those who watch packets;
/// `submit` waits, for a replay, where nobody is held up.
public final class Outbox: Sendable {
  public struct Options: Sendable {
    /// Entries that wait for the store.
    public var queue = 65_536
    /// How long a sink may go without success when the run is over.
    public var patience: Duration = .seconds(10)
    /// Names the sensor in events.
    public var sensor: String
    /// Told what its owner should know, one line each.
    public var complain: @Sendable (String) -> Void

    public init(sensor: String, complain: @escaping @Sendable (String) -> Void) {
      self.sensor = sensor
      self.complain = complain
    }
  }

  private struct State {
    var queue: [StoreEntry] = []
    var counters = Counters()
    /// The newest record of the store.
    var lastSequence: Int64 = 0
    /// What a sensor knows and the store has not been told.
    var memory: JudgeMemory?
  }

  private let state = Mutex(State())
  private let store: FindingStore
  private let drains: [Drain]
  private let bell = Doorbell()
  private let ending: Ending
  private let options: Options

  /// Entries that are stored with one wait for the disk.
  private static let batch = 1_000
  /// Retention is looked after when so many records came, or after a minute.
  private static let recordsPerPruning = 20_000

  public init(store: FindingStore, sinks: [any Sink], options: Options) {
    self.store = store
    self.options = options
    let ending = Ending(patience: options.patience)
    self.ending = ending
    let bell = bell
    drains = sinks.map { Drain($0, store: store, bell: bell, ending: ending) }
    if let notice = store.openingNotice { report(notice) }
    let thread = Thread { self.write() }
    thread.name = "labtap store"
    thread.start()
    for drain in drains { drain.start() }
  }

  public var counters: Counters {
    state.withLock { state in
      var counters = state.counters
      counters.waiting = state.queue.count
      return counters
    }
  }

  /// By sink, in the order in which they were given.
  public var sinkCounters: [SinkCounters] {
    let last = state.withLock { $0.lastSequence }
    return drains.map { drain in
      drain.state.withLock { state in
        SinkCounters(
          name: drain.sink.name, backlog: UInt64(max(last - state.delivered, 0)),
          sent: state.sent, failures: state.failures)
      }
    }
  }

  // MARK: In

  /// Keeps what a sensor knows in place of what it knew before; never waits.
  public func remember(_ memory: JudgeMemory) {
    state.withLock { $0.memory = memory }
    bell.ring()
  }

  /// Takes an entry if there is room; never waits.
  ///
  /// What breaks a clause may use a quarter more room than `info` and signs of life.
  @discardableResult
  public func offer(_ entry: StoreEntry) -> Bool {
    let isTaken = state.withLock { state in
      let limit = entry.isLight ? options.queue : options.queue + options.queue / 4
      guard state.queue.count < limit else {
        state.counters.refused += 1
        return false
      }
      state.queue.append(entry)
      return true
    }
    if isTaken { bell.ring() }
    return isTaken
  }

  /// Takes an entry, and waits for room when there is none.
  public func submit(_ entry: StoreEntry) {
    while true {
      let rings = bell.count
      let isTaken = state.withLock { state in
        guard state.queue.count < options.queue else { return false }
        state.queue.append(entry)
        return true
      }
      if isTaken { break }
      bell.wait(since: rings, milliseconds: 1_000)
    }
    bell.ring()
  }

  // MARK: Out

  /// Stores and delivers what is left, as long as something gets through; what does not stays in the
  /// store.
  ///
  /// - Returns: whether everything was stored, and what became of each sink.
  public func finish() -> (isStored: Bool, sinks: [SinkResult]) {
    ending.ask()
    bell.ring()
    while true {
      let rings = bell.count
      if ending.isStored, drains.allSatisfy({ $0.state.withLock { $0.isOver } }) { break }
      bell.wait(since: rings, milliseconds: 1_000)
    }
    return (
      state.withLock { $0.queue.isEmpty },
      drains.map { drain in
        drain.state.withLock { state in
          SinkResult(
            name: drain.sink.name, isServed: state.isServed, sent: state.sent,
            failures: state.failures, error: state.lastError)
        }
      }
    )
  }

  // MARK: The store's thread

  private func write() {
    var sincePruning = Self.recordsPerPruning
    var lastPruning = ContinuousClock.now
    var progress = ContinuousClock.now
    var isFailing = false
    var isPruned = false
    var nextMemory = ContinuousClock.now
    noteEnd()
    while true {
      let rings = bell.count
      let isEnding = ending.isAsked
      // All at once, so that what several sinks met is replaced once.
      if let damage = drains.compactMap({ $0.takeDamage() }).first { replaceStore(damage) }
      let batch = state.withLock { Array($0.queue.prefix(Self.batch)) }
      if batch.isEmpty {
        keepMemory(&nextMemory, isEnding: isEnding)
        if isEnding, isPruned { break }
        if isEnding {
          // What retention says of itself is still to be stored.
          isPruned = true
          prune()
          continue
        }
        bell.wait(since: rings, milliseconds: 1_000)
      } else {
        do throws(StoreError) {
          let added = try store.append(batch, now: Self.milliseconds)
          state.withLock { state in
            state.queue.removeFirst(batch.count)
            state.counters.stored += UInt64(added)
          }
          noteEnd()
          sincePruning += added
          progress = .now
          if isFailing {
            isFailing = false
            state.withLock { $0.counters.isStoreFailing = false }
            tell("store-recovered", "the findings store takes records again")
          }
          bell.ring()
        } catch {
          if !isFailing {
            // Waits with the rest, and tells afterwards since when.
            tell("store-failed", "the findings store takes nothing: \(error); trying again")
          }
          isFailing = true
          state.withLock { $0.counters.isStoreFailing = true }
          state.withLock { $0.counters.storeFailures += 1 }
          if error.kind == .damaged { replaceStore(error) }
          if ending.isOver(since: progress) { break }
          let rings = bell.count
          bell.wait(since: rings, milliseconds: 500)
        }
      }
      if !batch.isEmpty { keepMemory(&nextMemory, isEnding: false) }
      let isCrowded = !batch.isEmpty && ((try? store.isCrowded()) ?? false)
      if isCrowded || sincePruning >= Self.recordsPerPruning
        || lastPruning.duration(to: .now) > .seconds(60)
      {
        sincePruning = 0
        lastPruning = .now
        prune()
      }
    }
    ending.markStored()
    bell.ring()
  }

  /// What sinks are behind is counted from here.
  private func noteEnd() {
    guard let last = try? store.lastSequence() else { return }
    state.withLock { $0.lastSequence = last }
  }

  /// Octets a second that what a sensor knows may cost the disk over time.
  private static let memoryRate = 65_536
  /// After a write that failed: seconds.
  private static let memoryPatience = 5

  /// Writes what a sensor knows, when it was told and is due; what fails is tried again later, and
  /// the newest counts.
  private func keepMemory(_ next: inout ContinuousClock.Instant, isEnding: Bool) {
    guard isEnding || ContinuousClock.now >= next,
      let memory = state.withLock({ state in
        defer { state.memory = nil }
        return state.memory
      })
    else { return }
    do throws(StoreError) {
      let written = try store.keep(memory, of: options.sensor, now: Self.milliseconds)
      next = .now + .seconds(written / Self.memoryRate)
    } catch {
      state.withLock { state in
        state.counters.storeFailures += 1
        if state.memory == nil { state.memory = memory }
      }
      next = .now + .seconds(Self.memoryPatience)
    }
  }

  private func replaceStore(_ error: StoreError) {
    do throws(StoreError) {
      report(try store.replaceDamaged(reason: error, now: Self.milliseconds))
    } catch {
      options.complain("findings store: \(error)")
    }
  }

  private func prune() {
    // What fails here fails again, or not, with the next write.
    guard let outcome = try? store.prune(now: Self.milliseconds), outcome.undelivered > 0 else {
      return
    }
    state.withLock { $0.counters.expired += UInt64(outcome.undelivered) }
    tell(
      "store-full", count: UInt64(outcome.undelivered),
      "the findings store reached its bound: \(outcome.undelivered) records that not every sink had "
        + "were dropped, \(outcome.undeliveredFindings) of them no info")
  }

  private func report(_ notice: FindingStore.Notice) {
    tell(
      "store-set-aside",
      "the findings store could not be used (\(notice.reason)); \(notice.kept) was kept, and "
        + "\(notice.used) is in use")
  }

  private func tell(_ name: String, count: UInt64? = nil, _ text: String) {
    options.complain(text)
    offer(
      .event(
        HealthEvent(
          name: name, time: Timestamp(nanoseconds: Self.milliseconds * 1_000_000),
          sensor: options.sensor, count: count, text: text)))
  }

  private static var milliseconds: Int64 {
    Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))
  }
}

extension StoreEntry {
  fileprivate var isLight: Bool {
    switch self {
    case .finding(let finding): finding.verdict > .warn
    case .heartbeat: true
    case .event: false
    case .ledger: true
    }
  }
}
