import Capture
import Flows
import Foundation
import Observations
import Synchronization

/// What the threads of a running sensor share.
final class LiveShared: Sendable {
  let options: WatchOptions
  let workers: Int
  /// Batches on their way to the judge.
  ///
  /// While it is full the rings of the kernel fill up, and what does not fit into them is counted
  /// as dropped.
  let epochs = BoundedQueue<EpochBatch>(maximum: maximumEpochs)

  /// Two and a half seconds of epochs of one worker.
  static let maximumEpochs = 256
  private let mailboxes: [Mailbox]
  private let frames = Atomic<UInt64>(0)
  private let origin = WallClock.now.time
  private let stepsBack = Atomic<Int64>(0)
  private let stopping = Atomic<Bool>(false)
  private let arrived = Atomic<Int>(0)
  private let failure = Mutex<LiveError?>(nil)
  private let published: Mutex<[WorkerState]>

  /// What a worker last told of itself.
  struct WorkerState: Sendable {
    var counts = WorkerCounts()
    var coverage = Coverage()
    var at: WallClock?
    var coverageAt: Int64 = 0
  }

  init(_ options: WatchOptions) {
    self.options = options
    workers = options.workers
    mailboxes = (0..<options.workers * options.workers).map { _ in Mailbox() }
    published = Mutex((0..<options.workers).map { _ in WorkerState() })
  }

  /// One worker on one interface needs neither copies nor the order of times.
  var isSimple: Bool { workers == 1 && options.interfaces.count == 1 }

  func owner(of partition: Int) -> Int { partition * workers / Partitions.count }

  func mailbox(from: Int, to: Int) -> Mailbox { mailboxes[from * workers + to] }

  /// Up to when all other workers have handed over what they read.
  func completeUntil(besides worker: Int) -> Timestamp {
    var earliest = Timestamp.max
    for other in 0..<workers where other != worker {
      earliest = min(earliest, mailbox(from: other, to: worker).completeUntil)
    }
    return earliest
  }

  /// The number of a frame, over all interfaces.
  ///
  /// One worker counts. Several read in no common order, and what came first has to have the lower
  /// number, so that theirs is the time since the start, in nanoseconds.
  func nextFrame(at time: Timestamp) -> UInt64 {
    guard workers > 1 else { return frames.wrappingAdd(1, ordering: .relaxed).newValue }
    let steps = stepsBack.load(ordering: .relaxed)
    return UInt64(clamping: max(1, time.since(origin) &+ steps))
  }

  /// The clock went back by so much: numbers do not.
  func noteStep(back nanoseconds: Int64, by worker: Int) {
    if worker == 0 { stepsBack.wrappingAdd(nanoseconds, ordering: .relaxed) }
  }

  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  func stop() { stopping.store(true, ordering: .relaxed) }

  /// Waits until every worker has read its last frame; for a second at most.
  func arrive() {
    arrived.wrappingAdd(1, ordering: .acquiringAndReleasing)
    for _ in 0..<1_000 where arrived.load(ordering: .acquiring) < workers {
      Thread.sleep(forTimeInterval: 0.001)
    }
  }

  /// Ends the run because an interface can no longer be read.
  func fail(_ error: LiveError) {
    failure.withLock { known in known = known ?? error }
    report(.interfaceFailed("\(error)"))
    stop()
  }

  var failed: LiveError? { failure.withLock(\.self) }

  func report(_ event: WatchEvent) { options.report(event) }

  // MARK: Counters

  /// - Parameter coverage: costs something, so that it is asked for once a second.
  func publish(
    _ counts: WorkerCounts, coverage: () -> Coverage, by worker: Int, at clock: WallClock,
    isForced: Bool = false
  ) {
    let isDue = published.withLock { clock.steady - $0[worker].coverageAt >= 1_000_000_000 }
    let told = isDue || isForced ? coverage() : nil
    published.withLock { states in
      states[worker].counts = counts
      states[worker].at = clock
      guard let told else { return }
      states[worker].coverage = told
      states[worker].coverageAt = clock.steady
    }
  }

  var states: [WorkerState] { published.withLock(\.self) }

  /// What all workers counted together.
  var coverage: Coverage {
    var coverage = Coverage()
    for state in states { coverage.add(state.coverage) }
    return coverage
  }
}

/// What a worker counts of the interfaces it reads.
struct WorkerCounts: Sendable {
  var packets: UInt64 = 0
  /// Frames that belong to another worker's partition.
  var handedOver: UInt64 = 0
  /// Frames that were on the wire and were not read.
  var lost: UInt64 = 0
  var interfaces: [InterfaceCounts] = []
  private var loss: Loss?

  mutating func add(_ new: Loss) {
    guard let known = loss else {
      loss = new
      return
    }
    loss = Loss(
      frames: known.frames + new.frames, from: min(known.from, new.from),
      until: max(known.until, new.until))
  }

  /// What was lost since the last call.
  mutating func takeLoss() -> Loss? {
    defer { loss = nil }
    return loss
  }
}
