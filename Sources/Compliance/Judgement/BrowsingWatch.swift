internal import Observations

/// How many unlisted domains an asset visits in a short time: what tells a person from a program.
struct BrowsingWatch: Sendable {
  private var visits: [Int: [(name: String, time: Timestamp)]] = [:]
  private(set) var evictions: UInt64 = 0

  /// Without a site file every private address is a possible instrument.
  static let maximumAssets = 8_192

  /// Notes a visit; true when it is one of too many.
  mutating func visit(
    _ name: String, by asset: Int, at time: Timestamp, _ limits: Site.Limits
  ) -> Bool {
    let domain = RegisteredDomain.of(name) ?? name
    if visits[asset] == nil, visits.count >= Self.maximumAssets {
      evictions += UInt64(visits.count)
      visits = [:]
    }
    let oldest = time.adding(seconds: -60 * Int64(limits.browseMinutes))
    let most = max(limits.browseNames, 1)
    return visits[asset, default: []].note(domain, at: time, since: oldest, most: most)
      >= limits.browseNames
  }
}
