internal import Observations

/// One clause for one asset, counted by verdict.
struct LedgerCell: Sendable {
  private var counts: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
  private(set) var suppressed: UInt64 = 0
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  private(set) var peers: Set<IPAddress> = []

  mutating func add(
    _ verdict: Verdict, isSuppressed: Bool, from first: Timestamp, to last: Timestamp,
    peer: IPAddress?
  ) {
    change(verdict, isSuppressed, by: 1)
    self.first = self.first.map { min($0, first) } ?? first
    self.last = self.last.map { max($0, last) } ?? last
    if let peer, peers.count < LedgerEntry.maximumPeers { peers.insert(peer) }
  }

  /// Takes back what a connection counted before it is judged anew.
  mutating func remove(_ verdict: Verdict, isSuppressed: Bool) {
    change(verdict, isSuppressed, by: -1)
  }

  private mutating func change(_ verdict: Verdict, _ isSuppressed: Bool, by step: Int64) {
    func moved(_ count: UInt64) -> UInt64 { step > 0 ? count &+ 1 : count == 0 ? 0 : count - 1 }
    guard !isSuppressed else {
      suppressed = moved(suppressed)
      return
    }
    switch verdict {
    case .fail: counts.0 = moved(counts.0)
    case .warn: counts.1 = moved(counts.1)
    case .undetermined: counts.2 = moved(counts.2)
    case .pass: counts.3 = moved(counts.3)
    case .info: counts.4 = moved(counts.4)
    case .notObserved, .notAssessable: break
    }
  }

  /// The verdicts that occurred, with their counts.
  var byVerdict: [(verdict: Verdict, count: UInt64)] {
    [
      (.fail, counts.0), (.warn, counts.1), (.undetermined, counts.2), (.pass, counts.3),
      (.info, counts.4),
    ].filter { $0.count > 0 }
  }

  /// The worst verdict that occurred; nil when none did.
  var verdict: Verdict? { byVerdict.first?.verdict }
}
