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
  /// Whether a type occurs twice, which the specification forbids and real traffic contains.
  public let hasDuplicate: Bool

  /// Reads all of `reader`.
  ///
  /// - Throws: `malformed` when an extension reaches past the list.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    base = reader.offset
    layer = reader.layer
    // One bit per type, on the stack: exact for all 65,536 types at a cost that does not grow
    // with the number of extensions, of which one hello can hold 16,383.
    var seen = [1024 of UInt64](repeating: 0)
    var count = 0
    var hasDuplicate = false
    var walk = reader
    // Each turn takes four octets or more of a list that a 16-bit length bounds.
    while !walk.isAtEnd {
      let type = Int(try walk.readUInt16())
      try walk.skip(Int(try walk.readUInt16()))
      let bit: UInt64 = 1 << UInt64(type & 63)
      hasDuplicate = hasDuplicate || seen[type >> 6] & bit != 0
      seen[type >> 6] |= bit
      count += 1
    }
    self.count = count
    self.hasDuplicate = hasDuplicate
    octets = reader.rest()
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
