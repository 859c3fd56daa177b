/// Little-endian fields at fixed places of a header whose length was checked once.
///
/// SMB sends the least significant octet first. These are for spans of a length that the caller
/// has just guarded, so that a header of many fields costs one check.
extension Span<UInt8> {
  /// - Precondition: `place + 2` octets exist.
  @inlinable @inline(__always)
  func littleEndianUInt16(at place: Int) -> UInt16 {
    UInt16(self[place]) | UInt16(self[place + 1]) << 8
  }

  /// - Precondition: `place + 4` octets exist.
  @inlinable @inline(__always)
  func littleEndianUInt32(at place: Int) -> UInt32 {
    UInt32(littleEndianUInt16(at: place)) | UInt32(littleEndianUInt16(at: place + 2)) << 16
  }

  /// - Precondition: `place + 8` octets exist.
  @inlinable @inline(__always)
  func littleEndianUInt64(at place: Int) -> UInt64 {
    UInt64(littleEndianUInt32(at: place)) | UInt64(littleEndianUInt32(at: place + 4)) << 32
  }

  /// The octets of a signature or identifier as one number, first octet most significant.
  ///
  /// - Precondition: `place + 8` octets exist.
  @inlinable
  func networkOrderUInt64(at place: Int) -> UInt64 {
    littleEndianUInt64(at: place).byteSwapped
  }

  /// Whether the octets are exactly the ASCII characters of `text`.
  func isASCII(_ text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    return hasASCIIPrefix(text)
  }

  /// Whether the first octets are the ASCII characters of `text`.
  func hasASCIIPrefix(_ text: String) -> Bool {
    guard count >= text.utf8.count else { return false }
    var place = 0
    for octet in text.utf8 {
      guard self[place] == octet else { return false }
      place += 1
    }
    return true
  }
}
