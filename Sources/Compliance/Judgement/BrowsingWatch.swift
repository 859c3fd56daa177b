internal import Observations

/// How many unlisted domains an asset visits in a short time: what tells a person from a program.
struct BrowsingWatch: Sendable {
  private var visits: [Int: [(domain: String, time: Timestamp)]] = [:]
  private(set) var evictions: UInt64 = 0

  /// Without a site file every private address is a possible instrument.
  static let maximumAssets = 8_192
  /// Nanoseconds of a minute.
  private static let minute: Int64 = 60_000_000_000

  /// Notes a visit; true when it is one of too many.
  mutating func visit(
    _ name: String, by asset: Int, at time: Timestamp, _ limits: Site.Limits
  ) -> Bool {
    let domain = RegisteredDomain.of(name) ?? name
    if visits[asset] == nil, visits.count >= Self.maximumAssets {
      evictions += UInt64(visits.count)
      visits = [:]
    }
    var list = visits[asset] ?? []
    let oldest = time.adding(seconds: -60 * Int64(limits.browseMinutes))
    list.removeAll { $0.time < oldest }
    if let place = list.firstIndex(where: { $0.domain == domain }) {
      list[place].time = time
    } else {
      if list.count >= max(limits.browseNames, 1) { list.removeFirst() }
      list.append((domain, time))
    }
    visits[asset] = list
    return list.count >= limits.browseNames
  }
}
