/// The part of a message that a record belongs to.
public enum DNSSection: Hashable, Sendable {
  case answer, authority, additional
}

/// Reads the records of a message in order.
public struct DNSRecords: ~Escapable {
  let message: Span<UInt8>
  let header: DNSHeader
  let base: Int
  var reader: OctetReader
  let questionCount: Int
  /// Records read so far.
  public private(set) var count = 0

  @_lifetime(copy questions)
  init(after questions: DNSQuestions) {
    message = questions.message
    header = questions.header
    base = questions.base
    reader = questions.reader
    questionCount = questions.count
  }

  /// The next record, nil after the last that the header announces.
  ///
  /// - Throws: `truncated` or `malformed` when it does not fit, `limit` after
  ///   `DNSMessage.maximumEntries`.
  @_lifetime(copy self)
  public mutating func next() throws(DecodeError) -> DNSRecord? {
    guard count < header.recordCount else { return nil }
    guard questionCount + count < DNSMessage.maximumEntries else {
      throw reader.limit("above 4,096 questions and records")
    }
    let section: DNSSection =
      count < Int(header.answerCount)
      ? .answer
      : count < Int(header.answerCount) + Int(header.authorityCount) ? .authority : .additional
    let name = try DNSName(parsing: &reader, message: message, base: base)
    let type = DNSRecordType(rawValue: try reader.readUInt16())
    let recordClass = DNSClass(rawValue: try reader.readUInt16())
    let timeToLive = try reader.readUInt32()
    let data = try reader.sub(Int(try reader.readUInt16()))
    count += 1
    return DNSRecord(
      section: section, name: name, type: type, recordClass: recordClass, timeToLive: timeToLive,
      reader: data, message: message, base: base)
  }

  /// Octets of the message that no record has taken; after the last record, leftovers.
  public var remaining: Int { reader.remaining }
}
