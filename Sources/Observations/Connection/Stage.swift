/// How far an event got; a later packet can raise it, nothing is ever guessed upward.
///
/// A refused attempt stays below an established one, so that the order of the cases is the order
/// of the evidence's weight.
public enum Stage: UInt8, Hashable, Comparable, Codable, Sendable, CaseIterable {
  case attempted, refused, established, succeeded

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Stage: CustomStringConvertible {
  public var description: String {
    switch self {
    case .attempted: "attempted"
    case .refused: "refused"
    case .established: "established"
    case .succeeded: "succeeded"
    }
  }
}

/// What turned an attempt away.
public enum Refusal: UInt8, Hashable, Codable, Sendable {
  /// A TCP reset.
  case reset
  /// An ICMP or ICMPv6 destination unreachable that quotes the attempt.
  case unreachable
  /// No answer at all until the time-out, though the attempt was repeated or timed out.
  case silence
}
