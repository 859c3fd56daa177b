/// The key shares of a ClientHello, of which the groups matter (RFC 8446 section 4.2.8).
public struct KeyShareList: ~Escapable {
  let octets: Span<UInt8>
  public let count: Int

  /// Reads all of `reader`: a 16-bit length and entries; an empty list asks for a retry.
  ///
  /// - Throws: `malformed` when lengths disagree or a key is empty.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    var list = try reader.sub(Int(try reader.readUInt16()))
    try reader.expectEnd()
    var walk = list
    var count = 0
    // Each turn takes five octets or more of a list that a 16-bit length bounds.
    while !walk.isAtEnd {
      try walk.skip(2)
      let length = Int(try walk.readUInt16())
      guard length > 0 else { throw walk.malformed("an empty key exchange") }
      try walk.skip(length)
      count += 1
    }
    self.count = count
    octets = list.rest()
  }

  public func contains(_ group: NamedGroup) -> Bool {
    var iterator = makeIterator()
    while let found = iterator.next() {
      if found == group { return true }
    }
    return false
  }

  @_lifetime(copy self)
  public func makeIterator() -> Iterator {
    Iterator(reader: OctetReader(octets, layer: .tls, boundary: .length))
  }

  public struct Iterator: ~Escapable {
    var reader: OctetReader

    public mutating func next() -> NamedGroup? {
      // The list was walked when it was read, so the lengths hold.
      do throws(DecodeError) {
        guard !reader.isAtEnd else { return nil }
        let group = NamedGroup(rawValue: try reader.readUInt16())
        try reader.skip(Int(try reader.readUInt16()))
        return group
      } catch {
        return nil
      }
    }
  }
}
