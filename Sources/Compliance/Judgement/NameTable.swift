internal import Observations

/// Names of addresses as DNS answers gave them, each for the asset that asked.
///
/// An answer counts for connections that start after it and until its time to live has run out,
/// plus a hold: clients keep addresses longer than they should.
struct NameTable: Sendable {
  private struct Key: Equatable {
    /// The asset's place, or -1 for answers to other hosts and answers without a question.
    var asset: Int
    var address: IPAddress
  }

  private struct Entry {
    var name: String
    var since: Moment
    var until: Timestamp
  }

  /// The names of one address for one asset.
  private struct Bucket {
    let key: Key
    var entries: [Entry] = []
    /// Changes with every name that comes or goes.
    var version: UInt64
    var memo: Memo?

    /// One bit for each name that was alive when a connection started.
    func alive(at start: Moment) -> UInt16 {
      var mask: UInt16 = 0
      for place in entries.indices
      where entries[place].since.frame < start.frame && start.time <= entries[place].until {
        mask |= 1 << UInt16(place)
      }
      return mask
    }

    func place(of name: String) -> Int? { entries.firstIndex { $0.name == name } }

    /// The last answer, when it rests on the same names.
    func known(
      _ ownVersion: UInt64, _ own: UInt16, _ allVersion: UInt64, _ all: UInt16
    ) -> AddressNames? {
      guard memo?.own == own, memo?.all == all, memo?.ownVersion == ownVersion,
        memo?.allVersion == allVersion
      else { return nil }
      return memo?.names
    }

    func names(_ mask: UInt16) -> [String] {
      entries.indices.compactMap { mask >> UInt16($0) & 1 == 1 ? entries[$0].name : nil }
    }
  }

  /// The last answer of a bucket and what it rested on: the next connection mostly asks the same.
  private struct Memo {
    var ownVersion: UInt64
    var own: UInt16
    var allVersion: UInt64
    var all: UInt16
    var names: AddressNames
  }

  /// What an address is called.
  private struct Texts: Hashable {
    var own: [String]
    var others: [String]
  }

  private var places = PlaceIndex()
  private var buckets: ContiguousArray<Bucket> = []
  private var free: [Int] = []
  private var lastVersion: UInt64 = 0
  private var lastSerial: UInt64 = 0
  /// Many addresses bear the same names; what follows from names is worked out once for all.
  private var recent = Recent<Texts, AddressNames>(maximum: maximumRecent)
  private(set) var evictions: UInt64 = 0

  /// Addresses per asset; an instrument uses dozens, a resolver's clients thousands.
  static let maximumAddresses = 65_536
  /// Names of one address; a content network serves many, an instrument uses few of them.
  static let maximumNames = 16
  /// Two generations of this many sets of names; a forgotten one only gets a new serial.
  static let maximumRecent = 4_096
  /// Short times to live serve load balancing, not forgetting: seconds.
  static let floor: Int64 = 300
  /// How long clients use an address beyond its time to live: seconds.
  static let hold: Int64 = 3_600
  /// Longer times to live are cut (RFC 8767 4 has the same day): seconds.
  static let ceiling: Int64 = 86_400

  mutating func add(
    _ address: IPAddress, name: String, asset: Int?, at moment: Moment, timeToLive: UInt32
  ) {
    insert(Key(asset: asset ?? -1, address: address), name, moment, timeToLive)
    // What one asset learned is weak evidence for all others.
    if asset != nil { insert(Key(asset: -1, address: address), name, moment, timeToLive) }
  }

  private mutating func insert(
    _ key: Key, _ name: String, _ moment: Moment, _ timeToLive: UInt32
  ) {
    let lifetime = min(max(Int64(timeToLive), Self.floor), Self.ceiling) + Self.hold
    let until = moment.time.adding(seconds: lifetime)
    let bucket = makePlace(for: key)
    if let place = buckets[bucket].place(of: name) {
      if buckets[bucket].entries[place].until < moment.time {
        buckets[bucket].entries[place].since = moment
      }
      if buckets[bucket].entries[place].until < until {
        buckets[bucket].entries[place].until = until
      }
      return
    }
    if buckets[bucket].entries.count >= Self.maximumNames {
      buckets[bucket].entries.removeFirst()
      evictions += 1
    }
    buckets[bucket].entries.append(Entry(name: name, since: moment, until: until))
    lastVersion += 1
    buckets[bucket].version = lastVersion
  }

  private func place(of key: Key, _ hash: UInt32) -> Int? {
    places.place(hash) { buckets[$0].key == key }
  }

  private func hash(_ key: Key) -> UInt32 {
    places.hash(
      UInt64(truncatingIfNeeded: key.address.bits), UInt64(truncatingIfNeeded: key.asset),
      UInt64(truncatingIfNeeded: key.address.bits >> 64))
  }

  private mutating func makePlace(for key: Key) -> Int {
    let hash = hash(key)
    if let place = place(of: key, hash) { return place }
    if places.count >= Self.maximumAddresses { evict() }
    lastVersion += 1
    let bucket = Bucket(key: key, version: lastVersion)
    let place = free.popLast() ?? buckets.count
    if place == buckets.count { buckets.append(bucket) } else { buckets[place] = bucket }
    places.insert(hash, place)
    return place
  }

  /// The names that were alive when a connection started: the asset's own, and other hosts'.
  mutating func names(of address: IPAddress, asset: Int, at start: Moment) -> AddressNames {
    guard places.count > 0 else { return .none }
    let (ownKey, allKey) = (Key(asset: asset, address: address), Key(asset: -1, address: address))
    let ownPlace = place(of: ownKey, hash(ownKey))
    let allPlace = place(of: allKey, hash(allKey))
    guard let home = ownPlace ?? allPlace else { return .none }
    let (ownVersion, own) = alive(ownPlace, start)
    let (allVersion, all) = alive(allPlace, start)
    if let known = buckets[home].known(ownVersion, own, allVersion, all) { return known }
    let names = names(own, of: ownPlace, all, of: allPlace)
    buckets[home].memo = Memo(
      ownVersion: ownVersion, own: own, allVersion: allVersion, all: all, names: names)
    return names
  }

