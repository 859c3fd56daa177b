public import Compliance

/// A number for each of the seven verdicts.
public struct VerdictCounts: Sendable {
  private var numbers: [7 of Int] = .init(repeating: 0)

  public init() {}

  public subscript(verdict: Verdict) -> Int {
    get { numbers[verdict.place] }
    set { numbers[verdict.place] = newValue }
  }

  public var total: Int {
    var sum = 0
    for place in numbers.indices { sum += numbers[place] }
    return sum
  }

  /// The worst verdict that occurred; nil when none did.
  public var worst: Verdict? { Verdict.allCases.first { self[$0] > 0 } }

  mutating func add(_ other: VerdictCounts) {
    for place in numbers.indices { numbers[place] += other.numbers[place] }
  }
}

extension Verdict {
  fileprivate var place: Int {
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
