/// How an interface is opened.
public struct LiveSettings: Hashable, Sendable {
  /// A pcap filter expression that the kernel runs.
  public var filter: String?
  /// Octets of the ring that the kernel fills for each socket: at one million packets a second of
  /// 100 octets, half a second.
  public var ringSize = 64 * 1_024 * 1_024
  /// Milliseconds after which the kernel hands over a block that is not full.
  ///
  /// An alert waits for it; below ten, an idle network wakes the sensor for nothing.
  public var blockTimeout: Int32 = 10
  public var isPromiscuous = true
  /// Octets of a frame that are kept: all, since offloads make frames of up to 64 KiB.
  public var snapLength: Int32 = 262_144

  /// The sizes of a ring that make sense: a few blocks at least, and what libpcap's `int` holds.
  public static let ringSizes = 1_024 * 1_024...1_024 * 1_024 * 1_024

  public init() {}
}

/// What the kernel counted for one socket since it was opened.
public struct LiveStatistics: Hashable, Sendable {
  /// Frames that passed the filter, dropped ones included.
  public var received: UInt64 = 0
  /// Frames that found the ring full.
  public var dropped: UInt64 = 0
  /// Frames that the network card or its driver dropped.
  public var droppedByInterface: UInt64 = 0

  public init() {}
}
