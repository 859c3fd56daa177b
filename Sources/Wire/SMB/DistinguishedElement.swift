/// One element of the Distinguished Encoding Rules, as far as security tokens need them.
///
/// ITU-T X.690: one tag octet, a definite length of at most four octets, contents. The contents
/// are a reader with the element's own length as its boundary, so nothing nested can reach out.
struct DistinguishedElement: ~Escapable {
  /// Most elements that any sequence of a token may hold; SPNEGO's have four members, and a list
  /// of mechanisms names fewer than ten.
  static let maximumElements = 32

  let tag: UInt8
  var contents: OctetReader

  /// - Throws: `malformed` for a tag of several octets, an indefinite length, or one of more than
  ///   four octets.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    let tag = try reader.readUInt8()
    guard tag & 0x1F != 0x1F else { throw reader.malformed("a tag of a token is one octet") }
    let first = try reader.readUInt8()
    var length = Int(first)
    if first & 0x80 != 0 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count) else {
        throw reader.malformed("a length of a token is definite and at most four octets")
      }
      length = 0
      for _ in 0..<count { length = length << 8 | Int(try reader.readUInt8()) }
    }
    self.tag = tag
    contents = try reader.sub(length)
  }

  /// Reads an element that must have this tag.
  @_lifetime(copy reader)
  init(
    parsing reader: inout OctetReader, tag expected: UInt8, _ rule: Rule
  ) throws(DecodeError) {
    guard reader.peek() == nil || reader.peek() == expected else { throw reader.malformed(rule) }
    try self.init(parsing: &reader)
  }
}
