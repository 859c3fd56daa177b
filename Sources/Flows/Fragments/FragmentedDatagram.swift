import Observations
import Wire

/// Which datagram a fragment belongs to: RFC 791 section 3.2 with the protocol, RFC 8200 section
/// 4.5 without it.
struct FragmentKey: Hashable {
  var source: UInt128
  var destination: UInt128
  var identification: UInt32
  /// 0 for IPv6.
  var protocolNumber: UInt8
  var isIPv6: Bool
}

/// One fragment as its header tells it.
struct FragmentPlace {
  var key: FragmentKey
  /// Octets from the start of the datagram's payload.
  var offset: Int
  var isLast: Bool
  /// What the payload begins with; only the first fragment's counts.
  var protocolNumber: IPProtocol
}

/// A datagram of which fragments have come.
struct FragmentedDatagram {
  enum State { case waiting, whole, refused }

  enum Outcome {
    case added
    /// Its octets were there already, and are the same.
    case repeated
    /// IPv4: octets that were there already come again and differ; the first are kept.
    case conflicting
    /// It cannot belong to a datagram that a host would accept.
    case refused(String)
  }

  var key: FragmentKey
  var state = State.waiting
  /// Packet time of the first fragment, or of the last one once it is whole.
  var time: Timestamp
  /// Payload, with zeros where nothing came yet.
  var octets: [UInt8] = []
  /// What came, in order and without overlap.
  private(set) var ranges: [Range<Int>] = []
  var fragments = 0
  /// Octets of the payload; nil until the last fragment came.
  private(set) var end: Int?
  private(set) var protocolNumber = IPProtocol.noNextHeader

  // The list of the table, in the order in which the datagrams began.
  var next: Int32 = -1
  var previous: Int32 = -1

  var isWhole: Bool { end.map { ranges == [0..<$0] } ?? false }

  /// Capacity that an unused slot keeps: most datagrams in pieces are little more than an MTU.
  private static let keptCapacity = 4_096

  init(key: FragmentKey, time: Timestamp) {
    self.key = key
    self.time = time
  }

  /// Begins anew, with the storage of the datagram that was here.
  mutating func reset(key: FragmentKey, time: Timestamp) {
    self.key = key
    self.time = time
    state = .waiting
    fragments = 0
    end = nil
    protocolNumber = .noNextHeader
    clear()
  }

  mutating func clear() {
    octets.removeAll(keepingCapacity: octets.capacity <= Self.keptCapacity)
    ranges.removeAll(keepingCapacity: true)
  }

  /// Octets by which the storage would have to grow for a fragment.
  func growth(for place: FragmentPlace, count: Int) -> Int {
    max(0, place.offset + count - octets.count)
  }

  mutating func add(_ payload: Span<UInt8>, _ place: FragmentPlace) -> Outcome {
    let range = place.offset..<place.offset + payload.count
    if let end, range.upperBound > end || (place.isLast && range.upperBound != end) {
      return .refused("IP fragments disagree on the end")
    }
    if place.isLast, let last = ranges.last, last.upperBound > range.upperBound {
      return .refused("IP fragments disagree on the end")
    }
    if range.upperBound > octets.count {
      octets.append(contentsOf: repeatElement(0, count: range.upperBound - octets.count))
    }
    var outcome = Outcome.added
    if let overlap = overlap(of: payload, at: range) {
      switch overlap {
      case .inside: outcome = .repeated
      case .same where !key.isIPv6: break
      case .different where !key.isIPv6: outcome = .conflicting
      // RFC 8200 section 4.5: the datagram is given up, with all that comes of it later.
      case .same, .different: return .refused("IPv6 fragments overlap")
      }
    }
    fragments += 1
    if place.isLast { end = range.upperBound }
    if place.offset == 0, ranges.first?.lowerBound != 0 { protocolNumber = place.protocolNumber }
    if case .repeated = outcome { return outcome }
    fill(payload, at: range)
    return outcome
  }

  private enum Overlap { case inside, same, different }

  /// How a fragment agrees with what is there; nil when it touches nothing of it.
  private func overlap(of payload: Span<UInt8>, at range: Range<Int>) -> Overlap? {
    var common = 0
    for known in ranges {
      let part = known.clamped(to: range)
      guard !part.isEmpty else { continue }
      for index in part where octets[index] != payload[index - range.lowerBound] {
        return .different
      }
      common += part.count
    }
    if common == 0 { return nil }
    return common == payload.count ? .inside : .same
  }

  /// Copies the octets that were missing: the first that came stay.
  private mutating func fill(_ payload: Span<UInt8>, at range: Range<Int>) {
    var start = range.lowerBound
    for known in ranges {
      guard known.lowerBound < range.upperBound else { break }
      if known.upperBound <= start { continue }
      if known.lowerBound > start { copy(payload, start..<known.lowerBound, range) }
      start = max(start, known.upperBound)
    }
    if start < range.upperBound { copy(payload, start..<range.upperBound, range) }
    insert(range)
  }

  private mutating func copy(_ payload: Span<UInt8>, _ part: Range<Int>, _ range: Range<Int>) {
    var target = octets.mutableSpan
    for index in part { target[index] = payload[index - range.lowerBound] }
  }

  /// Joins a range with those that it touches.
  private mutating func insert(_ range: Range<Int>) {
    var joined = range
    var first = 0
    while first < ranges.count, ranges[first].upperBound < range.lowerBound { first += 1 }
    var after = first
    while after < ranges.count, ranges[after].lowerBound <= joined.upperBound {
      let known = ranges[after]
      joined =
        min(joined.lowerBound, known.lowerBound)..<max(joined.upperBound, known.upperBound)
      after += 1
    }
    ranges.replaceSubrange(first..<after, with: CollectionOfOne(joined))
  }
}
