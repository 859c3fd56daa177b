/// The sum of 16-bit words with end-around carry that IP, TCP and UDP protect themselves with.
///
/// RFC 1071. A message whose checksum is right adds up, its own checksum included, to all ones.
public struct InternetChecksum: Sendable {
  // A word of 64 bits adds less than 2^33, so that 2^31 of them fit.
  var sum: UInt64 = 0

  public init() {}

  /// Adds octets that begin at an even place of the message; an odd last one is padded with zero.
  public mutating func add(_ octets: Span<UInt8>) {
    // The sum of octets in the other order is the sum with its octets in the other order (RFC 1071
    // section 2 B), so that words are added as they lie in memory and turned once.
    var words: UInt64 = 0
    var index = 0
    // Four words at a time, since one check of the bounds then serves for all of them.
    while index + 32 <= octets.count {
      let block = octets.extracting(index..<index + 32)
      for place in stride(from: 0, to: 32, by: 8) {
        let word = block.littleEndianUInt64(at: place)
        words &+= (word >> 32) &+ (word & 0xFFFF_FFFF)
      }
      index += 32
    }
    while index + 4 <= octets.count {
      sum &+= UInt64(octets.extracting(index..<index + 4).networkUInt32(at: 0))
      index += 4
    }
    while index < octets.count {
      sum &+= index & 1 == 0 ? UInt64(octets[index]) << 8 : UInt64(octets[index])
      index += 1
    }
    sum &+= UInt64(UInt16(truncatingIfNeeded: Self.fold(words)).byteSwapped)
  }

  /// The sum in 16 bits, with the carries brought round.
  private static func fold(_ sum: UInt64) -> UInt64 {
    var folded = sum
    while folded > 0xFFFF { folded = (folded >> 16) + (folded & 0xFFFF) }
    return folded
  }

  /// Adds an IPv6 address.
  public mutating func add(_ address: UInt128) {
    var rest = address
    for _ in 0..<4 {
      sum &+= UInt64(truncatingIfNeeded: rest & 0xFFFF_FFFF)
      rest >>= 32
    }
  }

  /// Adds up to 32 bits, aligned to the right.
  public mutating func add(_ word: UInt32) { sum &+= UInt64(word) }

  /// Whether the words added up to all ones.
  public var isRight: Bool {
    Self.fold(sum) == 0xFFFF
  }
}