  /// The same names for assets that stand elsewhere.
  ///
  /// - Parameter move: the new place of an asset; nil forgets what it learned.
  func moved(_ move: (Int) -> Int?) -> NameTable {
    var table = NameTable()
    table.lastVersion = lastVersion
    table.lastSerial = lastSerial
    table.evictions = evictions
    for bucket in buckets where bucket.version != 0 {
      guard let asset = bucket.key.asset < 0 ? -1 : move(bucket.key.asset) else { continue }
      let place = table.makePlace(for: Key(asset: asset, address: bucket.key.address))
      table.buckets[place].entries = bucket.entries
    }
    return table
  }

  /// Names for `JudgeMemory.Part.names`, those that expire last in front.
  ///
  /// - Parameter id: of the asset at a place, and of -1.
  func rows(_ id: (Int) -> String) -> [JudgeMemory.Row] {
    var found: [(key: Key, entry: Entry)] = []
    for bucket in buckets where bucket.version != 0 {
      for entry in bucket.entries { found.append((bucket.key, entry)) }
    }
    found.sort {
      ($1.entry.until, $0.key.address, $0.key.asset, $0.entry.name)
        < ($0.entry.until, $1.key.address, $1.key.asset, $1.entry.name)
    }
    return found.map { key, entry in
      [
        id(key.asset), "\(key.address)", entry.name, entry.since.time.word, entry.until.word,
      ]
    }
  }

  /// Takes a name that an earlier run knew; the words behind the asset's id.
  mutating func remember(_ words: inout MemoryWords, asset: Int) {
    guard let address = IPAddress(words.next()), let name = words.text(),
      let since = words.time(), let until = words.time()
    else { return }
    let bucket = makePlace(for: Key(asset: asset, address: address))
    guard buckets[bucket].entries.count < Self.maximumNames,
      buckets[bucket].place(of: name) == nil
    else { return }
    buckets[bucket].entries.append(Entry(name: name, since: since.beforeRun, until: until))
    lastVersion += 1
    buckets[bucket].version = lastVersion
  }

  private func alive(_ place: Int?, _ start: Moment) -> (version: UInt64, mask: UInt16) {
    guard let place else { return (0, 0) }
    return (buckets[place].version, buckets[place].alive(at: start))
  }

  private mutating func names(
    _ own: UInt16, of ownPlace: Int?, _ all: UInt16, of allPlace: Int?
  ) -> AddressNames {
    guard own | all != 0 else { return .none }
    let owned = ownPlace.map { buckets[$0].names(own) } ?? []
    let others = (allPlace.map { buckets[$0].names(all) } ?? []).filter { !owned.contains($0) }
    let texts = Texts(own: owned, others: others)
    if let known = recent[texts] { return known }
    lastSerial += 1
    let names = AddressNames(serial: lastSerial, own: owned, others: others)
    recent.keep(names, for: texts)
    return names
  }

  /// Makes room by a sixteenth, the soonest to expire first, so that the cost is spread.
  private mutating func evict() {
    let count = Self.maximumAddresses / 16
    var order: [(until: Int64, address: IPAddress, asset: Int, place: Int)] = []
    order.reserveCapacity(places.count)
    for place in buckets.indices where buckets[place].version != 0 {
      let key = buckets[place].key
      // A place without names counts as expired.
      let until = buckets[place].entries.map(\.until.nanoseconds).max() ?? 0
      order.append((until, key.address, key.asset, place))
    }
    order.sort { ($0.until, $0.address, $0.asset) < ($1.until, $1.address, $1.asset) }
    for entry in order.prefix(count) {
      let key = Key(asset: entry.asset, address: entry.address)
      places.remove(hash(key), entry.place)
      // Version 0 marks a place that is free.
      buckets[entry.place] = Bucket(key: key, version: 0)
      free.append(entry.place)
    }
    evictions += UInt64(min(count, order.count))
  }
}

extension NameMessage {
  /// The addresses at the end of the chain that starts at the question: CNAME and service
  /// aliases are followed, stray records are ignored (RFC 1034 3.6.2, RFC 9460 2.4).
  func addresses(of question: NameQuestion) -> [(address: IPAddress, timeToLive: UInt32)] {
    var found: [(address: IPAddress, timeToLive: UInt32)] = []
    let hasAlias = answers.contains {
      switch $0.value {
      case .name, .service: true
      case .address, .other: false
      }
    }
    guard hasAlias else {
      for record in answers {
        if case .address(let address) = record.value, record.name == question.name {
          found.append((address, record.timeToLive))
        }
      }
      return found
    }
    var names: Set<String> = [question.name]
    // Each pass follows at least one alias, so there are no more passes than records.
    for _ in 0...min(answers.count, Self.maximumAnswers) {
      let before = names.count
      for record in answers where names.contains(record.name) {
        switch record.value {
        case .name(let target) where record.type == 5: names.insert(target)
        case .service(let target, _, _) where !target.isEmpty && target != ".":
          names.insert(target)
        default: break
        }
      }
      if names.count == before { break }
    }
    for record in answers where names.contains(record.name) {
      switch record.value {
      case .address(let address): found.append((address, record.timeToLive))
      case .service(_, let hints, _): found += hints.map { ($0, record.timeToLive) }
      default: break
      }
    }
    return found
  }
}
