public import Observations

/// All flows, in 64 partitions that each have their own tables, limits and clock.
///
/// A flow belongs to one partition and a partition to one worker, so nothing here is locked. What
/// a partition says depends on its packets and on the clock of the epochs alone, never on how many
/// workers there are.
public struct Partitions: ~Copyable {
  /// How many there are; fixed, so that limits and results do not depend on the machine.
  public static let count = 64

  // In a pool: a variable of an object would be checked, and counted, at every access.
  private let states: Pool<PartitionState>

  /// - Parameter seed: moves flows to unforeseeable places of the tables; it changes no result.
  public init(limits: FlowLimits, seed: UInt64) {
    let numbers = Numbers()
    states = Pool { PartitionState(number: numbers.next(), limits: limits, seed: seed) }
    for _ in 0..<Self.count { _ = states.take() }
  }

  private final class Numbers {
    private var given = 0

    func next() -> Int {
      given += 1
      return given - 1
    }
  }

  /// What all partitions have counted.
  public var coverage: Coverage {
    var coverage = Coverage()
    for number in 0..<Int32(Self.count) { coverage.add(states[number].context.coverage) }
    return coverage
  }

  /// Takes a packet whose head names its partition.
  ///
  /// - Parameter frame: the frame that the head was made of.
  public func receive(_ packet: PacketHead, _ frame: Span<UInt8>) {
    states[Int32(packet.partition)].receive(packet, frame)
  }

  /// Ends an epoch of one partition: flows that are due end, and every flow that changed is told.
  ///
  /// - Parameters:
  ///   - clock: the newest packet time of the whole input.
  ///   - spare: an empty array whose storage is used for the next epoch.
  /// - Returns: what was seen, in the order in which it was seen.
  public func endEpoch(
    of number: Int, clock: Timestamp, spare: consuming [Observation] = []
  ) -> [Observation] {
    states[Int32(number)].endEpoch(clock: clock)
    return states[Int32(number)].takeObservations(spare: spare)
  }

  /// Ends every flow of a partition: the input is over.
  ///
  /// - Returns: the last snapshots.
  public func finish(_ number: Int) -> [Observation] {
    states[Int32(number)].finish()
    return states[Int32(number)].takeObservations(spare: [])
  }
}
