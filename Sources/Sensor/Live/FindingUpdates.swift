import Compliance
import Observations

/// Which findings are told now, and with which revision.
///
/// What is new or has become another verdict is told at once; a count that rises is told now and
/// then. Revisions and counts go on where an earlier policy, or an earlier run, left them, so that
/// receivers never see one fall.
struct FindingUpdates {
  /// Nanoseconds between two words on a finding of which only the count changes.
  static let interval: Int64 = 10_000_000_000
  /// Findings that are remembered: twice what the judge holds, so that a new policy's fit as well.
  static let maximum = 65_536

  private struct Known {
    /// What the run before it came to; added to what the judge says now.
    var revision: UInt64 = 0
    var count: UInt64 = 0
    var first: Moment?
    /// Steady time, which begins with the machine's start.
    var toldAt: Int64 = 0
    var toldVerdict: Verdict?
    var toldStage: Stage?
    var toldSeverity: Severity?
    var toldRevision: UInt64 = 0
    var toldCount: UInt64 = 0
    var toldFirst: Moment?
    var kind: FindingKind?
  }

  /// A finding that has changed and is not told yet.
  ///
  /// An object, so that a place of the table is small: few of all that are known wait.
  private final class Waiting: Sendable {
    let finding: Finding
    /// Steady time at which it is told.
    let due: Int64

    init(_ finding: Finding, due: Int64) {
      self.finding = finding
      self.due = due
    }
  }

  private var known: [String: Known] = [:]
  /// By id, of `known` alone.
  private var waiting: [String: Waiting] = [:]
  private(set) var evictions: UInt64 = 0
  /// How many findings there are of each kind.
  private(set) var kinds: [FindingKind: Int] = [:]

  /// Octets of one place of the table of all findings that are known.
  static let octetsEach = MemoryLayout<(String, Known)>.stride

  var count: Int { known.count }

  /// Takes what the judge says has changed.
  ///
  /// - Parameter now: steady time in nanoseconds.
  /// - Returns: what is to be told now.
  mutating func take(_ changed: [Finding], at now: Int64) -> [Finding] {
    var told: [Finding] = []
    for finding in changed {
      if known[finding.id] == nil, known.count >= Self.maximum { evict() }
      var entry = known[finding.id] ?? Known()
      let finding = continued(finding, entry)
      let isSame =
        entry.toldVerdict == finding.verdict && entry.toldStage == finding.stage
        && entry.toldSeverity == finding.severity
      if isSame, now - entry.toldAt < Self.interval {
        waiting[finding.id] = Waiting(finding, due: entry.toldAt + Self.interval)
      } else {
        tell(finding, &entry, at: now)
        told.append(finding)
      }
      known[finding.id] = entry
    }
    return told
  }

  /// What has waited long enough; everything when `isEnd`.
  mutating func due(at now: Int64, isEnd: Bool = false) -> [Finding] {
    let told = waiting.values.filter { isEnd || $0.due <= now }.map(\.finding)
      .sorted { ($0.firstSeen.frame, $0.id) < ($1.firstSeen.frame, $1.id) }
    for finding in told {
      var entry = known[finding.id] ?? Known()
      tell(finding, &entry, at: now)
      known[finding.id] = entry
    }
    return told
  }

  /// The last state of all findings; returns those that nobody knows yet.
  mutating func finish(_ findings: [Finding], at now: Int64) -> [Finding] {
    var told: [Finding] = []
    for finding in findings {
      var entry = known[finding.id] ?? Known()
      let finding = continued(finding, entry)
      let isNews =
        entry.toldVerdict != finding.verdict || entry.toldStage != finding.stage
        || entry.toldSeverity != finding.severity || entry.toldCount != finding.count
      guard isNews else { continue }
      tell(finding, &entry, at: now)
      known[finding.id] = entry
      told.append(finding)
    }
    return told
  }

  /// A finding of the judge with what was known before it.
  func continued(_ finding: Finding) -> Finding {
    known[finding.id].map { continued(finding, $0) } ?? finding
  }

  private func continued(_ finding: Finding, _ entry: Known) -> Finding {
    var finding = finding
    finding.revision = max(
      entry.revision &+ finding.revision, entry.toldRevision &+ 1)
    finding.count = entry.count &+ finding.count
    if let first = entry.first, first.time < finding.firstSeen.time { finding.firstSeen = first }
    return finding
  }

  private mutating func tell(_ finding: Finding, _ entry: inout Known, at now: Int64) {
    entry.toldAt = now
    entry.toldVerdict = finding.verdict
    entry.toldStage = finding.stage
    entry.toldSeverity = finding.severity
    entry.toldRevision = finding.revision
    entry.toldCount = finding.count
    entry.toldFirst = finding.firstSeen
    waiting[finding.id] = nil
    let kind = FindingKind(finding)
    if entry.kind != kind {
      if let old = entry.kind { kinds[old, default: 1] -= 1 }
      kinds[kind, default: 0] += 1
      entry.kind = kind
    }
  }

  /// Goes on where an earlier run ended: its findings are known, with their revisions and counts.
  mutating func resume(_ earlier: [Finding]) {
    for finding in earlier.suffix(Self.maximum / 2) {
      var entry = Known()
      entry.revision = finding.revision
      entry.count = finding.count
      entry.first = finding.firstSeen
      entry.toldRevision = finding.revision
      entry.toldVerdict = finding.verdict
      entry.toldStage = finding.stage
      entry.toldSeverity = finding.severity
      entry.toldCount = finding.count
      entry.toldFirst = finding.firstSeen
      known[finding.id] = entry
    }
  }

  /// The judge begins anew: what was told so far is what its numbers are added to.
  mutating func beginAnew() {
    known = known.mapValues { entry in
      var next = entry
      next.revision = entry.toldRevision
      next.count = entry.toldCount
      next.first = entry.toldFirst
      return next
    }
  }

  /// Forgets the sixteenth that was told longest ago; what has something to say goes last.
  private mutating func evict() {
    let number = Self.maximum / 16
    let oldest = known.map { id, entry in (isWaiting: waiting[id] == nil ? 0 : 1, entry.toldAt, id)
    }
    .sorted { $0 < $1 }
    for (_, _, id) in oldest.prefix(number) {
      if let kind = known.removeValue(forKey: id)?.kind { kinds[kind, default: 1] -= 1 }
      waiting[id] = nil
    }
    evictions += UInt64(number)
  }
}
