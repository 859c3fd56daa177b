/// Names of application protocols in order of preference (ALPN, RFC 7301 section 3.1).
public struct ProtocolNameList: ~Escapable {
  /// Names, each behind its length octet.
  let octets: Span<UInt8>
  public let count: Int

  /// Reads all of `reader`: a 16-bit length and names of one octet or more.
  ///
  /// - Throws: `malformed` for an empty list, an empty name or lengths that disagree.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    var list = try reader.sub(Int(try reader.readUInt16()))
    try reader.expectEnd()
    guard !list.isAtEnd else { throw list.malformed("an empty list of protocol names") }
    var walk = list
    var count = 0
    // Each turn takes two octets or more of a list that a 16-bit length bounds.
    while !walk.isAtEnd {
      let length = Int(try walk.readUInt8())
      guard length > 0 else { throw walk.malformed("an empty protocol name") }
      try walk.skip(length)
      count += 1
    }
    self.count = count
    octets = list.rest()
  }

  /// The most preferred name.
  public var first: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      var iterator = makeIterator()
      return iterator.next()
    }
  }

  /// Whether the list has a name such as `h2`.
  public func contains(_ name: String) -> Bool {
    var iterator = makeIterator()
    while let found = iterator.next() {
      if found.isEqual(to: name) { return true }
    }
    return false
  }

  @_lifetime(copy self)
  public func makeIterator() -> Iterator {
    Iterator(reader: OctetReader(octets, layer: .tls, boundary: .length))
  }

  public struct Iterator: ~Escapable {
    var reader: OctetReader

    @_lifetime(copy self)
    public mutating func next() -> Span<UInt8>? {
      // The list was walked when it was read, so the lengths hold.
      do throws(DecodeError) {
        guard !reader.isAtEnd else { return nil }
        return try reader.take(Int(try reader.readUInt8()))
      } catch {
        return nil
      }
    }
  }
}
