/// One question (RFC 1035 section 4.1.2).
public struct DNSQuestion: ~Escapable {
  public let name: DNSName
  public let type: DNSRecordType
  public let recordClass: DNSClass

  @_lifetime(copy name)
  init(name: DNSName, type: DNSRecordType, recordClass: DNSClass) {
    self.name = name
    self.type = type
    self.recordClass = recordClass
  }
}

/// Reads the questions of a message in order.
public struct DNSQuestions: ~Escapable {
  let message: Span<UInt8>
  let header: DNSHeader
  let base: Int
  var reader: OctetReader
  /// Questions read so far.
  public private(set) var count = 0

  @_lifetime(copy message)
  init(message: DNSMessage) {
    self.message = message.octets
    header = message.header
    base = message.base
    var reader = message.makeReader()
    // The message was read with its header, so the reader holds it.
    do throws(DecodeError) { try reader.skip(DNSHeader.size) } catch {}
    self.reader = reader
  }

  /// The next question, nil after the last.
  ///
  /// - Throws: `truncated` or `malformed` when it does not fit, `limit` after
  ///   `DNSMessage.maximumEntries`.
  @_lifetime(copy self)
  public mutating func next() throws(DecodeError) -> DNSQuestion? {
    guard count < Int(header.questionCount) else { return nil }
    guard count < DNSMessage.maximumEntries else {
      throw reader.limit("above 4,096 questions and records")
    }
    let name = try DNSName(parsing: &reader, message: message, base: base)
    let type = DNSRecordType(rawValue: try reader.readUInt16())
    let recordClass = DNSClass(rawValue: try reader.readUInt16())
    count += 1
    return DNSQuestion(name: name, type: type, recordClass: recordClass)
  }
}
