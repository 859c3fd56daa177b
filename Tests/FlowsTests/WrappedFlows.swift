import Flows
import Observations
import TestKit
import Wire

/// Frames through a front door and all partitions, with what they told at the end.
struct WrappedFlows {
  private(set) var connections: [Connection] = []
  private(set) var coverage = Coverage()

  init(
    _ frames: [Frame], linkType: LinkType = .ethernet, fragmentLimits: FragmentLimits = .init(),
    originalLengths: [Int: Int] = [:]
  ) {
    var feeder = PartitionFeeder(fragmentLimits: fragmentLimits)
    for (index, frame) in frames.enumerated() {
      feeder.feed(
        frame.octets.span, linkType: linkType,
        originalLength: originalLengths[index] ?? frame.octets.count, time: frame.time)
    }
    (connections, coverage) = feeder.finish()
  }

  /// Single packets, one a millisecond.
  init(
    packets: [[UInt8]], linkType: LinkType = .ethernet, fragmentLimits: FragmentLimits = .init()
  ) {
    self.init(
      packets.enumerated().map { Frame(time: Int64($0.offset) * 1_000_000, octets: $0.element) },
      linkType: linkType, fragmentLimits: fragmentLimits)
  }
}

/// One front door before all partitions.
struct PartitionFeeder: ~Copyable {
  private var door: FrontDoor
  private let partitions = Partitions(limits: FlowLimits(), seed: 1)
  private var frame: UInt64 = 0
  private var last: [UInt64: Connection] = [:]

  init(fragmentLimits: FragmentLimits = .init()) {
    door = FrontDoor(fragmentLimits: fragmentLimits)
  }

  mutating func feed(
    _ octets: Span<UInt8>, linkType: LinkType, originalLength: Int, time: Int64
  ) {
    frame += 1
    let moment = Moment(frame: frame, time: Timestamp(nanoseconds: time))
    guard
      let head = door.admit(
        octets, linkType: linkType, originalLength: originalLength, at: moment)
    else { return }
    partitions.receive(head, door.octets(of: head, in: octets))
  }

  consuming func finish() -> ([Connection], Coverage) {
    door.finish()
    var coverage = door.coverage
    for number in 0..<Partitions.count {
      for case .connection(let connection) in partitions.finish(number) {
        last[connection.id] = connection
      }
    }
    coverage.add(partitions.coverage)
    return (last.values.sorted { $0.first.frame < $1.first.frame }, coverage)
  }
}
