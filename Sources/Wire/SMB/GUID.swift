/// A globally unique identifier of 16 octets, kept in the order of the wire.
///
/// [MS-DTYP 2.3.4](https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp)
public struct GUID: Hashable, Sendable {
  /// The octets as sent, the first most significant.
  public var rawValue: UInt128

  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }

  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(16)
    let high = try reader.readUInt64()
    let low = try reader.readUInt64()
    rawValue = UInt128(high) << 64 | UInt128(low)
  }
}

extension GUID: CustomStringConvertible {
  /// The registry form: the first three groups are little endian on the wire, the rest is not.
  public var description: String {
    let high = UInt64(truncatingIfNeeded: rawValue >> 64)
    let low = UInt64(truncatingIfNeeded: rawValue)
    let groups: [(value: UInt64, digits: Int)] = [
      (UInt64(UInt32(truncatingIfNeeded: high >> 32).byteSwapped), 8),
      (UInt64(UInt16(truncatingIfNeeded: high >> 16).byteSwapped), 4),
      (UInt64(UInt16(truncatingIfNeeded: high).byteSwapped), 4),
      (low >> 48, 4),
      (low & 0xFFFF_FFFF_FFFF, 12),
    ]
    return groups.map { group in
      let text = String(group.value, radix: 16)
      return String(repeating: "0", count: group.digits - text.utf8.count) + text
    }.joined(separator: "-")
  }
}
