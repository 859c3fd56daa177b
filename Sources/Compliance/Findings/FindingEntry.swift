internal import Observations

/// One finding in the making: what closed connections settled, and what open ones add for now.
struct FindingEntry: Sendable {
  /// What the parts of one verdict add up to.
  struct Tally: Sendable {
    var count: UInt64 = 0
    var unsuppressed: UInt64 = 0
    var first: Moment?
    var last: Moment?

    mutating func add(_ part: FindingPart) {
      count += part.weight
      if part.suppression == nil { unsuppressed += max(part.weight, 1) }
      if first.map({ part.first.frame < $0.frame }) ?? true { first = part.first }
      if last.map({ part.last.frame > $0.frame }) ?? true { last = part.last }
    }
  }

  let key: FindingKey
  /// Order of creation, for eviction; no two entries of a run have the same.
  let sequence: UInt64
  /// Settled parts of the first verdict that was settled: most findings have no other.
  private var tally: (verdict: Verdict, sum: Tally)?
  private var otherTallies: [(verdict: Verdict, sum: Tally)] = []
  var settled: FindingPart?
  var open: [UInt64: FindingPart] = [:]
  var revision: UInt64 = 0
  var isChanged = false

  init(key: FindingKey, sequence: UInt64) {
    self.key = key
    self.sequence = sequence
  }

  /// The part that speaks for the finding.
  var lead: FindingPart? {
    guard !open.isEmpty else { return settled }
    var lead = settled
    // The smallest connection wins a tie, so that the order of a dictionary decides nothing.
    var leader: UInt64?
    for (connection, part) in open {
      if let known = lead, !part.leads(known) {
        guard let leader, connection < leader, !known.leads(part) else { continue }
      }
      lead = part
      leader = connection
    }
    return lead
  }

  /// Weight of the part that speaks for the finding; the smallest weighs most.
  var standing: Int { (open.isEmpty ? settled?.standing : lead?.standing) ?? .max }

  var leadingVerdict: Verdict? { open.isEmpty ? settled?.verdict : lead?.verdict }

  /// True when a settled part speaks for the finding rather than `part`.
  func isLed(before part: FindingPart) -> Bool { settled.map { !part.leads($0) } ?? false }

  /// The first frame of what is reported; nil when all that the finding rested on was taken back.
  var firstFrame: UInt64? {
    if open.isEmpty {
      guard let verdict = settled?.verdict, settled?.detail != nil else { return nil }
      return (tally(verdict).first ?? settled?.first)?.frame
    }
    guard let lead, lead.detail != nil else { return nil }
    return (tally(lead.verdict).first ?? lead.first).frame
  }

  /// Everything at one verdict.
  func tally(_ verdict: Verdict) -> Tally {
    var sum = Tally()
    if let tally, tally.verdict == verdict {
      sum = tally.sum
    } else if let other = otherTallies.first(where: { $0.verdict == verdict }) {
      sum = other.sum
    }
    for part in open.values where part.verdict == verdict { sum.add(part) }
    return sum
  }

  /// Keeps a part for good.
  mutating func settle(_ part: FindingPart) {
    count(part)
    if let settled, !part.leads(settled) { return }
    settled = part
  }

  private mutating func count(_ part: FindingPart) {
    guard let known = tally?.verdict, !(known == part.verdict) else {
      if tally == nil { tally = (part.verdict, Tally()) }
      tally?.sum.add(part)
      return
    }
    if let place = otherTallies.firstIndex(where: { $0.verdict == part.verdict }) {
      otherTallies[place].sum.add(part)
    } else {
      var sum = Tally()
      sum.add(part)
      otherTallies.append((part.verdict, sum))
    }
  }
}
