import Capture
import Flows
import Observations
import Wire

/// Frames in, observations out: the front door, the 64 partitions, and the epochs that join them.
///
/// Input is cut into epochs by frame count and packet time alone, and each epoch's observations
/// are put into the order of their frames, so that what comes out depends on the input only.
final class Pipeline {
  /// Frames of an epoch: many, so that a short flow is told once; few enough that the observations
  /// of an epoch stay in the tens of megabytes.
  static let epochFrames: UInt64 = 65_536
  /// Packet time of an epoch, in nanoseconds: time-outs are noticed this late at most.
  static let epochTime: Int64 = 1_000_000_000

  private var frontDoor = FrontDoor()
  private let partitions: [Partition]
  private let consume: (Observation) -> Void
  private let endOfEpoch: (Timestamp) -> Void
  private var frames: UInt64 = 0
  private var epochStart: (frame: UInt64, time: Timestamp)?
  private var clock = Timestamp(nanoseconds: .min)
  /// The observations of an epoch, by partition; the last are the front door's own.
  private var batches = [[Observation]](repeating: [], count: Partition.count + 1)
  private var order: [Place] = []
  private var drops: UInt64 = 0
  private var filtered: UInt64 = 0

  /// - Parameters:
  ///   - consume: takes the observations, in the order of their frames within each epoch.
  ///   - endOfEpoch: told the newest packet time when an epoch's observations were all given.
  init(
    limits: FlowLimits = FlowLimits(), consume: @escaping (Observation) -> Void,
    endOfEpoch: @escaping (Timestamp) -> Void = { _ in }
  ) {
    let seed = UInt64.random(in: .min ... .max)
    partitions = (0..<Partition.count).map { Partition(number: $0, limits: limits, seed: seed) }
    self.consume = consume
    self.endOfEpoch = endOfEpoch
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
      partitions[head.partition].receive(head, frontDoor.octets(of: head, in: octets))
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
    for (number, partition) in partitions.enumerated() {
      batches[number].removeAll(keepingCapacity: true)
      var spare: [Observation] = []
      swap(&spare, &batches[number])
      batches[number] = partition.endEpoch(clock: clock, spare: spare)
    }
    batches[Partition.count] = frontDoor.takeTunnels()
    deliver()
    epochStart = (frames, clock)
  }

  /// Ends all flows; the input is over.
  func finish() -> Coverage {
    endEpoch()
    for (number, partition) in partitions.enumerated() { batches[number] = partition.finish() }
    batches[Partition.count] = []
    deliver()
    frontDoor.finish()
    var coverage = frontDoor.coverage
    coverage.filtered = filtered
    coverage.drops = drops
    for partition in partitions { coverage.add(partition.coverage) }
    return coverage
  }

  /// Where an observation lies, ordered as it is to be judged.
  private struct Place: Comparable {
    let frame: UInt64
    let partition: Int
    let index: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.frame, left.partition, left.index) < (right.frame, right.partition, right.index)
    }
  }

  /// Puts the batches into the order of the frames; ties keep the order of partitions and of sight.
  private func deliver() {
    order.removeAll(keepingCapacity: true)
    for (number, batch) in batches.enumerated() {
      for index in batch.indices {
        order.append(Place(frame: batch[index].moment.frame, partition: number, index: index))
      }
    }
    order.sort()
    for place in order { consume(batches[place.partition][place.index]) }
    endOfEpoch(clock)
  }
}
