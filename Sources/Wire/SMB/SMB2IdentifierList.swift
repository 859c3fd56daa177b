/// A 16-bit number of an SMB2 registry: a dialect, cipher, hash or signing algorithm.
public protocol SMB2Identifier: Hashable, Sendable {
  init(rawValue: UInt16)
  var rawValue: UInt16 { get }
}

/// The numbers that a message lists, in the order of preference that it gives them.
public struct SMB2IdentifierList<Identifier: SMB2Identifier>: ~Escapable {
  /// Most numbers in one list.
  ///
  /// Six dialects and at most five algorithms of a kind are defined.
  public static var maximumCount: Int { 64 }

  private let octets: Span<UInt8>

  /// - Throws: `limit` past `maximumCount`.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader, count: Int) throws(DecodeError) {
    guard count <= Self.maximumCount else {
      throw reader.limit("more than 64 numbers in one SMB2 list")
    }
    octets = try reader.take(count * 2)
  }

  public var count: Int { octets.count / 2 }
  public var isEmpty: Bool { octets.count == 0 }
  public var indices: Range<Int> { 0..<count }

  /// The number that the sender prefers.
  public var first: Identifier? { isEmpty ? nil : self[0] }

  /// - Precondition: `indices` contains the index.
  public subscript(index: Int) -> Identifier {
    Identifier(rawValue: octets.littleEndianUInt16(at: index * 2))
  }

  public func contains(_ identifier: Identifier) -> Bool {
    for index in indices where self[index] == identifier { return true }
    return false
  }

  /// The numbers as a value that may be kept.
  public var values: [Identifier] {
    var values: [Identifier] = []
    values.reserveCapacity(count)
    for index in indices { values.append(self[index]) }
    return values
  }
}
