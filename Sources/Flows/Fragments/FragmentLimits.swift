/// The maxima of putting IP fragments together, each with its reason; every one that is hit is
/// counted.
public struct FragmentLimits: Hashable, Sendable {
  /// Datagrams that are remembered, those included that were put together lately.
  ///
  /// Few networks fragment at all; a mirror that wraps full frames makes two fragments of each, which wait for
  /// microseconds.
  public var datagrams = 1_024
  /// Fragments of one datagram: 65,535 octets in the pieces that the least MTU of IPv4 hosts
  /// (576 octets, RFC 791 section 3.1) makes are 119.
  public var fragmentsPerDatagram = 128
  /// Octets of all waiting datagrams: 64 of the largest.
  public var octets = 4 * 1_024 * 1_024
  /// Seconds of packet time that a datagram waits for its fragments; what Linux waits.
  ///
  /// RFC 8200
  /// section 4.5 lets hosts wait 60, and then tell the sender.
  public var timeout: Int64 = 30
  /// Seconds during which a fragment of a datagram that was put together is a late repeat, as a
  /// double mirror makes them, and not the start of a new datagram with the same identification.
  public var repeatTime: Int64 = 1

  public init() {}
}
