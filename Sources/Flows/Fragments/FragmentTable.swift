import Observations
import Wire

/// Puts IP fragments together, within the maxima of `FragmentLimits`.
///
/// Datagrams stand in a list in the order in which they began: the oldest is given up first, when
/// its time is over or when room is needed. The clock is packet time.
struct FragmentTable: ~Copyable {
  /// What came of a fragment.
  enum Outcome {
    case waiting
    /// The datagram is whole: `assembled` holds its payload, which begins with this protocol.
    case whole(IPProtocol)
  }

  /// Counts by name, for the front door to add to its own.
  struct Counts {
    var limits: [String: UInt64] = [:]
    var evictions: UInt64 = 0
    var doubtful: [String: UInt64] = [:]
    var refused: [String: UInt64] = [:]
  }

  let limits: FragmentLimits
  private(set) var counts = Counts()
  private var datagrams: [FragmentedDatagram] = []
  private var places: [FragmentKey: Int32] = [:]
  private var free: [Int32] = []
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  /// Octets of the storage that waiting datagrams fill.
  private(set) var keptOctets = 0
  /// The payload of the datagram that became whole last.
  var assembled: [UInt8] = []

  init(limits: FragmentLimits) { self.limits = limits }

  /// Datagrams that are remembered, those included that are whole or refused.
  var count: Int { places.count }

  mutating func add(
    _ payload: Span<UInt8>, _ place: FragmentPlace, at time: Timestamp
  ) -> Outcome {
    expire(at: time)
    let index = self.index(of: place.key, at: time)
    switch datagrams[Int(index)].state {
    case .waiting: break
    case .whole, .refused: return .waiting
    }
    guard datagrams[Int(index)].fragments < limits.fragmentsPerDatagram else {
      counts.limits["fragments of one IP datagram", default: 0] += 1
      refuse(index)
      return .waiting
    }
    guard makeRoom(for: payload.count, keeping: index) else { return .waiting }
    let before = datagrams[Int(index)].octets.count
    let outcome = datagrams[Int(index)].add(payload, place)
    keptOctets += datagrams[Int(index)].octets.count - before
    switch outcome {
    case .added: break
    case .conflicting: counts.doubtful["IPv4 fragments overlap and differ", default: 0] += 1
    case .refused(let rule):
      counts.refused[rule, default: 0] += 1
      refuse(index)
      return .waiting
    }
    guard datagrams[Int(index)].isWhole else { return .waiting }
    return finish(index, at: time)
  }

  /// Gives up what is still waiting: the input is over.
  mutating func finish() {
    while oldest >= 0 { giveUp(oldest) }
  }

  // MARK: Slots

  private mutating func index(of key: FragmentKey, at time: Timestamp) -> Int32 {
    if let known = places[key] {
      // What comes of a datagram that is whole is a repeat at first, and later a new datagram.
      guard datagrams[Int(known)].state == .whole,
        time.since(datagrams[Int(known)].time) > limits.repeatTime * 1_000_000_000
      else { return known }
      remove(known)
    }
    if places.count >= limits.datagrams { evict(oldest) }
    let index: Int32
    if let spare = free.popLast() {
      index = spare
      datagrams[Int(index)].reset(key: key, time: time)
    } else {
      index = Int32(datagrams.count)
      datagrams.append(FragmentedDatagram(key: key, time: time))
    }
    places[key] = index
    append(index)
    return index
  }

  private mutating func finish(_ index: Int32, at time: Timestamp) -> Outcome {
    keptOctets -= datagrams[Int(index)].octets.count
    datagrams[Int(index)].assemble(into: &assembled)
    datagrams[Int(index)].state = .whole
    datagrams[Int(index)].time = time
    return .whole(datagrams[Int(index)].protocolNumber)
  }

  private mutating func refuse(_ index: Int32) {
    keptOctets -= datagrams[Int(index)].octets.count
    datagrams[Int(index)].clear()
    datagrams[Int(index)].state = .refused
  }

  private mutating func remove(_ index: Int32) {
    keptOctets -= datagrams[Int(index)].octets.count
    datagrams[Int(index)].clear()
    places[datagrams[Int(index)].key] = nil
    unlink(index)
    free.append(index)
  }

  /// Ends a datagram that waited too long.
  private mutating func giveUp(_ index: Int32) {
    if datagrams[Int(index)].state == .waiting {
      counts.limits["IP datagrams never complete", default: 0] += 1
    }
    remove(index)
  }

  private mutating func evict(_ index: Int32) {
    guard index >= 0 else { return }
    // One that is whole or refused is missed by nobody.
    if datagrams[Int(index)].state == .waiting { counts.evictions += 1 }
    remove(index)
  }

  private mutating func expire(at time: Timestamp) {
    while oldest >= 0 {
      let datagram = datagrams[Int(oldest)].time
      guard time.since(datagram) > limits.timeout * 1_000_000_000 else { return }
      giveUp(oldest)
    }
  }

  /// Evicts from the oldest on until `growth` octets more may be kept; false when they never may.
  private mutating func makeRoom(for growth: Int, keeping index: Int32) -> Bool {
    while keptOctets + growth > limits.octets {
      if oldest != index {
        evict(oldest)
      } else if datagrams[Int(index)].next >= 0 {
        evict(datagrams[Int(index)].next)
      } else {
        evict(index)
        return false
      }
    }
    return true
  }

  // MARK: List

  private mutating func append(_ index: Int32) {
    datagrams[Int(index)].previous = newest
    datagrams[Int(index)].next = -1
    if newest >= 0 { datagrams[Int(newest)].next = index } else { oldest = index }
    newest = index
  }

  private mutating func unlink(_ index: Int32) {
    let next = datagrams[Int(index)].next
    let previous = datagrams[Int(index)].previous
    if previous >= 0 { datagrams[Int(previous)].next = next } else { oldest = next }
    if next >= 0 { datagrams[Int(next)].previous = previous } else { newest = previous }
  }
}
