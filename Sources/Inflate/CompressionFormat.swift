/// The compression formats that are read.
public enum CompressionFormat: String, Hashable, Sendable, CaseIterable {
  /// RFC 1952.
  case gzip
  /// RFC 8878.
  case zstd

  /// Octets that `recognise` looks at.
  public static let magicLength = 4

  /// The format that these first octets belong to; nil when they are fewer than four or of no
  /// format that is read.
  public static func recognise(_ octets: borrowing Span<UInt8>) -> CompressionFormat? {
    guard octets.count >= magicLength else { return nil }
    // ID1, ID2 and CM of RFC 1952 section 2.3.1: DEFLATE is the only method there is.
    if octets[0] == 0x1F, octets[1] == 0x8B, octets[2] == 8 { return .gzip }
    if octets[0] == 0x28, octets[1] == 0xB5, octets[2] == 0x2F, octets[3] == 0xFD { return .zstd }
    // RFC 8878 section 3.1.2: a skippable frame, which parallel writers put in front.
    if octets[0] & 0xF0 == 0x50, octets[1] == 0x2A, octets[2] == 0x4D, octets[3] == 0x18 {
      return .zstd
    }
    return nil
  }
}
