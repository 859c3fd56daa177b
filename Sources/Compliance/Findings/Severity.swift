/// How much a finding weighs, from lowest to highest.
public enum Severity: String, Hashable, Comparable, Sendable, CaseIterable {
  case info, low, medium, high, critical

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  /// Place in that order.
  var rank: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }
}
