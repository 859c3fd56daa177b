/// The byte order that a capture's writer used for its own fields.
enum ByteOrder: Sendable {
  case littleEndian
  case bigEndian
}

extension Span<UInt8> {
  /// The 16 bits at `index`, which the caller has already guarded.
  func uint16(at index: Int, _ order: ByteOrder) -> UInt16 {
    let value = UInt16(self[index]) | UInt16(self[index + 1]) << 8
    return order == .littleEndian ? value : value.byteSwapped
  }

  /// The 32 bits at `index`, which the caller has already guarded.
  @inline(__always)
  func uint32(at index: Int, _ order: ByteOrder) -> UInt32 {
    let value =
      UInt32(self[index]) | UInt32(self[index + 1]) << 8
      | UInt32(self[index + 2]) << 16 | UInt32(self[index + 3]) << 24
    return order == .littleEndian ? value : value.byteSwapped
  }

  /// The 64 bits at `index`, which the caller has already guarded.
  func uint64(at index: Int, _ order: ByteOrder) -> UInt64 {
    let first = UInt64(uint32(at: index, order))
    let second = UInt64(uint32(at: index + 4, order))
    return order == .littleEndian ? second << 32 | first : first << 32 | second
  }
}
