import Capture
import Flows
import Observations
import Wire

/// Frames in, observations out: the front door, the 64 partitions, and the epochs that join them.
///
/// Input is cut into epochs by frame count and packet time alone, and each epoch's observations
/// are put into the order of their frames, so that what comes out depends on the input only, and
/// not on the number of threads.
final class Pipeline {
  // All that changes is one variable, since every access to a variable of an object is checked.
  private var state: PipelineState

  /// - Parameters:
  ///   - consume: takes the observations, in the order of their frames within each epoch.
  ///   - endOfEpoch: told the newest packet time when an epoch's observations were all given.
  init(
    limits: FlowLimits = FlowLimits(), consume: @escaping (Observation) -> Void,
    endOfEpoch: @escaping (Timestamp) -> Void = { _ in }
  ) {
    state = PipelineState(
      limits: limits, shard: .whole, consume: { observation, _ in consume(observation) },
      endOfEpoch: endOfEpoch)
  }

  /// A pipeline whose partitions and consumer have threads of their own, so that what is consumed
  /// belongs to their thread until `finish` returns.
  ///
  /// - Parameter workers: threads that own the partitions; with one, all is done by the caller.
  init(
    workers: Int, limits: FlowLimits, consume: @escaping @Sendable (Observation) -> Void,
    endOfEpoch: @escaping @Sendable (Timestamp) -> Void
  ) {
    guard workers > 1 else {
      state = PipelineState(
        limits: limits, shard: .whole, consume: { observation, _ in consume(observation) },
        endOfEpoch: endOfEpoch)
      return
    }
    let crew = Crew(
      count: workers, limits: limits, consume: { observation, _ in consume(observation) },
      endOfEpoch: endOfEpoch)
    state = PipelineState(limits: limits, crew: crew)
  }

  /// A pipeline that serves the partitions of a shard and leaves the others to other machines.
  ///
  /// - Parameter consume: takes the observations, each with the number of its partition.
  init(
    shard: Shard, limits: FlowLimits, consume: @escaping (Observation, Int) -> Void,
    endOfEpoch: @escaping (Timestamp) -> Void
  ) {
    state = PipelineState(
      limits: limits, shard: shard, consume: consume, endOfEpoch: endOfEpoch)
  }

  /// Frames taken so far; the next frame's number is one more.
  var frameCount: UInt64 { state.frames }

  /// A frame that the filter left out; it keeps its number, so that evidence can be found again.
  func skipFrame() { state.skipFrame() }

  /// Has something done by whoever consumes, before the observations of the epoch that has begun.
  func beforeEpoch(_ body: @escaping @Sendable () -> Void) { state.beforeEpoch(body) }

  /// Takes the next frame.
  func receive(_ header: FrameHeader, _ octets: Span<UInt8>) { state.receive(header, octets) }

  /// Ends all flows; the input is over.
  func finish() -> Coverage {
    let parts = finishParts()
    var coverage = parts.shared
    coverage.add(parts.own)
    return coverage
  }

  /// Ends all flows.
  ///
  /// - Returns: what every shard of the same input counts alike, and what its partitions count.
  func finishParts() -> (shared: Coverage, own: Coverage) { state.finish() }
}

/// What the pipeline works with.
private struct PipelineState: ~Copyable {
  /// Frames of an epoch: many, so that a short flow is told once; few enough that the observations
  /// of an epoch stay in the tens of megabytes.
  static let epochFrames: UInt64 = 32_768
  /// Packet time of an epoch, in nanoseconds: time-outs are noticed this late at most.
  static let epochTime: Int64 = 1_000_000_000

  private var frontDoor = FrontDoor()
  private let partitions: Partitions
  /// Those who own the partitions and consume, when the caller does not.
  private let crew: Crew?
  private let consume: (Observation, Int) -> Void
  /// A bit for each partition that is served.
  private let served: UInt64
  private let endOfEpoch: (Timestamp) -> Void
  private(set) var frames: UInt64 = 0
  private var epochStart: (frame: UInt64, time: Timestamp)?
  private var clock = PacketClock()
  /// A frame whose time waits for a second opinion, with its number.
  private var waiting: (header: FrameHeader, octets: [UInt8], number: UInt64)?
  private var wrongTimes: UInt64 = 0
  private var order = EpochOrder()
  private var drops: UInt64 = 0
  private var filtered: UInt64 = 0

