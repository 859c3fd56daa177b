internal import Observations

/// Questions that wait for their answer, and how many names an asset asks for below one domain.
struct QuestionWatch: Sendable {
  struct Key: Hashable {
    var client: Endpoint
    var server: Endpoint
    var id: UInt16
  }

  struct Pending {
    var question: NameQuestion
    /// The findings that the question is part of.
    var findings: [FindingKey]
  }

  private struct Domain: Hashable {
    var asset: Int
    var name: String
  }

  private var pending: [Key: Pending] = [:]
  private var olderPending: [Key: Pending] = [:]
  /// When the first of `pending` was asked.
  private var pendingSince: Timestamp?
  private var domains: [Domain: [(name: String, time: Timestamp)]] = [:]
  private(set) var evictions: UInt64 = 0

  /// Two generations of this many questions.
  static let maximumPending = 8_192
  /// Nanoseconds of a generation: an answer comes within seconds or never.
  static let patience: Int64 = 60_000_000_000
  static let maximumDomains = 8_192

  var pendingCount: Int { pending.count + olderPending.count }

  mutating func ask(_ key: Key, _ question: Pending, at time: Timestamp) {
    let age = time.since(pendingSince ?? time)
    if age >= Self.patience {
      turn()
      // After so long a silence nothing of the newer generation is waited for either.
      if age >= 2 * Self.patience { turn() }
    } else if pending.count >= Self.maximumPending {
      evictions += UInt64(olderPending.count)
      turn()
    }
    if pending.isEmpty { pendingSince = time }
    pending[key] = question
  }

  /// The older generation makes room for the newer; the storage of both is used again.
  private mutating func turn() {
    olderPending.removeAll(keepingCapacity: true)
    swap(&pending, &olderPending)
  }

  mutating func answer(_ key: Key) -> Pending? {
    pending.removeValue(forKey: key) ?? olderPending.removeValue(forKey: key)
  }

  /// The registered domain of a name, from the name on that is one too many within the time.
  mutating func tunnelDomain(
    of name: String, asset: Int, at time: Timestamp, _ limits: Site.Limits
  ) -> String? {
    guard let domain = RegisteredDomain.of(name), domain != name else { return nil }
    let key = Domain(asset: asset, name: domain)
    if domains[key] == nil, domains.count >= Self.maximumDomains {
      evictions += UInt64(domains.count)
      domains.removeAll(keepingCapacity: true)
    }
    let start = time.adding(seconds: -60 * Int64(limits.tunnelMinutes))
    let most = max(limits.tunnelNames, 1)
    return domains[key, default: []].note(name, at: time, since: start, most: most)
      >= limits.tunnelNames ? domain : nil
  }
}

/// Names with the time at which each was met last.
extension [(name: String, time: Timestamp)] {
  /// Forgets what is older than `start`, notes a name, and tells how many there are.
  mutating func note(
    _ name: String, at time: Timestamp, since start: Timestamp, most: Int
  ) -> Int {
    if contains(where: { $0.time < start }) { removeAll { $0.time < start } }
    if let place = firstIndex(where: { $0.name == name }) {
      self[place].time = time
    } else {
      if count >= most { removeFirst() }
      append((name, time))
    }
    return count
  }
}
