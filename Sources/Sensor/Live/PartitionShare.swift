import Capture
import Flows
import Observations
import Wire

/// A front door and the partitions behind it that one worker owns.
struct PartitionShare: ~Copyable {
  private var frontDoor = FrontDoor()
  private var partitions: [Partition?] = []
  private let limits: FlowLimits
  private let isOwn: (Int) -> Bool
  /// What partitions counted that were replaced since.
  private var earlier = Coverage()

  init(limits: FlowLimits, isOwn: @escaping (Int) -> Bool) {
    self.limits = limits
    self.isOwn = isOwn
    makePartitions()
  }

  private mutating func makePartitions() {
    let seed = UInt64.random(in: .min ... .max)
    partitions = (0..<Partition.count).map { number in
      isOwn(number) ? Partition(number: number, limits: limits, seed: seed) : nil
    }
  }

  func owns(_ partition: Int) -> Bool { partitions[partition] != nil }

  /// Decodes a frame; nil when it belongs to no flow.
  mutating func admit(
    _ header: FrameHeader, _ octets: Span<UInt8>, at moment: Moment
  ) -> PacketHead? {
    frontDoor.admit(
      octets, linkType: header.linkType, originalLength: header.originalLength, at: moment)
  }

  /// Gives the frame that `admit` took last to its partition.
  mutating func receive(_ head: PacketHead, _ octets: Span<UInt8>) {
    partitions[head.partition]?.receive(head, frontDoor.octets(of: head, in: octets))
  }

  /// Puts the frame that `admit` took last into the mailbox of its owner.
  mutating func hand(_ head: PacketHead, _ octets: Span<UInt8>, to mailbox: Mailbox) {
    mailbox.put(head, frontDoor.octets(of: head, in: octets))
  }

  /// Gives a frame that another worker decoded to its partition.
  mutating func receive(
    _ head: PacketHead, _ octets: Range<Int>, of content: borrowing Mailbox.Content
  ) {
    partitions[head.partition]?.receive(head, content.octets.span.extracting(octets))
  }

  mutating func endEpoch(clock: Timestamp) -> [Observation] {
    var observations: [Observation] = []
    for case .some(let partition) in partitions {
      observations += partition.endEpoch(clock: clock)
    }
    return observations
  }

  /// Ends every flow.
  mutating func finish() -> [Observation] {
    var observations: [Observation] = []
    for case .some(let partition) in partitions { observations += partition.finish() }
    return observations
  }

  /// Ends every flow and begins with empty tables.
  mutating func startAnew() -> [Observation] {
    let observations = finish()
    for case .some(let partition) in partitions { earlier.add(partition.coverage) }
    makePartitions()
    return observations
  }

  /// Nothing more comes.
  mutating func close() { frontDoor.finish() }

  var coverage: Coverage {
    var coverage = frontDoor.coverage
    coverage.add(earlier)
    for case .some(let partition) in partitions { coverage.add(partition.coverage) }
    return coverage
  }
}