  init(
    limits: FlowLimits, shard: Shard, consume: @escaping (Observation, Int) -> Void,
    endOfEpoch: @escaping (Timestamp) -> Void
  ) {
    served = shard.partitions
    partitions = Partitions(limits: limits, seed: .random(in: .min ... .max))
    crew = nil
    self.consume = consume
    self.endOfEpoch = endOfEpoch
  }

  /// - Parameter crew: owns the partitions and consumes what they see.
  init(limits: FlowLimits, crew: Crew) {
    served = Shard.whole.partitions
    partitions = Partitions(limits: limits, seed: 0)
    self.crew = crew
    consume = { _, _ in }
    endOfEpoch = { _ in }
  }

  func beforeEpoch(_ body: @escaping @Sendable () -> Void) {
    if let crew { crew.beforeEpoch(body) } else { body() }
  }

  mutating func skipFrame() {
    frames += 1
    filtered += 1
  }

  mutating func receive(_ header: FrameHeader, _ octets: Span<UInt8>) {
    frames += 1
    let time = Timestamp(nanoseconds: header.time)
    settleWaiting(by: time)
    if clock.mustWait(time) {
      wait(header, octets)
    } else {
      take(header, octets, at: Moment(frame: frames, time: time))
    }
  }

  /// Keeps a copy of a frame until the next one tells whether its time is right: one at a time, and
  /// only where time jumps.
  private mutating func wait(_ header: FrameHeader, _ octets: Span<UInt8>) {
    var copy: [UInt8] = []
    copy.reserveCapacity(octets.count)
    for index in octets.indices { copy.append(octets[index]) }
    waiting = (header, copy, frames)
  }

  private mutating func settleWaiting(by next: Timestamp?) {
    guard let frame = waiting else { return }
    waiting = nil
    let told = Timestamp(nanoseconds: frame.header.time)
    let time = clock.settle(told, by: next)
    if time != told { wrongTimes += 1 }
    take(frame.header, frame.octets.span, at: Moment(frame: frame.number, time: time))
  }

  private mutating func take(_ header: FrameHeader, _ octets: Span<UInt8>, at moment: Moment) {
    clock.advance(to: moment.time)
    if let head = frontDoor.admit(
      octets, linkType: header.linkType, originalLength: header.originalLength, at: moment),
      served >> UInt64(head.partition) & 1 == 1
    {
      let datagram = frontDoor.octets(of: head, in: octets)
      if let crew { crew.receive(head, datagram) } else { partitions.receive(head, datagram) }
    }
    let now = clock.now ?? moment.time
    guard let start = epochStart else {
      epochStart = (moment.frame, now)
      return
    }
    if moment.frame - start.frame >= Self.epochFrames || now.since(start.time) >= Self.epochTime {
      endEpoch(at: now, after: moment.frame)
    }
  }

  private mutating func endEpoch(at now: Timestamp, after frame: UInt64) {
    // Every shard sees all tunnels; the one with the first partition tells them.
    let tunnels = frontDoor.takeTunnels()
    let own = served & 1 == 1 ? tunnels : []
    epochStart = (frame, now)
    if let crew { return crew.endEpoch(clock: now, own: own) }
    for number in 0..<Partitions.count {
      let storage = order.takeStorage(of: number)
      order.add(partitions.endEpoch(of: number, clock: now, spare: storage), of: number)
    }
    deliver(own, at: now)
  }

  private mutating func deliver(_ own: [Observation], at now: Timestamp) {
    order.add(own, of: Partitions.count)
    order.deliver(consume)
    endOfEpoch(now)
  }

  mutating func finish() -> (shared: Coverage, own: Coverage) {
    settleWaiting(by: nil)
    let now = clock.now ?? Timestamp(nanoseconds: .min)
    endEpoch(at: now, after: frames)
    let own = finishPartitions(at: now)
    frontDoor.finish()
    var shared = frontDoor.coverage
    shared.filtered = filtered
    shared.drops = drops
    if wrongTimes > 0 { shared.doubtful["packet time far ahead of its neighbours'"] = wrongTimes }
    return (shared, own)
  }

  /// - Returns: what the partitions have counted.
  private mutating func finishPartitions(at now: Timestamp) -> Coverage {
    if let crew { return crew.finish(clock: now) }
    for number in 0..<Partitions.count { order.add(partitions.finish(number), of: number) }
    deliver([], at: now)
    return partitions.coverage
  }
}
