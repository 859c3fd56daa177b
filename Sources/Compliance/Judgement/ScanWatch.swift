internal import Observations

/// Who tries many ports or many hosts in a short time without being let in.
struct ScanWatch: Sendable {
  private struct Source {
    var since: Timestamp
    var tried: Set<Endpoint> = []
    var assets: Set<Int> = []
    var isTold = false
  }

  private var sources: [IPAddress: Source] = [:]
  private(set) var evictions: UInt64 = 0

  /// Different ports or hosts in `window` from which on it is a scan: a program that looks for its
  /// server tries a handful.
  static let threshold = 15
  /// Nanoseconds.
  static let window: Int64 = 60_000_000_000
  static let maximumSources = 2_048
  /// Beyond the threshold nothing more is learned from further places.
  static let maximumTried = 64

  /// Notes an attempt; returns the assets that are to be told, when there are enough attempts.
  mutating func note(
    from source: IPAddress, to responder: Endpoint, assets: [Int], at time: Timestamp
  ) -> [Int] {
    if sources[source] == nil, sources.count >= Self.maximumSources {
      evictions += UInt64(sources.count)
      sources.removeAll(keepingCapacity: true)
    }
    var known = sources[source] ?? Source(since: time)
    if time.since(known.since) > Self.window { known = Source(since: time) }
    if known.tried.count < Self.maximumTried { known.tried.insert(responder) }
    known.assets.formUnion(assets)
    var told: [Int] = []
    if known.tried.count >= Self.threshold {
      told = known.isTold ? assets : known.assets.sorted()
      known.isTold = true
    }
    sources[source] = known
    return told
  }
}
