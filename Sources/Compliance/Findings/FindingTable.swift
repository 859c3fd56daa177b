internal import Observations

/// The findings of a run, bounded: compact entries in places of an array, found by what they are
/// about.
struct FindingTable: Sendable {
  /// A finding's place; it leads nowhere once the finding has been evicted.
  struct Handle: Sendable {
    fileprivate var place: Int
    fileprivate var sequence: UInt64
  }

  private var entries: ContiguousArray<FindingEntry> = []
  private var places = PlaceIndex()
  private var free: [Int] = []
  private var changed: [Handle] = []
  private var nextSequence: UInt64 = 0
  private(set) var evictions: UInt64 = 0
  let maximum: Int

  init(maximum: Int) {
    self.maximum = max(maximum, 1)
  }

  /// Places of all findings, in no order that means anything.
  var occupied: some Collection<Int> {
    entries.indices.lazy.filter { entries[$0].sequence != .max }
  }

  func entry(at place: Int) -> FindingEntry { entries[place] }

  /// The first frame of what is reported of a finding; see `FindingEntry.firstFrame`.
  func firstFrame(at place: Int) -> UInt64? { entries[place].firstFrame }

  var count: Int { places.count }

  subscript(key: FindingKey) -> FindingEntry? { place(of: key, hash(key)).map { entries[$0] } }

  /// The finding about `key`, made when there is none, and marked as changed.
  mutating func touch(_ key: FindingKey) -> Handle {
    let hash = hash(key)
    if let place = place(of: key, hash) { return mark(place) }
    if places.count >= maximum { evict() }
    let entry = FindingEntry(key: key, sequence: nextSequence)
    nextSequence += 1
    let place = free.popLast() ?? entries.count
    if place == entries.count { entries.append(entry) } else { entries[place] = entry }
    places.insert(hash, place)
    return mark(place)
  }

  /// True when a part would speak for its finding once it is settled: only then its detail is
  /// worth building.
  func needsDetail(_ part: FindingPart, at handle: Handle) -> Bool {
    !entries[handle.place].isLed(before: part)
  }

  /// Adds what a connection says for now; `connection` is nil for what stays as it is.
  mutating func add(_ part: FindingPart, at handle: Handle, connection: UInt64?) {
    if let connection {
      entries[handle.place].open[connection] = part
    } else {
      entries[handle.place].settle(part)
    }
  }

  /// Takes back what a connection said, because it is judged anew.
  mutating func withdraw(_ handle: Handle, connection: UInt64) {
    guard isCurrent(handle),
      entries[handle.place].open.removeValue(forKey: connection) != nil
    else { return }
    _ = mark(handle.place)
  }

  /// Keeps what a connection said for good.
  mutating func settle(_ handle: Handle, connection: UInt64) {
    guard isCurrent(handle),
      let part = entries[handle.place].open.removeValue(forKey: connection)
    else { return }
    entries[handle.place].settle(part)
  }

  /// Raises the stage of a settled finding, as the answer to a question does.
  mutating func raise(_ key: FindingKey, to stage: Stage, at moment: Moment) {
    guard let place = place(of: key, hash(key)), let known = entries[place].settled?.stage,
      known < stage
    else { return }
    entries[place].settled?.stage = stage
    entries[place].settled?.deciding = moment
    _ = mark(place)
  }

  /// The keys that changed since the last call, each with its new revision counted.
  mutating func takeChanged() -> [FindingKey] {
    let handles = changed
    changed = []
    return handles.compactMap { handle in
      guard isCurrent(handle) else { return nil }
      entries[handle.place].isChanged = false
      entries[handle.place].revision += 1
      return entries[handle.place].key
    }
  }

  mutating func remove(_ key: FindingKey) {
    let hash = hash(key)
    guard let place = place(of: key, hash) else { return }
    places.remove(hash, place)
    // Nothing has this number, so that handles of the old finding lead nowhere.
    entries[place] = FindingEntry(key: key, sequence: .max)
    free.append(place)
  }

  private func hash(_ key: FindingKey) -> UInt32 {
    let (about, peer, discriminator) = key.words
    return places.hash(about, peer, discriminator)
  }

  private func place(of key: FindingKey, _ hash: UInt32) -> Int? {
    places.place(hash) { entries[$0].key == key }
  }

  private func isCurrent(_ handle: Handle) -> Bool {
    entries[handle.place].sequence == handle.sequence
  }

  private mutating func mark(_ place: Int) -> Handle {
    let handle = Handle(place: place, sequence: entries[place].sequence)
    if !entries[place].isChanged {
      entries[place].isChanged = true
      changed.append(handle)
    }
    return handle
  }

  /// Makes room by a sixteenth, so that a scan costs a sort once in a while and not a search
  /// each time.
  ///
  /// Info and pass go first. Then the clause of an asset that has most findings gives way, until
  /// all that were crowded are equal: a flood pushes itself out and not the few findings that
  /// other clauses made. Of one clause the findings of least weight go first, then the oldest.
  private mutating func evict() {
    let number = max(maximum / 16, 1)
    var crowds: [Crowd: [Candidate]] = [:]
    for place in entries.indices where entries[place].sequence != .max {
      // Fields alone: a copy of an entry would count a dozen references up and down.
      let crowd =
        isLight(entries[place].leadingVerdict)
        ? .light : Crowd(asset: entries[place].key.asset, row: entries[place].key.row)
      crowds[crowd, default: []].append(
        Candidate(
          standing: entries[place].standing, sequence: entries[place].sequence, place: place))
    }
    var victims = crowds.removeValue(forKey: .light)?.sorted().prefix(number) ?? []
    if victims.count < number {
      let level = Self.level(of: crowds.values.map(\.count), toTake: number - victims.count)
      for crowd in crowds.values where crowd.count > level {
        victims += crowd.sorted().prefix(crowd.count - level)
      }
    }
    for victim in victims {
      remove(entries[victim.place].key)
      evictions += 1
    }
    changed = changed.filter { isCurrent($0) }
  }

  /// The size to which crowds have to shrink so that so many go.
  private static func level(of sizes: [Int], toTake number: Int) -> Int {
    let sizes = sizes.sorted(by: >)
    var rest = number
    for (index, size) in sizes.enumerated() {
      let next = index + 1 < sizes.count ? sizes[index + 1] : 0
      let step = (size - next) * (index + 1)
      if step >= rest { return size - (rest + index) / (index + 1) }
      rest -= step
    }
    return 0
  }

  /// The findings of one clause of one asset.
  private struct Crowd: Hashable {
    var asset: Int
    var row: Int

    static let light = Crowd(asset: -1, row: -1)
  }

  /// In the order in which findings go.
  private struct Candidate: Comparable {
    /// The smallest is missed most; see `FindingPart.standing`.
    var standing: Int
    var sequence: UInt64
    var place: Int

    static func < (left: Self, right: Self) -> Bool {
      left.standing == right.standing
        ? left.sequence < right.sequence : left.standing > right.standing
    }
  }

  private func isLight(_ verdict: Verdict?) -> Bool {
    guard let verdict else { return true }
    return verdict == .info || verdict == .pass
  }
}
