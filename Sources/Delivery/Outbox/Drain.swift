internal import Foundation
internal import Synchronization

/// Brings the records of the store to one sink, on a thread of its own.
///
/// A sink that is away holds up nobody but itself.
final class Drain: Sendable {
  struct State {
    var sent: UInt64 = 0
    var failures: UInt64 = 0
    /// The sink's cursor.
    var delivered: Int64 = 0
    var lastError: DeliveryError?
    /// Everything was handed over, and as far as the sink can know, read.
    var isServed = false
    var isOver = false
    /// The store could not be read because it is damaged; its owner replaces it.
    var damage: StoreError?
    /// Time of the last success or start, for the patience of an ending.
    var progress = ContinuousClock.now
  }

  let sink: any Sink
  private let store: FindingStore
  private let bell: Doorbell
  private let ending: Ending
  let state = Mutex(State())

  /// Records that are handed over at once, which also bounds what a sink holds in memory.
  private static let batch = 1_000
  /// Records of a batch on a line that keeps breaking: some 100 KiB.
  private static let smallestBatch = 50
  /// How often a drain looks up though nobody rang.
  private static let idleMilliseconds: Int64 = 1_000

  init(_ sink: any Sink, store: FindingStore, bell: Doorbell, ending: Ending) {
    self.sink = sink
    self.store = store
    self.bell = bell
    self.ending = ending
  }

  func start() {
    let thread = Thread { self.run() }
    thread.name = "labtap sink"
    thread.start()
  }

  private func run() {
    defer {
      state.withLock { $0.isOver = true }
      bell.ring()
    }
    var backoff = Backoff()
    var cursor = FindingStore.Cursor(delivered: 0, settled: 0)
    var recent = RecentDeliveries(settled: 0)
    let start = ContinuousClock.now
    func now() -> Int64 {
      let (seconds, attoseconds) = start.duration(to: .now).components
      return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
    /// Sends again what the last connection, also that of an earlier run, may have lost.
    func rewind() throws(StoreError) {
      cursor = try store.cursor(of: sink.name)
      if sink.assurance == .stream { cursor.delivered = cursor.settled }
      recent = RecentDeliveries(settled: cursor.settled)
      let delivered = cursor.delivered
      state.withLock { $0.delivered = delivered }
    }
    var isFresh = true
    // Set after a connection broke: fewer records at once, and each batch is known to have been read
    // before the next is sent. Else a line that breaks ever again would get the same records for ever.
    var careful: Int?
    while true {
      let rings = bell.count
      let isEnding = ending.isStored
      do {
        if isFresh {
          try rewind()
          isFresh = false
        }
        let records = try store.records(after: cursor.delivered, limit: careful ?? Self.batch)
        guard let last = records.last else {
          recent.advance(now: now())
          if recent.settled != cursor.settled, sink.assurance == .stream {
            cursor.settled = recent.settled
            try store.set(cursor, of: sink.name)
          }
          if isEnding {
            try sink.finish()
            cursor.settled = cursor.delivered
            try store.set(cursor, of: sink.name)
            state.withLock { $0.isServed = true }
            return
          }
          try sink.idle()
          bell.wait(since: rings, milliseconds: Self.idleMilliseconds)
          continue
        }
        let wanted = records.filter { $0.kind != .ledger && sink.wants($0) }
        if !wanted.isEmpty { try sink.send(wanted) }
        cursor.delivered = last.sequence
        if sink.assurance == .stream {
          recent.add(upTo: last.sequence, count: wanted.count, now: now())
          cursor.settled = recent.settled
        } else {
          cursor.settled = cursor.delivered
        }
        if let limit = careful, sink.assurance == .stream {
          try sink.finish()
          recent.settleAll(upTo: last.sequence)
          cursor.settled = cursor.delivered
          careful = limit * 2 < Self.batch ? limit * 2 : nil
        }
        try store.set(cursor, of: sink.name)
        backoff.reset()
        state.withLock { state in
          state.sent += UInt64(wanted.count)
          state.delivered = last.sequence
          state.lastError = nil
          state.progress = .now
        }
      } catch {
        isFresh = true
        careful = max(Self.smallestBatch, (careful ?? Self.batch) / 2)
        state.withLock { state in
          state.failures += 1
          state.lastError = error as? DeliveryError ?? DeliveryError("\(error)")
          if let error = error as? StoreError, error.kind == .damaged { state.damage = error }
        }
        if ending.isOver(since: state.withLock { $0.progress }) { return }
        pause(backoff.next())
      }
    }
  }

  /// What was found wrong with the store since the last call.
  func takeDamage() -> StoreError? {
    state.withLock { state in
      defer { state.damage = nil }
      return state.damage
    }
  }

  /// Waits between two tries, and no longer than an ending's patience.
  private func pause(_ milliseconds: Int64) {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < deadline {
      let left = ContinuousClock.now.duration(to: deadline).components
      let rings = bell.count
      if ending.isOver(since: state.withLock { $0.progress }) { return }
      bell.wait(
        since: rings,
        milliseconds: min(
          max(left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000, 1), 200))
    }
  }
}

/// Whether the run is over, and how long sinks may still take.
final class Ending: Sendable {
  private let asked = Mutex<ContinuousClock.Instant?>(nil)
  private let patience: Duration

  /// - Parameter patience: how long a sink may go without success once the run is over.
  init(patience: Duration) {
    self.patience = patience
  }

  var isAsked: Bool { asked.withLock { $0 != nil } }

  private let stored = Mutex(false)

  /// Nothing more will be stored: what the sinks do not find now will not come.
  var isStored: Bool { stored.withLock { $0 } }

  func markStored() { stored.withLock { $0 = true } }

  func ask() {
    asked.withLock { if $0 == nil { $0 = .now } }
  }

  /// Nothing got through for too long since the end, or since the last success behind it.
  func isOver(since progress: ContinuousClock.Instant) -> Bool {
    guard let asked = asked.withLock({ $0 }) else { return false }
    return max(asked, progress).duration(to: .now) > patience
  }
}
