import Observations

/// How much the ends of a flow sent in a short time, and what held them up.
///
/// A long transfer below a rate shows that the way is narrow only when the sender had more to send:
/// segments were lost, or the receiver closed its window.
struct FlowVolume {
  /// Nanoseconds of a bin.
  static let bin: Int64 = 10_000_000_000

  /// Octets of the bin that has begun, and of the best one; they stop at the type's maximum.
  private var octets = Ends<UInt32>(0, 0)
  private(set) var peak = Ends<UInt32>(0, 0)
  private(set) var repeats = Ends<UInt32>(0, 0)
  private(set) var closedWindows = Ends<UInt32>(0, 0)
  /// Sequence number behind the newest octet of each end.
  private var sent = Ends<UInt32>(0, 0)
  /// Nanoseconds since 1970.
  private var binStart: Int64 = .min

  /// Takes a packet with payload.
  ///
  /// - Parameter isFirst: nothing of the end's payload came before.
  @inline(__always)
  mutating func note(_ packet: PacketHead, count: Int, isFirst: Bool, at time: Int64) {
    let end = packet.source
    // A bin that is behind, or further ahead than numbers go, is over as well.
    let age = time.subtractingReportingOverflow(binStart)
    if age.overflow || age.partialValue >= Self.bin || age.partialValue < 0 {
      binStart = time
      octets = Ends(0, 0)
    }
    let (sum, isTooMuch) = octets[end].addingReportingOverflow(UInt32(clamping: count))
    octets[end] = isTooMuch ? .max : sum
    peak[end] = max(peak[end], octets[end])
    guard packet.kind == .tcp else { return }
    let next = packet.sequenceNumber &+ UInt32(truncatingIfNeeded: count)
    if isFirst || Int32(bitPattern: next &- sent[end]) > 0 {
      sent[end] = next
    } else {
      repeats[end] &+= 1
    }
  }

  /// The end of the packet closed its window.
  mutating func noteClosedWindow(_ end: End) { closedWindows[end] &+= 1 }
}
