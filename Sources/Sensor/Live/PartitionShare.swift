import Capture
import Flows
import Observations
import Wire

/// A front door and the partitions behind it that one worker owns; the others stay empty.
struct PartitionShare: ~Copyable {
  private var frontDoor = FrontDoor()
  private var partitions: Partitions
  private let limits: FlowLimits
  private let own: [Bool]
  /// What partitions counted that were replaced since.
  private var earlier = Coverage()

  init(limits: FlowLimits, isOwn: (Int) -> Bool) {
    self.limits = limits
    own = (0..<Partitions.count).map(isOwn)
    partitions = Partitions(limits: limits, seed: .random(in: .min ... .max))
  }

  func owns(_ partition: Int) -> Bool { own[partition] }

  /// Decodes a frame; nil when it belongs to no flow.
  mutating func admit(
    _ header: FrameHeader, _ octets: Span<UInt8>, at moment: Moment
  ) -> PacketHead? {
    frontDoor.admit(
      octets, linkType: header.linkType, originalLength: header.originalLength, at: moment)
  }

  /// Gives the frame that `admit` took last to its partition.
  mutating func receive(_ head: PacketHead, _ octets: Span<UInt8>) {
    partitions.receive(head, frontDoor.octets(of: head, in: octets))
  }

  /// Puts the frame that `admit` took last into the mailbox of its owner.
  mutating func hand(_ head: PacketHead, _ octets: Span<UInt8>, to mailbox: Mailbox) {
    mailbox.put(head, frontDoor.octets(of: head, in: octets))
  }

  /// Gives a frame that another worker decoded to its partition.
  mutating func receive(
    _ head: PacketHead, _ octets: Range<Int>, of content: borrowing FrameBatch
  ) {
    partitions.receive(head, content.octets.span.extracting(octets))
  }

  mutating func endEpoch(clock: Timestamp) -> [Observation] {
    var observations: [Observation] = []
    for number in own.indices where own[number] {
      observations += partitions.endEpoch(of: number, clock: clock)
    }
    observations += frontDoor.takeTunnels()
    return observations
  }

  /// Ends every flow.
  mutating func finish() -> [Observation] {
    var observations: [Observation] = []
    for number in own.indices where own[number] { observations += partitions.finish(number) }
    return observations
  }

  /// Ends every flow and begins with empty tables.
  mutating func startAnew() -> [Observation] {
    let observations = finish()
    earlier.add(partitions.coverage)
    partitions = Partitions(limits: limits, seed: .random(in: .min ... .max))
    return observations
  }

  /// Nothing more comes.
  mutating func close() { frontDoor.finish() }

  var coverage: Coverage {
    var coverage = frontDoor.coverage
    coverage.add(earlier)
    coverage.add(partitions.coverage)
    return coverage
  }
}
