internal import Observations

/// Names of addresses as DNS answers gave them, each for the asset that asked.
///
/// An answer counts for connections that start after it and until its time to live has run out,
/// plus a hold: clients keep addresses longer than they should.
struct NameTable: Sendable {
  private struct Key: Hashable {
    /// The asset's place, or -1 for answers to other hosts and answers without a question.
    var asset: Int
    var address: IPAddress
  }

  private struct Entry {
    var name: String
    var since: Moment
    var until: Timestamp
  }

  private var entries: [Key: [Entry]] = [:]
  private(set) var evictions: UInt64 = 0

  /// Addresses per asset; an instrument uses dozens, a resolver's clients thousands.
  static let maximumAddresses = 65_536
  /// Names of one address; a content network serves many, an instrument uses few of them.
  static let maximumNames = 16
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
    if entries[key] == nil, entries.count >= Self.maximumAddresses { evict() }
    var list = entries[key] ?? []
    if let place = list.firstIndex(where: { $0.name == name }) {
      if list[place].until < moment.time { list[place].since = moment }
      list[place].until = max(list[place].until, until)
    } else {
      if list.count >= Self.maximumNames {
        list.removeFirst()
        evictions += 1
      }
      list.append(Entry(name: name, since: moment, until: until))
    }
    entries[key] = list
  }

  /// The names that were alive when a connection started: the asset's own, and other hosts'.
  func names(of address: IPAddress, asset: Int, at start: Moment) -> (
    own: [String], others: [String]
  ) {
    let own = alive(Key(asset: asset, address: address), start)
    let all = alive(Key(asset: -1, address: address), start)
    return (own, own.isEmpty ? all : all.filter { !own.contains($0) })
  }

  private func alive(_ key: Key, _ start: Moment) -> [String] {
    guard let list = entries[key] else { return [] }
    return list.compactMap { entry in
      entry.since.frame < start.frame && start.time <= entry.until ? entry.name : nil
    }
  }

  /// Makes room by a sixteenth, the soonest to expire first, so that the cost is spread.
  private mutating func evict() {
    let count = Self.maximumAddresses / 16
    let order = entries.map { (key: $0.key, until: $0.value.map(\.until).max()) }.sorted {
      ($0.until?.nanoseconds ?? 0, $0.key.address, $0.key.asset)
        < ($1.until?.nanoseconds ?? 0, $1.key.address, $1.key.asset)
    }
    for (key, _) in order.prefix(count) { entries[key] = nil }
    evictions += UInt64(min(count, order.count))
  }
}

extension NameMessage {
  /// The addresses at the end of the chain that starts at the question: CNAME and service
  /// aliases are followed, stray records are ignored (RFC 1034 3.6.2, RFC 9460 2.4).
  func addresses(of question: NameQuestion) -> [(address: IPAddress, timeToLive: UInt32)] {
    var names: Set<String> = [question.name]
    var found: [(address: IPAddress, timeToLive: UInt32)] = []
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
