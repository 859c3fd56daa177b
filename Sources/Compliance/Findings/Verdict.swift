/// The answer to one clause for one asset, from worst to best; no two are ever merged.
public enum Verdict: String, Hashable, Comparable, Sendable, CaseIterable {
  case fail, warn, undetermined, pass, info
  case notObserved = "not-observed"
  case notAssessable = "not-assessable"

  /// Orders from worst to best.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  /// Place in that order.
  var rank: Int {
    switch self {
    case .fail: 0
    case .warn: 1
    case .undetermined: 2
    case .pass: 3
    case .info: 4
    case .notObserved: 5
    case .notAssessable: 6
    }
  }
}
