extension OctetReader {
  /// Reads an integer of one, two, four or eight octets, as its first two bits say
  /// (RFC 9000 section 16); below 2^62.
  @inlinable
  public mutating func readVariableLengthInteger() throws(DecodeError) -> UInt64 {
    switch peek().map({ $0 >> 6 }) {
    case 0: UInt64(try readUInt8())
    case 1: UInt64(try readUInt16() & 0x3FFF)
    case 2: UInt64(try readUInt32() & 0x3FFF_FFFF)
    default: try readUInt64() & 0x3FFF_FFFF_FFFF_FFFF
    }
  }

  /// Reads a length; one that no address space holds is beyond every boundary.
  @inlinable
  mutating func readVariableLength() throws(DecodeError) -> Int {
    // 62 bits fit an Int of 64.
    Int(try readVariableLengthInteger())
  }
}
