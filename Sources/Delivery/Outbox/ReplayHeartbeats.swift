public import Compliance
internal import Observations

/// The signs of life of a replay: every five minutes of packet time, and at its end.
///
/// They stand between the findings where they would have come. What a replay only knows at its end,
/// such as the number of packets, only the last one tells.
public enum ReplayHeartbeats {
  /// A capture of years is no reason for more: they are then further apart.
  static let maximum: Int64 = 2_016

  /// The findings of a report in their order, with heartbeats between them.
  ///
  /// The ledger stands before the last of them, which tells the head of the chain with it.
  public static func entries(of report: Report) -> [StoreEntry] {
    guard let first = report.coverage.first, let last = report.coverage.last else {
      return report.findings.map { .finding($0) }
    }
    let span = max(last.since(first), 0)
    let interval = max(Heartbeat.interval * 1_000_000_000, span / maximum)
    var entries: [StoreEntry] = []
    var (failed, warned) = (0, 0)
    var next = Timestamp(nanoseconds: first.nanoseconds &+ interval)
    func beat(at time: Timestamp) -> Heartbeat {
      Heartbeat(time: time, sensor: report.sensor, failed: failed, warned: warned)
    }
    for finding in report.findings {
      while next < last, next <= finding.firstSeen.time {
        entries.append(.heartbeat(beat(at: next)))
        next = Timestamp(nanoseconds: next.nanoseconds &+ interval)
      }
      entries.append(.finding(finding))
      guard finding.suppression == nil else { continue }
      if finding.verdict == .fail { failed += 1 }
      if finding.verdict == .warn { warned += 1 }
    }
    while next < last {
      entries.append(.heartbeat(beat(at: next)))
      next = Timestamp(nanoseconds: next.nanoseconds &+ interval)
    }
    var end = beat(at: last)
    end.packets = report.coverage.packets
    end.octets = report.coverage.octets
    end.drops = report.coverage.drops
    if let ledger = StoredLedger(report) { entries.append(.ledger(ledger)) }
    entries.append(.heartbeat(end))
    return entries
  }
}
