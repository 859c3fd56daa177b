/// Reads octets in order and never past their end; every decoder reads through it.
///
/// A length prefix becomes a sub-reader (`sub`), never arithmetic in the caller. What limits the
/// reader decides the error: running out of *captured* octets is `truncated`, running past a
/// *length field* is `malformed`. Reading allocates nothing.
public struct OctetReader: ~Escapable {
  /// What set the end of the octets that this reader may see.
  public enum Boundary: UInt8, Sendable {
    /// The capture or the segments so far; the message may go on.
    case capture
    /// A length field of the message itself.
    case length
  }

  @usableFromInline let octets: Span<UInt8>
  @usableFromInline let base: Int
  @usableFromInline var cursor: Int
  public let layer: Layer
  public let boundary: Boundary

  @inlinable @inline(__always)
  @_lifetime(copy octets)
  public init(
    _ octets: Span<UInt8>, layer: Layer, base: Int = 0, boundary: Boundary = .capture
  ) {
    self.octets = octets
    self.layer = layer
    self.base = base
    self.boundary = boundary
    cursor = 0
  }

  /// Octets from the start of the outermost reader to the next octet.
  @inlinable @inline(__always) public var offset: Int { base + cursor }
  /// Octets read so far by this reader.
  @inlinable @inline(__always) public var position: Int { cursor }
  @inlinable @inline(__always) public var remaining: Int { octets.count - cursor }
  @inlinable @inline(__always) public var isAtEnd: Bool { cursor == octets.count }

  /// Fails unless `count` octets remain.
  @inlinable @inline(__always)
  public func require(_ count: Int) throws(DecodeError) {
    guard count <= octets.count - cursor else { throw shortage(of: count) }
  }

  @usableFromInline
  func shortage(of count: Int) -> DecodeError {
    DecodeError(
      boundary == .capture ? .truncated : .malformed, layer: layer, offset: offset, need: count,
      have: remaining, rule: boundary == .capture ? .endOfCapture : .exceedsLength)
  }

  /// The error of a broken rule at the current place.
  @inlinable @inline(__always)
  public func malformed(_ rule: Rule) -> DecodeError {
    DecodeError(.malformed, layer: layer, offset: offset, rule: rule)
  }

  /// The error of an exceeded maximum at the current place.
  @inlinable @inline(__always)
  public func limit(_ rule: Rule) -> DecodeError {
    DecodeError(.limit, layer: layer, offset: offset, rule: rule)
  }

  @inlinable @inline(__always)
  public mutating func readUInt8() throws(DecodeError) -> UInt8 {
    try require(1)
    defer { cursor += 1 }
    return octets[cursor]
  }

  /// Reads 16 bits in network order.
  @inlinable @inline(__always)
  public mutating func readUInt16() throws(DecodeError) -> UInt16 {
    try require(2)
    defer { cursor += 2 }
    return UInt16(octets[cursor]) << 8 | UInt16(octets[cursor + 1])
  }

  /// Reads 24 bits in network order.
  @inlinable @inline(__always)
  public mutating func readUInt24() throws(DecodeError) -> UInt32 {
    try require(3)
    defer { cursor += 3 }
    return UInt32(octets[cursor]) << 16 | UInt32(octets[cursor + 1]) << 8
      | UInt32(octets[cursor + 2])
  }

  /// Reads 32 bits in network order.
  @inlinable @inline(__always)
  public mutating func readUInt32() throws(DecodeError) -> UInt32 {
    try require(4)
    defer { cursor += 4 }
    return UInt32(octets[cursor]) << 24 | UInt32(octets[cursor + 1]) << 16
      | UInt32(octets[cursor + 2]) << 8 | UInt32(octets[cursor + 3])
  }

  /// Reads 64 bits in network order.
  @inlinable @inline(__always)
  public mutating func readUInt64() throws(DecodeError) -> UInt64 {
    try require(8)
    let high = try readUInt32()
    let low = try readUInt32()
    return UInt64(high) << 32 | UInt64(low)
  }

  /// Reads 16 bits, least significant octet first.
  @inlinable @inline(__always)
  public mutating func readUInt16LittleEndian() throws(DecodeError) -> UInt16 {
    try readUInt16().byteSwapped
  }

  /// Reads 32 bits, least significant octet first.
  @inlinable @inline(__always)
  public mutating func readUInt32LittleEndian() throws(DecodeError) -> UInt32 {
    try readUInt32().byteSwapped
  }

  /// Reads 64 bits, least significant octet first.
  @inlinable @inline(__always)
  public mutating func readUInt64LittleEndian() throws(DecodeError) -> UInt64 {
    try readUInt64().byteSwapped
  }

  /// The next octet, left in place; nil at the end.
  @inlinable @inline(__always)
  public func peek(ahead: Int = 0) -> UInt8? {
    ahead >= 0 && ahead < remaining ? octets[cursor + ahead] : nil
  }

  @inlinable @inline(__always)
  public mutating func skip(_ count: Int) throws(DecodeError) {
    guard count >= 0 else { throw malformed(.exceedsLength) }
    try require(count)
    cursor += count
  }

  /// Lends the next `count` octets.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public mutating func take(_ count: Int) throws(DecodeError) -> Span<UInt8> {
    guard count >= 0 else { throw malformed(.exceedsLength) }
    try require(count)
    defer { cursor += count }
    return octets.extracting(cursor..<cursor + count)
  }

  /// Lends what is left.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public mutating func rest() -> Span<UInt8> {
    defer { cursor = octets.count }
    return octets.extracting(cursor..<octets.count)
  }

  /// A reader over the next `count` octets, which a length field of the message announced.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public mutating func sub(_ count: Int, layer: Layer? = nil) throws(DecodeError) -> OctetReader {
    let start = offset
    let octets = try take(count)
    return OctetReader(octets, layer: layer ?? self.layer, base: start, boundary: .length)
  }

  /// Like `sub`, but keeps what was captured when the capture ends first.
  ///
  /// A snap length cuts packets; what is there is read, and reading on is then `truncated`.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public mutating func subClipped(
    _ count: Int, layer: Layer? = nil
  ) throws(DecodeError) -> OctetReader {
    guard boundary == .capture, count > remaining else { return try sub(count, layer: layer) }
    let start = offset
    return OctetReader(rest(), layer: layer ?? self.layer, base: start, boundary: .capture)
  }

  /// A reader over the octets from `start` (counted from the start of this reader), for fields
  /// that point into the message instead of following each other.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public func reader(at start: Int) throws(DecodeError) -> OctetReader {
    guard start >= 0, start <= octets.count else {
      throw DecodeError(
        boundary == .capture ? .truncated : .malformed, layer: layer, offset: offset,
        need: max(0, start), have: octets.count,
        rule: boundary == .capture ? .endOfCapture : .exceedsLength)
    }
    return OctetReader(
      octets.extracting(start..<octets.count), layer: layer, base: base + start,
      boundary: boundary)
  }

  /// Fails when octets are left over.
  @inlinable @inline(__always)
  public func expectEnd() throws(DecodeError) {
    guard isAtEnd else { throw malformed(.trailingOctets) }
  }
}
