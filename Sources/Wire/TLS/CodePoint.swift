/// A 16-bit number of a TLS registry; numbers without a name are data too.
public protocol CodePoint: Hashable, Sendable, CustomStringConvertible {
  var rawValue: UInt16 { get }
  init(rawValue: UInt16)
  /// The registry's name, nil for a number that this decoder has no name for.
  var name: String? { get }
}

extension CodePoint {
  /// Whether the number is one of those that clients send to keep servers tolerant.
  ///
  /// Both octets are equal and end in `A`: 0x0A0A, 0x1A1A … 0xFAFA (RFC 8701 section 2).
  @inlinable
  public var isGREASE: Bool {
    rawValue & 0x0F0F == 0x0A0A && rawValue >> 8 == rawValue & 0xFF
  }

  public var description: String {
    if let name { return name }
    return isGREASE ? "GREASE \(hexadecimal)" : hexadecimal
  }

  /// The number as `0x` and four hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(rawValue, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

/// A list of 16-bit numbers in wire order, read in place.
public struct CodePointList<Value: CodePoint>: ~Escapable {
  /// An even number of octets.
  public let octets: Span<UInt8>

  /// Reads all of `reader`; throws `malformed` when half a number is left over.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    guard reader.remaining.isMultiple(of: 2) else {
      throw reader.malformed("an odd number of octets in a list of 16-bit numbers")
    }
    octets = reader.rest()
  }

  @inlinable public var count: Int { octets.count / 2 }
  @inlinable public var isEmpty: Bool { octets.isEmpty }
  @inlinable public var indices: Range<Int> { 0..<count }

  /// The number at `index`, which must be one of `indices`.
  @inlinable
  public subscript(index: Int) -> Value {
    Value(rawValue: UInt16(octets[2 * index]) << 8 | UInt16(octets[2 * index + 1]))
  }

  @inlinable
  public func contains(_ value: Value) -> Bool {
    contains { $0 == value }
  }

  @inlinable
  public func contains(where matches: (Value) -> Bool) -> Bool {
    for index in indices where matches(self[index]) { return true }
    return false
  }

  @inlinable
  public func forEach(_ body: (Value) -> Void) {
    for index in indices { body(self[index]) }
  }
}
