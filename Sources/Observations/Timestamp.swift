/// A moment of packet time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
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

extension Timestamp: ASCIIText {
  /// RFC 3339 in UTC with six fraction digits, as in `2026-01-01T10:00:00.000001Z`.
  public func append(to octets: inout [UInt8]) {
    let (seconds, rest) = nanoseconds.floored(by: 1_000_000_000)
    let (days, second) = seconds.floored(by: 86_400)
    CivilDate(daysSince1970: days).append(to: &octets)
    octets.append(UInt8(ascii: "T"))
    octets.append(decimal: UInt64(second / 3_600), width: 2)
    octets.append(UInt8(ascii: ":"))
    octets.append(decimal: UInt64(second / 60 % 60), width: 2)
    octets.append(UInt8(ascii: ":"))
    octets.append(decimal: UInt64(second % 60), width: 2)
    octets.append(UInt8(ascii: "."))
    octets.append(decimal: UInt64(rest / 1_000), width: 6)
    octets.append(UInt8(ascii: "Z"))
  }
}

extension Int64 {
  fileprivate func floored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
