import Capture
import Flows
import Foundation
import Glibc
import Observations
import Synchronization
import Wire

// Invariants of the unsafe code in this file:
// - `poll` is given an array of the stated count and keeps no pointer to it.

/// One thread that reads interfaces and owns a share of the partitions.
///
/// With one worker a frame is read where the kernel put it. With several, the kernel's hash of the
/// outer addresses chooses the worker and the partition of the innermost ones the owner; a frame
/// that is not the worker's own is copied to its owner.
final class LiveWorker: @unchecked Sendable {
  /// Nanoseconds of an epoch: a verdict waits for its end.
  static let epochTime: Int64 = 10_000_000
  /// Frames between two looks at the clock.
  private static let piece = 2_048
  /// Nanoseconds after which what is not in the ring was never there: two block time-outs, and
  /// what a loaded machine may add.
  private static let slack: Int64 = 30_000_000
  /// Nanoseconds by which the ring of an interface may lag behind that of another, beside the
  /// block time-out.
  private static let mergeSlack: Int64 = 10_000_000
  /// Between two questions to the kernel about dropped frames.
  private static let statisticsInterval: Int64 = 100_000_000
  /// A clock that goes back less than this is being corrected by small steps.
  private static let stepBack: Int64 = 1_000_000_000

  let number: Int
  let interfaces: [LiveInterface]
  private let shared: LiveShared
  private let lag: Int64
  private let mergeLag: Int64
  private var share: PartitionShare
  private var merge: FrameMerge
  private var handed = FrameBatch()
  /// Frames of the other workers that wait for their turn, and the next of each.
  private var waiting: [FrameBatch]
  private var places: [Int]
  private var now: Timestamp
  private var wall = WallClock.now
  private var epoch: Int64
  private var lastStatistics: Int64 = 0
  private var losses: [UInt64]
  private var lossSince: Timestamp
  private var counts = WorkerCounts()

  init(number: Int, interfaces: [LiveInterface], shared: LiveShared) {
    self.number = number
    self.interfaces = interfaces
    self.shared = shared
    lag = Int64(shared.options.settings.blockTimeout) * 2_000_000 + Self.slack
    mergeLag = Int64(shared.options.settings.blockTimeout) * 1_000_000 + Self.mergeSlack
    merge = FrameMerge(interfaces)
    var limits = FlowLimits()
    limits.heldBack = Self.heldBack
    limits.tellsClosed = true
    share = PartitionShare(limits: limits) { shared.owner(of: $0) == number }
    waiting = (0..<shared.workers).map { _ in FrameBatch() }
    places = waiting.map { _ in 0 }
    losses = interfaces.map { _ in 0 }
    now = wall.time
    lossSince = wall.time
    epoch = wall.steady / Self.epochTime
    counts.interfaces = interfaces.map { InterfaceCounts(name: $0.name) }
  }

  /// Nanoseconds: most handshakes are over by then, and are told once.
  private static let heldBack: Int64 = 40_000_000

  // MARK: The thread

  /// Reads until it is told to stop, then ends all flows.
  func run() {
    do throws(LiveError) {
      while !shared.isStopping {
        let count = try shared.isSimple ? readOne() : readMerged()
        tick(isIdle: count == 0)
        if count == 0 { wait() }
      }
      try readWhatIsLeft()
    } catch {
      shared.fail(error)
    }
    finish()
  }

  /// The only interface of the only worker: no copy, no waiting.
  private func readOne() throws(LiveError) -> Int {
    takeTime()
    return try interfaces[0].drain(Self.piece) { header, octets in
      take(header, octets, from: 0)
    }
  }

  private func readMerged() throws(LiveError) -> Int {
    takeTime()
    takeHanded()
    for count in 0..<Self.piece {
      guard let interface = try merge.next(at: wall, lag: mergeLag) else {
        publishMark(merge.completeUntil)
        deliverHanded(until: min(merge.completeUntil, shared.completeUntil(besides: number)))
        return count
      }
      guard let header = interface.head else { return count }
      let place = interfaces.firstIndex { $0 === interface } ?? 0
      interface.withHead { take(header, $0, from: place) }
      _ = try interface.advance()
    }
    return Self.piece
  }

  /// After the order to stop, what the rings already hold is still read; for a second at most.
  private func readWhatIsLeft() throws(LiveError) {
    let end = WallClock.now.steady + 1_000_000_000
    while WallClock.now.steady < end {
      let count = try shared.isSimple ? readOne() : readMerged()
      tick(isIdle: count == 0)
      if count == 0, WallClock.now.steady > end - 800_000_000 { break }
      if count == 0 { wait() }
    }
  }

  private func wait() {
    var descriptors = interfaces.map {
      pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
    }
    let rest = (epoch + 1) * Self.epochTime - WallClock.now.steady
    let milliseconds = shared.workers > 1 ? 1 : Int32(max(1, min(rest / 1_000_000, 10)))
    let ready = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    // An interface that is down is always "ready"; without a rest this would spin.
    if ready > 0,
      descriptors.contains(where: { $0.revents & Int16(POLLIN) == 0 && $0.revents != 0 })
    {
      usleep(10_000)
    }
  }

  // MARK: Frames

