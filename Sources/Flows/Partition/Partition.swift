public import Observations

/// One sixty-fourth of all flows, with its own tables, limits and clock.
///
/// A flow belongs to one partition and a partition to one worker, so nothing here is locked. What
/// a partition says depends on its packets and on the clock of the epochs alone, never on how many
/// workers there are.
public final class Partition {
  /// How many there are; fixed, so that limits and results do not depend on the machine.
  public static let count = 64

  /// One value: a variable of an object would be checked at every access.
  private let states: Pool<PartitionState>
  private let only: Int32

  /// - Parameters:
  ///   - number: 0 to 63.
  ///   - seed: moves flows to unforeseeable places of the table; it changes no result.
  public init(number: Int, limits: FlowLimits, seed: UInt64) {
    states = Pool(chunkBits: 0) { PartitionState(number: number, limits: limits, seed: seed) }
    only = states.take()
  }

  public var coverage: Coverage { states[only].context.coverage }

  /// Takes a packet whose head named this partition.
  ///
  /// - Parameter frame: the frame that the head was made of.
  public func receive(_ packet: PacketHead, _ frame: Span<UInt8>) {
    states[only].receive(packet, frame)
  }

  /// Ends an epoch: flows that are due end, and every flow that changed is told.
  ///
  /// - Parameters:
  ///   - clock: the newest packet time of the whole input.
  ///   - spare: an empty array whose storage is used for the next epoch.
  /// - Returns: what was seen, in the order in which it was seen.
  public func endEpoch(clock: Timestamp, spare: consuming [Observation] = []) -> [Observation] {
    states[only].endEpoch(clock: clock)
    return states[only].takeObservations(spare: spare)
  }

  /// Ends every flow: the input is over.
  ///
  /// - Returns: the last snapshots.
  public func finish() -> [Observation] {
    states[only].finish()
    return states[only].takeObservations(spare: [])
  }
}
