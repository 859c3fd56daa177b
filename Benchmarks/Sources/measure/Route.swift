internal import Flows
internal import Observations
internal import TestKit
internal import Wire

/// The way of packets through front door and flow table, for packets that are made ready before.
struct Route: ~Copyable {
  private var frontDoor = FrontDoor()
  private let partitions: Partitions
  private var frame: UInt64 = 0
  private var time = Timestamp(nanoseconds: TCPConversation.defaultStart)
  /// What was seen, counted.
  private(set) var observations = 0

  init() {
    var limits = FlowLimits()
    // As replay has it: a short flow is told once, when nothing can follow any more.
    limits.heldBack = 60_000_000_000
    partitions = Partitions(limits: limits, seed: 1)
  }

  /// Takes the next packet, 1 µs behind the one before it.
  mutating func take(_ octets: Span<UInt8>) {
    frame += 1
    time = Timestamp(nanoseconds: time.nanoseconds + 1_000)
    let moment = Moment(frame: frame, time: time)
    if let head = frontDoor.admit(
      octets, linkType: .ethernet, originalLength: octets.count, at: moment)
    {
      partitions.receive(head, octets)
    }
  }

  /// Ends an epoch so much later that closed flows are told and leave the table.
  mutating func endEpoch(after seconds: Int64) {
    time = Timestamp(nanoseconds: time.nanoseconds + seconds * 1_000_000_000)
    for number in 0..<Partitions.count {
      observations += partitions.endEpoch(of: number, clock: time).count
    }
    observations += frontDoor.takeTunnels().count
  }
}