  private func take(_ header: FrameHeader, _ octets: Span<UInt8>, from place: Int) {
    counts.interfaces[place].last = Timestamp(nanoseconds: header.time)
    counts.interfaces[place].packets += 1
    counts.interfaces[place].octets += UInt64(octets.count)
    counts.packets += 1
    let time = Timestamp(nanoseconds: header.time)
    let moment = Moment(frame: shared.nextFrame(at: time), time: time)
    now = max(now, moment.time)
    publishMark(Timestamp(nanoseconds: header.time - 1))
    guard let head = share.admit(header, octets, at: moment) else { return }
    guard share.owns(head.partition) else {
      counts.handedOver += 1
      let owner = shared.owner(of: head.partition)
      share.hand(head, octets, to: shared.mailbox(from: number, to: owner))
      return
    }
    if shared.workers > 1 { waitForOthers(moment.time) }
    share.receive(head, octets)
  }

  // MARK: Frames of other workers

  /// Before a frame is read, those that came earlier by way of other workers are.
  private func waitForOthers(_ time: Timestamp) {
    while !shared.isStopping {
      let complete = shared.completeUntil(besides: number)
      takeHanded()
      if complete >= time { break }
      // Behind by so much, the other worker is not reading at all.
      if WallClock.now.time.since(time) > 2 * mergeLag { break }
      usleep(500)
    }
    deliverHanded(until: time)
  }

  /// Up to when this worker has given all frames of its partitions to them.
  private var completeUntil: Timestamp {
    guard shared.workers > 1 else { return .max }
    var complete = min(merge.completeUntil, shared.completeUntil(besides: number))
    for other in waiting.indices where places[other] < waiting[other].heads.count {
      let next = waiting[other].heads[places[other]].head.moment.time
      complete = min(complete, Timestamp(nanoseconds: next.nanoseconds - 1))
    }
    return complete
  }

  private func publishMark(_ time: Timestamp) {
    guard shared.workers > 1 else { return }
    for other in 0..<shared.workers where other != number {
      shared.mailbox(from: number, to: other).setMark(time)
    }
  }

  /// Takes over what other workers have put down, once what was taken before is used up.
  private func takeHanded() {
    for other in 0..<shared.workers where other != number {
      guard places[other] >= waiting[other].heads.count else { continue }
      shared.mailbox(from: other, to: number).take(&waiting[other])
      places[other] = 0
    }
  }

  private func deliverHanded(until time: Timestamp) {
    while true {
      var best: Int?
      var bestTime = time
      for other in waiting.indices where places[other] < waiting[other].heads.count {
        let next = waiting[other].heads[places[other]].head.moment.time
        if next <= bestTime {
          best = other
          bestTime = next
        }
      }
      guard let best else { return }
      let (head, range) = waiting[best].heads[places[best]]
      places[best] += 1
      now = max(now, head.moment.time)
      share.receive(head, range, of: waiting[best])
      if places[best] >= waiting[best].heads.count {
        shared.mailbox(from: best, to: number).take(&waiting[best])
        places[best] = 0
      }
    }
  }

  // MARK: Time

  /// Looks at the clocks; whenever that was last, a step between is seen.
  @discardableResult
  private func takeTime() -> WallClock {
    let clock = WallClock.now
    if clock.stepBack(since: wall) > Self.stepBack { startAnew(at: clock) }
    wall = clock
    return clock
  }

  private func tick(isIdle: Bool) {
    let clock = takeTime()
    if isIdle {
      // What could still come is younger than this.
      now = max(now, Timestamp(nanoseconds: clock.time.nanoseconds - lag))
    }
    if clock.steady - lastStatistics >= Self.statisticsInterval { askKernel(clock) }
    let current = clock.steady / Self.epochTime
    guard current > epoch else { return }
    epoch = current
    endEpoch()
  }

  private func endEpoch() {
    post(share.endEpoch(clock: now))
  }

  private func post(_ observations: [Observation], isLast: Bool = false) {
    var batch = EpochBatch(
      worker: number, clock: now, completeUntil: isLast ? .max : completeUntil,
      newestFrame: counts.interfaces.compactMap(\.last).max(), observations: observations,
      isLast: isLast)
    batch.loss = counts.takeLoss()
    shared.epochs.put(batch)
  }

  /// The machine's clock went back: flows of two times cannot be told from each other, so all end
  /// and begin anew.
  private func startAnew(at clock: WallClock) {
    shared.noteStep(back: clock.stepBack(since: wall), by: number)
    shared.report(.clockStep(seconds: Double(clock.stepBack(since: wall)) / 1e9))
    let observations = share.startAnew()
    now = clock.time
    wall = clock
    lossSince = clock.time
    post(observations)
  }

  /// Asks how many frames were lost, and tells what was counted.
  private func askKernel(_ clock: WallClock) {
    lastStatistics = clock.steady
    var lost: UInt64 = 0
    for (place, interface) in interfaces.enumerated() {
      guard let statistics = interface.statistics() else { continue }
      counts.interfaces[place].statistics = statistics
      lost += statistics.dropped + statistics.droppedByInterface
    }
    for other in 0..<shared.workers where other != number {
      lost += shared.mailbox(from: number, to: other).lost
    }
    if lost > counts.lost {
      // What was dropped came after the last question, and by now.
      counts.add(Loss(frames: lost - counts.lost, from: lossSince, until: clock.time))
      counts.lost = lost
    }
    lossSince = clock.time
    shared.publish(counts, coverage: { coverage }, by: number, at: clock)
  }

  private var coverage: Coverage {
    var coverage = share.coverage
    coverage.drops = counts.lost
    return coverage
  }

  private func finish() {
    publishMark(.max)
    if shared.workers > 1 {
      // The others hand over what they still read.
      shared.arrive()
      takeHanded()
      deliverHanded(until: .max)
    }
    askKernel(.now)
    epoch += 1
    endEpoch()
    let observations = share.finish()
    share.close()
    shared.publish(counts, coverage: { coverage }, by: number, at: .now, isForced: true)
    post(observations, isLast: true)
  }
}
