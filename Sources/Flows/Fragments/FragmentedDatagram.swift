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
///
/// Octets are kept in the order in which they come, with a list of where each piece belongs, so
/// that a lone fragment at the far end costs no more than its own octets.
struct FragmentedDatagram {
  enum State { case waiting, whole, refused }

  enum Outcome {
    case added
    /// IPv4: octets that were there already come again and differ; the first are kept.
    case conflicting
    /// It cannot belong to a datagram that a host would accept.
    case refused(String)
  }

  /// Octets that came in one piece: where they belong, and where they are kept.
  private struct Piece {
    var range: Range<Int>
    var start: Int
  }

  var key: FragmentKey
  var state = State.waiting
  /// Packet time of the first fragment, or of the last one once it is whole.
  var time: Timestamp
  private(set) var octets: [UInt8] = []
  /// Without overlap, by their place in the datagram.
  private var pieces: [Piece] = []
  private(set) var fragments = 0
  /// Octets of the payload; nil until the last fragment came.
  private(set) var end: Int?
  private(set) var protocolNumber = IPProtocol.noNextHeader

  // The list of the table, in the order in which the datagrams began.
  var next: Int32 = -1
  var previous: Int32 = -1

  /// Pieces do not overlap and none lies behind the end, so their octets add up only without a gap.
  var isWhole: Bool { end == octets.count }

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
    pieces.removeAll(keepingCapacity: true)
  }

  mutating func add(_ payload: Span<UInt8>, _ place: FragmentPlace) -> Outcome {
    let range = place.offset..<place.offset + payload.count
    let last = pieces.last?.range.upperBound ?? 0
    if let end, range.upperBound > end || (place.isLast && range.upperBound != end) {
      return .refused("IP fragments disagree on the end")
    }
    if place.isLast, last > range.upperBound {
      return .refused("IP fragments disagree on the end")
    }
    let (common, differs) = overlap(of: payload, at: range)
    // RFC 8200 section 4.5: the datagram is given up, with all that comes of it later; a repeat is
    // none of that.
    if key.isIPv6, differs || (common > 0 && common < payload.count) {
      return .refused("IPv6 fragments overlap")
    }
    fragments += 1
    if place.isLast { end = range.upperBound }
    if place.offset == 0, pieces.first?.range.lowerBound != 0 {
      protocolNumber = place.protocolNumber
    }
    if common < payload.count { fill(payload, at: range) }
    return differs ? .conflicting : .added
  }

  /// How many octets of a fragment are there already, and whether any of them is another.
  private func overlap(
    of payload: Span<UInt8>, at range: Range<Int>
  ) -> (common: Int, differs: Bool) {
    var common = 0
    var differs = false
    for piece in pieces {
      let part = piece.range.clamped(to: range)
      guard !part.isEmpty else { continue }
      common += part.count
      for index in part
      where octets[piece.start + index - piece.range.lowerBound]
        != payload[index - range.lowerBound]
      {
        differs = true
        break
      }
    }
    return (common, differs)
  }

  /// Keeps the octets that were missing: the first that came stay.
  private mutating func fill(_ payload: Span<UInt8>, at range: Range<Int>) {
    var start = range.lowerBound
    var index = 0
    while start < range.upperBound {
      while index < pieces.count, pieces[index].range.upperBound <= start { index += 1 }
      let next = index < pieces.count ? pieces[index].range.lowerBound : Int.max
      if next <= start {
        start = pieces[index].range.upperBound
        continue
      }
      let part = start..<min(next, range.upperBound)
      keep(payload, part, range, at: index)
      start = part.upperBound
    }
  }

  /// Keeps one piece, joined to the one before it when both places follow each other.
  private mutating func keep(
    _ payload: Span<UInt8>, _ part: Range<Int>, _ range: Range<Int>, at index: Int
  ) {
    let start = octets.count
    octets.reserveCapacity(start + part.count)
    for place in part { octets.append(payload[place - range.lowerBound]) }
    if index > 0, pieces[index - 1].range.upperBound == part.lowerBound,
      pieces[index - 1].start + pieces[index - 1].range.count == start
    {
      let before = pieces[index - 1].range
      pieces[index - 1].range = before.lowerBound..<part.upperBound
    } else {
      pieces.insert(Piece(range: part, start: start), at: index)
    }
  }

  /// Moves the payload of a whole datagram into `target`, whose storage stays here.
  mutating func assemble(into target: inout [UInt8]) {
    target.removeAll(keepingCapacity: true)
    if pieces.count == 1 {
      swap(&target, &octets)
    } else {
      target.reserveCapacity(octets.count)
      for piece in pieces {
        target.append(contentsOf: octets[piece.start..<piece.start + piece.range.count])
      }
    }
    clear()
  }
}
