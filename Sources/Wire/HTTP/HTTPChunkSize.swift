/// The line before a chunk (RFC 9112 section 7.1).
public struct HTTPChunkSize: Hashable, Sendable {
  /// Octets of the chunk that follows the line; a line end follows the chunk.
  ///
  /// 0 is the last chunk, which the trailer follows.
  public var size: UInt64

  /// Octets of the longest line with its extensions.
  public static let maximumLineLength = 4096

  public var isLast: Bool { size == 0 }

  /// Reads the line with its end; extensions are passed over.
  ///
  /// - Throws: `truncated` when the line end has not come, `malformed` when the line does not
  ///   start with a hexadecimal number below 2^64, `limit` above `maximumLineLength`.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    size = 0
    var digits = 0
    while let octet = reader.peek(), let digit = octet.hexDigitValue {
      guard size >> 60 == 0 else { throw reader.malformed("a chunk size above 2^64 - 1") }
      guard digits < Self.maximumLineLength else { throw reader.limit(.chunkLine) }
      size = size << 4 | UInt64(digit)
      digits += 1
      try reader.skip(1)
    }
    if let octet = reader.peek() {
      let isEnd = octet == 0x0D || octet == 0x0A || octet == 0x3B || octet.isBlank
      guard digits > 0, isEnd else { throw reader.malformed("a chunk without a size") }
    }
    var length = digits
    while try reader.readUInt8() != 0x0A {
      length += 1
      guard length <= Self.maximumLineLength else { throw reader.limit(.chunkLine) }
    }
  }
}

extension Rule {
  fileprivate static let chunkLine: Rule = "a chunk size line above 4,096 octets"
}
