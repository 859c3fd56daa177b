/// One VLAN tag, read after the EtherType that announces it.
///
/// IEEE 802.1Q section 9.6: the tag control information, then the next EtherType; 4 octets.
public struct VLANTag: Hashable, Sendable {
  /// Priority (3 bits), drop eligible (1 bit), VLAN identifier (12 bits).
  public var controlInformation: UInt16
  public var typeOrLength: UInt16

  /// - Throws: `truncated` when fewer than 4 octets are there.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(4)
    controlInformation = octets.networkUInt16(at: 0)
    typeOrLength = octets.networkUInt16(at: 2)
  }

  @inlinable public var priority: UInt8 { UInt8(controlInformation >> 13) }
  @inlinable public var isDropEligible: Bool { controlInformation & 0x1000 != 0 }
  /// The VLAN; 0 means that the tag carries a priority only.
  @inlinable public var identifier: UInt16 { controlInformation & 0x0FFF }
}

/// The VLAN identifiers of a frame, outermost first, in one word.
public struct VLANPath: Hashable, Sendable {
  @usableFromInline var packed: UInt64
  @usableFromInline var used: Int

  /// More tags than providers stack in practice (two, rarely three); a frame with more is not
  /// followed further.
  @inlinable public static var maximumTags: Int { 4 }

  @inlinable
  public init() {
    packed = 0
    used = 0
  }

  @inlinable public var count: Int { used }

  /// Appends an identifier; false when the path is full.
  @inlinable
  public mutating func append(_ identifier: UInt16) -> Bool {
    guard count < Self.maximumTags else { return false }
    packed |= UInt64(identifier & 0x0FFF) << (16 * UInt64(used))
    used += 1
    return true
  }

  /// The identifier at `index` from the outside; nil past the last.
  @inlinable
  public subscript(index: Int) -> UInt16? {
    guard index >= 0, index < count else { return nil }
    return UInt16(truncatingIfNeeded: packed >> (16 * UInt64(index)))
  }

  public var identifiers: [UInt16] { (0..<count).compactMap { self[$0] } }
}
