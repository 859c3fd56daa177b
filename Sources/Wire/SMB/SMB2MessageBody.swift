/// The start of one SMB2 message, from which the offsets in its body count.
///
/// Every buffer of an SMB2 body is found by an offset from the start of the SMB2 header, never by
/// following the fixed part. The body decoders keep this to resolve such offsets when asked, so
/// that a packet cut inside a buffer still gives its fixed part.
struct SMB2MessageBody: ~Escapable {
  let header: SMB2Header
  /// The whole message, its position at the header.
  let message: OctetReader

  /// Takes the header; the reader then stands at the body.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    message = try reader.reader(at: reader.position)
    header = try SMB2Header(parsing: &reader)
  }

  /// Takes the header of a response that must not be an ERROR response.
  ///
  /// A SESSION_SETUP response and an ERROR response have the same StructureSize, so nothing but
  /// the status tells them apart.
  @_lifetime(copy reader)
  init(parsingResponse reader: inout OctetReader) throws(DecodeError) {
    try self.init(parsing: &reader)
    guard !header.carriesErrorResponse else {
      throw reader.malformed("an ERROR response has no body of its command")
    }
  }

  /// The place of a buffer, held to the end of the fixed part and of the message.
  ///
  /// - Parameters:
  ///   - offset: octets from the start of the SMB2 header.
  ///   - count: octets of the buffer.
  ///   - fixedEnd: octets from the start of the header to the end of the fixed part.
  /// - Throws: `malformed` when the buffer starts inside the fixed part; else by the boundary.
  @_lifetime(copy self)
  func buffer(at offset: Int, count: Int, behind fixedEnd: Int) throws(DecodeError) -> OctetReader {
    // The offset of an empty buffer says nothing; senders put anything there.
    guard count > 0 else {
      var end = try message.reader(at: fixedEnd)
      return try end.sub(0)
    }
    guard offset >= fixedEnd else {
      throw DecodeError(
        .malformed, layer: message.layer, offset: message.offset,
        rule: "a buffer starts behind the fixed part of its message")
    }
    var start = try message.reader(at: offset)
    return try start.sub(count)
  }
}

extension OctetReader {
  /// Reads the StructureSize that opens every SMB2 body.
  mutating func readStructureSize(_ expected: UInt16, _ rule: Rule) throws(DecodeError) {
    let place = offset
    guard try readUInt16LittleEndian() == expected else {
      throw DecodeError(.malformed, layer: layer, offset: place, rule: rule)
    }
  }
}
