/// A moment of packet time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Nanoseconds from `earlier` to this moment; clamped, never trapping.
  @inlinable
  public func since(_ earlier: Timestamp) -> Int64 {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow ? (nanoseconds < 0 ? .min : .max) : difference
  }

  /// This moment moved by whole seconds; clamped, never trapping.
  @inlinable
  public func adding(seconds: Int64) -> Timestamp {
    let (span, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = nanoseconds.addingReportingOverflow(span)
    guard !tooLong, !overflow else {
      return Timestamp(nanoseconds: seconds < 0 ? .min : .max)
    }
    return Timestamp(nanoseconds: sum)
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with six fraction digits, as in `2026-01-01T10:00:00.000001Z`.
  public var description: String {
    let (seconds, rest) = nanoseconds.floored(by: 1_000_000_000)
    let (days, secondOfDay) = seconds.floored(by: 86_400)
    let date = CivilDate(daysSince1970: days)
    let clock = [secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60]
      .map { $0.padded(2) }.joined(separator: ":")
    return "\(date)T\(clock).\((rest / 1_000).padded(6))Z"
  }
}

extension Int64 {
  fileprivate func floored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
