/// One extension of a hello (RFC 8446 section 4.2).
public struct TLSExtension: ~Escapable {
  public let type: ExtensionType
  public let body: Span<UInt8>
  /// Octets from the start of the outermost reader to the body.
  public let offset: Int
  let layer: Layer

  @_lifetime(copy body)
  init(type: ExtensionType, body: Span<UInt8>, offset: Int, layer: Layer) {
    self.type = type
    self.body = body
    self.offset = offset
    self.layer = layer
  }

  @_lifetime(copy self)
  func makeReader() -> OctetReader {
    OctetReader(body, layer: layer, base: offset, boundary: .length)
  }
}

/// The extensions of a hello in wire order, complete and length-checked.
public struct ExtensionList: ~Escapable {
  let octets: Span<UInt8>
  let base: Int
  let layer: Layer
  public let count: Int

  /// Reads all of `reader`.
  ///
  /// - Throws: `malformed` when an extension reaches past the list.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    base = reader.offset
    layer = reader.layer
    var count = 0
    var walk = reader
    // Each turn takes four octets or more of a list that a 16-bit length bounds.
    while !walk.isAtEnd {
      try walk.skip(2)
      try walk.skip(Int(try walk.readUInt16()))
      count += 1
    }
    self.count = count
    octets = reader.rest()
  }

  /// Whether a type occurs twice, which the specification forbids and real traffic contains.
  ///
  /// One bit per type, on the stack: exact for all 65,536 types at a cost that does not grow with
  /// the number of extensions, of which one hello can hold 16,383. Clearing 8 KiB costs more than
  /// reading a hello, so it is done when asked.
  public var hasDuplicate: Bool {
    var seen = [1024 of UInt64](repeating: 0)
    var iterator = makeIterator()
    while let found = iterator.next() {
      let type = Int(found.type.rawValue)
      let bit: UInt64 = 1 << UInt64(type & 63)
      if seen[type >> 6] & bit != 0 { return true }
      seen[type >> 6] |= bit
    }
    return false
  }

  public var isEmpty: Bool { count == 0 }

  @_lifetime(copy self)
  public func makeIterator() -> Iterator {
    Iterator(reader: OctetReader(octets, layer: layer, base: base, boundary: .length))
  }

  /// The first extension of a type.
  @_lifetime(copy self)
  public func first(_ type: ExtensionType) -> TLSExtension? {
    var iterator = makeIterator()
    while let found = iterator.next() {
      if found.type == type { return found }
    }
    return nil
  }

  public struct Iterator: ~Escapable {
    var reader: OctetReader

    @_lifetime(copy self)
    public mutating func next() -> TLSExtension? {
      // The list was walked when it was read, so the lengths hold.
      do throws(DecodeError) {
        guard !reader.isAtEnd else { return nil }
        let type = ExtensionType(rawValue: try reader.readUInt16())
        let length = Int(try reader.readUInt16())
        let offset = reader.offset
        return TLSExtension(
          type: type, body: try reader.take(length), offset: offset, layer: reader.layer)
      } catch {
        return nil
      }
    }
  }
}
