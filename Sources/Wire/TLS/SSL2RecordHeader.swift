/// The header of an SSL 2.0 record, two or three octets long (The SSL Protocol, section 1.1).
public struct SSL2RecordHeader: Hashable, Sendable {
  /// Octets of the record that follow the header, padding included.
  public var length: UInt16
  /// Octets of padding at the end of the record; 0 with the two-octet header.
  public var padding: UInt8
  /// Whether the record is a security escape, which no version defined.
  public var isEscape: Bool
  /// Octets of the header itself.
  public var size: Int

  /// Reads the header; the record stays in the reader.
  ///
  /// - Throws: `truncated` when the header is cut, `malformed` when padding exceeds the length.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let word = try reader.readUInt16()
    if word & 0x8000 != 0 {
      length = word & 0x7FFF
      padding = 0
      isEscape = false
      size = 2
    } else {
      length = word & 0x3FFF
      isEscape = word & 0x4000 != 0
      padding = try reader.readUInt8()
      size = 3
      guard UInt16(padding) <= length else {
        throw reader.malformed("padding longer than the record")
      }
    }
  }
}
