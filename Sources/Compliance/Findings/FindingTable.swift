internal import Observations

/// The findings of a run: what closed connections settled, and what open ones add for now.
///
/// Entries live in slots, so that a connection finds its own again without hashing.
struct FindingTable: Sendable {
  /// A place in the table; the sequence tells when another finding has taken it since.
  struct Slot: Hashable, Sendable {
    var index: Int
    var sequence: UInt64
  }

  struct Tally: Sendable {
    var verdict: Verdict
    var count: UInt64 = 0
    var unsuppressed: UInt64 = 0
    var first: Moment?
    var last: Moment?

    init(_ verdict: Verdict) {
      self.verdict = verdict
    }

    mutating func add(_ part: FindingPart) {
      count += part.weight
      if part.suppression == nil { unsuppressed += max(part.weight, 1) }
      first = first.map { $0.frame <= part.first.frame ? $0 : part.first } ?? part.first
      last = last.map { $0.frame >= part.last.frame ? $0 : part.last } ?? part.last
    }
  }

  struct Entry: Sendable {
    var key: FindingKey
    /// Order of creation, for eviction; nil in a slot that is free.
    var sequence: UInt64?
    /// Settled parts by verdict: most findings have one.
    var tallies: [Tally] = []
    var settled: FindingPart?
    var open: [UInt64: FindingPart] = [:]
    var revision: UInt64 = 0
    var isChanged = false
    /// Handed out while the run went on.
    var isEmitted = false
    /// What a finding last said that was handed out and has nothing left to rest on.
    var former: FindingPart?

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
      var tally = tallies.first { $0.verdict == verdict } ?? Tally(verdict)
      for part in open.values where part.verdict == verdict { tally.add(part) }
      return tally
    }

    fileprivate mutating func settle(_ part: FindingPart) {
      if let place = tallies.firstIndex(where: { $0.verdict == part.verdict }) {
        tallies[place].add(part)
      } else {
        var tally = Tally(part.verdict)
        tally.add(part)
        tallies.append(tally)
      }
      if settled.map({ part.leads($0) }) ?? true { settled = part }
    }
  }

  private(set) var entries: [Entry] = []
  private var places: [FindingKey: Int] = [:]
  private var free: [Int] = []
  private var changed: [Int] = []
  private var nextSequence: UInt64 = 0
  private(set) var evictions: UInt64 = 0
  let maximum: Int

  init(maximum: Int) {
    self.maximum = max(maximum, 1)
  }

  /// The slot of a finding, which is made when it is new.
  mutating func slot(for key: FindingKey) -> Slot {
    if let index = places[key] {
      return Slot(index: index, sequence: entries[index].sequence ?? 0)
    }
    if places.count >= maximum { evict() }
    let sequence = nextSequence
    nextSequence += 1
    let entry = Entry(key: key, sequence: sequence)
    let index: Int
    if let empty = free.popLast() {
      index = empty
      entries[index] = entry
    } else {
      index = entries.count
      entries.append(entry)
    }
    places[key] = index
    return Slot(index: index, sequence: sequence)
  }

  /// True when a part would speak for its finding once it is settled: only then its detail is
  /// worth building.
  func needsDetail(_ part: FindingPart, in slot: Slot) -> Bool {
    guard isCurrent(slot) else { return false }
    guard entries[slot.index].settled != nil else { return true }
    return entries[slot.index].settled.map { part.leads($0) } ?? true
  }

  /// Adds what a connection says for now; `connection` is nil for what stays as it is.
  mutating func add(_ part: FindingPart, to slot: Slot, connection: UInt64?) {
    guard isCurrent(slot) else { return }
    mark(slot.index)
    if let connection {
      entries[slot.index].open[connection] = part
    } else {
      entries[slot.index].settle(part)
    }
  }

  /// Takes back what a connection said, because it is judged anew.
  mutating func withdraw(_ slot: Slot, connection: UInt64) {
    guard isCurrent(slot),
      let part = entries[slot.index].open.removeValue(forKey: connection)
    else { return }
    if entries[slot.index].isEmitted { entries[slot.index].former = part }
    mark(slot.index)
  }

  /// Keeps what a connection said for good.
  mutating func settle(_ slot: Slot, connection: UInt64) {
    guard isCurrent(slot),
      let part = entries[slot.index].open.removeValue(forKey: connection)
    else { return }
    entries[slot.index].settle(part)
  }

  /// Raises the stage of a settled finding, as the answer to a question does.
  mutating func raise(_ slot: Slot, to stage: Stage, at moment: Moment) {
    guard isCurrent(slot), let known = entries[slot.index].settled?.stage, known < stage else {
      return
    }
    entries[slot.index].settled?.stage = stage
    entries[slot.index].settled?.deciding = moment
    mark(slot.index)
  }

  /// The entries that changed since the last call, each with its new revision counted.
  mutating func takeChanged() -> [Int] {
    let indices = changed
    changed = []
    for index in indices {
      entries[index].isChanged = false
      entries[index].revision += 1
    }
    return indices
  }

  mutating func noteEmitted(_ index: Int) {
    entries[index].isEmitted = true
  }

  private func isCurrent(_ slot: Slot) -> Bool { entries[slot.index].sequence == slot.sequence }

  private mutating func mark(_ index: Int) {
    guard !entries[index].isChanged else { return }
    entries[index].isChanged = true
    changed.append(index)
  }

  /// Makes room by a sixteenth, so that a scan costs a sort once in a while and not a search
  /// each time: info and pass first, then the oldest.
  private mutating func evict() {
    let order = places.values.map { index in
      let verdict = entries[index].lead?.verdict
      let isLight = verdict == .info || verdict == .pass || verdict == nil
      return (index: index, class: isLight ? 0 : 1, sequence: entries[index].sequence ?? 0)
    }.sorted { ($0.class, $0.sequence) < ($1.class, $1.sequence) }
    for (index, _, _) in order.prefix(max(maximum / 16, 1)) {
      places[entries[index].key] = nil
      entries[index].sequence = nil
      entries[index].settled = nil
      entries[index].open = [:]
      entries[index].tallies = []
      free.append(index)
      evictions += 1
    }
    // Slots are handed out again in the order in which they were freed, from the last.
    changed.removeAll { entries[$0].sequence == nil }
    for index in free { entries[index].isChanged = false }
  }
}
