public import Capture
public import Observations

/// One interface, as one worker reads it.
public struct InterfaceCounts: Sendable {
  public var name: String
  public var statistics = LiveStatistics()
  /// Time of the newest frame.
  public var last: Timestamp?
  /// Frames that were read, and their captured octets.
  public var packets: UInt64 = 0
  public var octets: UInt64 = 0

  init(name: String) {
    self.name = name
  }

  /// Frames that the kernel has put into the ring and that are not read yet.
  public var inRing: UInt64 {
    let put = statistics.received - min(statistics.received, statistics.dropped)
    return put - min(put, packets)
  }

  /// The share of a ring that they take when they are as long as others were.
  public func fill(of ringSize: Int) -> Double {
    guard packets > 0, ringSize > 0 else { return 0 }
    return min(1, Double(inRing) * Double(octets) / Double(packets) / Double(ringSize))
  }
}
