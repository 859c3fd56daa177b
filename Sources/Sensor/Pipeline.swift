import Capture
import Flows
import Observations
import Wire

/// Frames in, observations out: the front door, the 64 partitions, and the epochs that join them.
///
/// Input is cut into epochs by frame count and packet time alone, and each epoch's observations
/// are put into the order of their frames, so that what comes out depends on the input only.
final class Pipeline {
  /// Frames of an epoch. Large, so that a short flow is told once; small enough that the
  /// observations of an epoch stay in the tens of megabytes at most.
  static let epochFrames: UInt64 = 65_536
  /// Packet time of an epoch, in nanoseconds: time-outs are noticed this late at most.
  static let epochTime: Int64 = 1_000_000_000

  private var frontDoor = FrontDoor()
  private let partitions: [Partition]
  private let consume: ([Observation], Timestamp) -> Void
  private var frames: UInt64 = 0
  private var epochStart: (frame: UInt64, time: Timestamp)?
  private var clock = Timestamp(nanoseconds: .min)
  private var batch: [Observation] = []
  private var drops: UInt64 = 0
  private var filtered: UInt64 = 0

  /// - Parameter consume: takes each epoch's observations in frame order, and the clock.
  init(limits: FlowLimits = FlowLimits(), consume: @escaping ([Observation], Timestamp) -> Void) {
    let seed = UInt64.random(in: .min ... .max)
    partitions = (0..<Partition.count).map { Partition(number: $0, limits: limits, seed: seed) }
    self.consume = consume
  }

  /// Frames taken so far; the next frame's number is one more.
  var frameCount: UInt64 { frames }

  /// A frame that the filter left out; it keeps its number, so that evidence can be found again.
  func skipFrame() {
    frames += 1
    filtered += 1
  }

  /// Takes the next frame.
  func receive(_ header: FrameHeader, _ octets: Span<UInt8>) {
    frames += 1
    let moment = Moment(frame: frames, time: Timestamp(nanoseconds: header.time))
    if clock < moment.time { clock = moment.time }
    if let head = frontDoor.admit(
      octets, linkType: header.linkType, originalLength: header.originalLength, at: moment)
    {
      partitions[head.partition].receive(head, octets)
    }
    guard let start = epochStart else {
      epochStart = (frames, clock)
      return
    }
    if frames - start.frame >= Self.epochFrames || clock.since(start.time) >= Self.epochTime {
      endEpoch()
    }
  }

  private func endEpoch() {
    for partition in partitions { partition.endEpoch(clock: clock, into: &batch) }
    deliver()
    epochStart = (frames, clock)
  }

  /// Ends all flows; the input is over.
  func finish() -> Coverage {
    endEpoch()
    for partition in partitions { partition.finish(into: &batch) }
    deliver()
    var coverage = frontDoor.coverage
    coverage.filtered = filtered
    coverage.drops = drops
    for partition in partitions { coverage.add(partition.coverage) }
    return coverage
  }

  /// Puts the batch into the order of the frames; ties keep the order of partitions and of sight.
  private func deliver() {
    let order = batch.indices.map { (frame: batch[$0].moment.frame, index: $0) }
      .sorted { ($0.frame, $0.index) < ($1.frame, $1.index) }
    consume(order.map { batch[$0.index] }, clock)
    batch.removeAll(keepingCapacity: true)
  }
}
