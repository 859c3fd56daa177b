/// The maxima of the flow engine, each with its reason; every one that is hit is counted.
public struct FlowLimits: Hashable, Sendable {
  /// Flows of one partition: 131,072 in all, which with what is read of each are under 128 MiB.
  public var flowsPerPartition = 2_048
  /// Octets that a protocol message may need in one piece: a ClientHello may fill 64 KiB
  /// (RFC 8446 allows 2^24, no client comes near), a DNS message over TCP as much.
  public var messageOctets = 80 * 1_024
  /// Segments that wait for a missing one, per direction.
  public var waitingSegments = 32
  /// Octets that wait for a missing segment, per direction.
  public var waitingOctets = 64 * 1_024
  /// Octets that all flows of a partition may keep while messages are split: 64 × 512 KiB; the
  /// buffers of growing messages may take twice as much.
  public var keptOctetsPerPartition = 512 * 1_024
  /// Octets from each end during which checksums are looked at.
  ///
  /// Verdicts rest on hellos and first requests, and not on the bulk behind them. 0 looks at none.
  public var checkedOctets: UInt64 = 2_048
  /// Segments of a flow without its start that are searched for a protocol.
  public var recognitionSegments = 8
  /// QUIC and DTLS flows of one partition that are read; further ones are only recognised.
  ///
  /// Each takes one or two KiB, and 64 partitions of them less than 128 MiB.
  public var datagramReadersPerPartition = 1_024

  /// Nanoseconds of packet time for which a new flow's first word is held back unless it ends.
  ///
  /// A short flow is then told once. 0 tells it with the epoch, for those who wait for alerts.
  public var heldBack: Int64 = 0
  /// A closed flow is told when it closes and again when it ends, for those who wait for alerts.
  ///
  /// Otherwise it is told once, when nothing can follow any more.
  public var tellsClosed = false

  /// Seconds of silence after which a flow ends, by what it is.
  public var attemptTimeout: Int64 = 30
  public var closedTimeout: Int64 = 2
  /// After a reset in the middle, which an end that did not send it may not have taken.
  public var resetTimeout: Int64 = 30
  /// A question of DNS that was answered; the next one mostly comes from another port.
  public var answeredTimeout: Int64 = 5
  public var tcpTimeout: Int64 = 3_600
  public var datagramTimeout: Int64 = 60

  public init() {}
}
