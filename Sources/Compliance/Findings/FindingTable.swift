internal import Observations

/// The findings of a run: what closed connections settled, and what open ones add for now.
struct FindingTable: Sendable {
  struct Tally: Sendable {
    var count: UInt64 = 0
    var unsuppressed: UInt64 = 0
    var first: Moment?
    var last: Moment?

    mutating func add(_ part: FindingPart) {
      count += part.weight
      if part.suppression == nil { unsuppressed += max(part.weight, 1) }
      first = first.map { $0.frame <= part.first.frame ? $0 : part.first } ?? part.first
      last = last.map { $0.frame >= part.last.frame ? $0 : part.last } ?? part.last
    }
  }

  struct Entry: Sendable {
    /// Order of creation, for eviction.
    var sequence: UInt64
    /// Settled parts by verdict: fail, warn, undetermined, pass, info.
    var tallies: [Verdict: Tally] = [:]
    var settled: FindingPart?
    var open: [UInt64: FindingPart] = [:]
    var revision: UInt64 = 0
    var isChanged = false

    /// The part that speaks for the finding.
    var lead: FindingPart? {
      var lead = settled
      // The smallest connection wins a tie, so that the order of a dictionary decides nothing.
      for (_, part) in open.sorted(by: { $0.key < $1.key }) {
        if lead.map({ part.leads($0) }) ?? true { lead = part }
      }
      return lead
    }

    /// Everything at one verdict.
    func tally(_ verdict: Verdict) -> Tally {
      var tally = tallies[verdict] ?? Tally()
      for part in open.values where part.verdict == verdict { tally.add(part) }
      return tally
    }
  }

  private(set) var entries: [FindingKey: Entry] = [:]
  private var changed: [FindingKey] = []
  private var nextSequence: UInt64 = 0
  private(set) var evictions: UInt64 = 0
  let maximum: Int

  init(maximum: Int) {
    self.maximum = max(maximum, 1)
  }

  /// True when a part would speak for its finding once it is settled: only then its detail is
  /// worth building.
  func needsDetail(_ part: FindingPart, in key: FindingKey) -> Bool {
    entries[key]?.settled.map { part.leads($0) } ?? true
  }

  /// Adds what a connection says for now; `connection` is nil for what stays as it is.
  mutating func add(_ part: FindingPart, to key: FindingKey, connection: UInt64?) {
    if entries[key] == nil {
      if entries.count >= maximum { evict() }
      entries[key] = Entry(sequence: nextSequence)
      nextSequence += 1
    }
    mark(key)
    if let connection {
      entries[key]?.open[connection] = part
    } else {
      entries[key]?.settle(part)
    }
  }

  /// Takes back what a connection said, because it is judged anew.
  mutating func withdraw(_ key: FindingKey, connection: UInt64) {
    guard entries[key]?.open.removeValue(forKey: connection) != nil else { return }
    mark(key)
  }

  /// Keeps what a connection said for good.
  mutating func settle(_ key: FindingKey, connection: UInt64) {
    guard let part = entries[key]?.open.removeValue(forKey: connection) else { return }
    entries[key]?.settle(part)
  }

  /// Raises the stage of a settled finding, as the answer to a question does.
  mutating func raise(_ key: FindingKey, to stage: Stage, at moment: Moment) {
    guard var part = entries[key]?.settled, part.stage < stage else { return }
    part.stage = stage
    part.deciding = moment
    entries[key]?.settled = part
    mark(key)
  }

  /// The keys that changed since the last call, each with its new revision counted.
  mutating func takeChanged() -> [FindingKey] {
    let keys = changed
    changed = []
    for key in keys {
      entries[key]?.isChanged = false
      entries[key]?.revision += 1
    }
    return keys
  }

  mutating func remove(_ key: FindingKey) {
    entries[key] = nil
  }

  private mutating func mark(_ key: FindingKey) {
    guard entries[key]?.isChanged == false else { return }
    entries[key]?.isChanged = true
    changed.append(key)
  }

  /// Makes room by a sixteenth, so that a scan costs a sort once in a while and not a search
  /// each time: info and pass first, then the oldest.
  private mutating func evict() {
    let order = entries.map { key, entry in
      let verdict = entry.lead?.verdict
      return (
        key: key, isLight: verdict == .info || verdict == .pass || verdict == nil, entry.sequence
      )
    }.sorted { ($0.isLight ? 0 : 1, $0.2) < ($1.isLight ? 0 : 1, $1.2) }
    for (key, _, _) in order.prefix(max(maximum / 16, 1)) {
      entries[key] = nil
      evictions += 1
    }
    changed.removeAll { entries[$0] == nil }
  }
}

extension FindingTable.Entry {
  fileprivate mutating func settle(_ part: FindingPart) {
    tallies[part.verdict, default: FindingTable.Tally()].add(part)
    guard let old = settled else {
      settled = part
      return
    }
    guard part.leads(old) else { return }
    settled = part
  }
}
