import Wire

/// Octets that arrive in pieces and in any order, put together by their offsets.
///
/// Of octets that come twice the first win. Only what arrived is held, so an offset far away
/// costs no more than any other.
struct OctetAssembly {
  private struct Piece {
    var offset: Int
    var octets: [UInt8]

    var end: Int { offset + octets.count }
  }

  /// Pieces in order, none touching the next.
  private var pieces: [Piece] = []
  private var held = 0
  /// Octets that came twice were different.
  private(set) var hasConflict = false

  /// A hello and its header: TLS allows more, no client comes near (RFC 8446 section 4).
  static let maximumOctets = ClientHello.maximumLength + TLSHandshakeHeader.size
  /// Pieces with a gap in front; browsers shuffle a hello into a dozen or two.
  static let maximumPieces = 64

  var isEmpty: Bool { pieces.isEmpty }

  /// Octets from offset 0 without a gap.
  var prefixCount: Int { pieces.first.map { $0.offset == 0 ? $0.octets.count : 0 } ?? 0 }

  /// Adds octets; false when a limit kept some of them out, which is counted.
  mutating func insert(_ octets: Span<UInt8>, at offset: Int, context: inout ReadingContext) -> Bool
  {
    guard offset <= Self.maximumOctets - octets.count else {
      context.countLimit("handshake message octets")
      return false
    }
    var start = offset
    let end = offset + octets.count
    var index = 0
    // Each turn moves `start` on.
    while start < end {
      while index < pieces.count, pieces[index].end <= start { index += 1 }
      if index < pieces.count, pieces[index].offset <= start {
        let stop = min(end, pieces[index].end)
        compare(octets.extracting(start - offset..<stop - offset), at: start, with: index)
        start = stop
        continue
      }
      let stop = index < pieces.count ? min(end, pieces[index].offset) : end
      let new = octets.extracting(start - offset..<stop - offset)
      guard add(new, at: start, before: index, context: &context) else { return false }
      index = max(0, index - 1)
      start = stop
    }
    return true
  }

  private mutating func compare(_ octets: Span<UInt8>, at offset: Int, with index: Int) {
    let place = offset - pieces[index].offset
    for number in octets.indices where pieces[index].octets[place + number] != octets[number] {
      hasConflict = true
      return
    }
  }

  private mutating func add(
    _ octets: Span<UInt8>, at offset: Int, before index: Int, context: inout ReadingContext
  ) -> Bool {
    guard context.kept + octets.count <= context.limits.keptOctetsPerPartition else {
      context.countLimit("kept octets")
      return false
    }
    var place = index - 1
    if place < 0 || pieces[place].end != offset {
      guard pieces.count < Self.maximumPieces else {
        context.countLimit("pieces of a handshake message")
        return false
      }
      place = index
      pieces.insert(Piece(offset: offset, octets: context.takeBuffer()), at: place)
    }
    for number in octets.indices { pieces[place].octets.append(octets[number]) }
    held += octets.count
    context.kept += octets.count
    if place + 1 < pieces.count, pieces[place].end == pieces[place + 1].offset {
      let next = pieces.remove(at: place + 1)
      pieces[place].octets += next.octets
      context.giveBack(next.octets)
    }
    return true
  }

  /// Takes the first `count` octets out, which must be there without a gap; the rest moves down.
  mutating func takePrefix(_ count: Int, context: inout ReadingContext) -> [UInt8] {
    guard count <= prefixCount, count > 0 else { return [] }
    let first = Array(pieces[0].octets.prefix(count))
    if pieces[0].octets.count == count {
      context.giveBack(pieces.removeFirst().octets)
    } else {
      pieces[0].octets.removeFirst(count)
      pieces[0].offset = count
    }
    for index in pieces.indices { pieces[index].offset -= count }
    held -= count
    context.kept -= count
    return first
  }

  /// The octet at `index` of the prefix.
  func prefix(_ index: Int) -> UInt8 { pieces[0].octets[index] }

  /// Gives everything back.
  mutating func release(context: inout ReadingContext) {
    context.kept -= held
    held = 0
    for piece in pieces { context.giveBack(piece.octets) }
    pieces = []
  }
}
