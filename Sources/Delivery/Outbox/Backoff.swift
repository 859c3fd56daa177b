/// How long to wait before the next try: doubled from try to try, and never the same for two sensors
/// that lost one collector at one time.
struct Backoff {
  static let firstMilliseconds: Int64 = 200
  static let maximumMilliseconds: Int64 = 30_000

  private var failures = 0

  mutating func reset() { failures = 0 }

  /// Milliseconds until the next try, from half to one and a half of the doubled time.
  mutating func next(
    random: (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) }
  ) -> Int64 {
    let doubled = Self.firstMilliseconds << Int64(min(failures, 16))
    failures += 1
    let middle = min(doubled, Self.maximumMilliseconds)
    return random(middle / 2...middle + middle / 2)
  }
}
