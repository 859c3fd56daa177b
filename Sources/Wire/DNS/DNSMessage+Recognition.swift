extension DNSMessage {
  /// Whether octets on any port are a whole DNS message of an ordinary client or server.
  ///
  /// One question with a valid name, an assigned opcode and class, counts that fit the direction,
  /// every record readable with its data, and no octet left over. Chance does not do that. It
  /// does not find messages without a question, as multicast DNS sends them.
  public static func looksLikeDNS(_ octets: Span<UInt8>) -> Bool {
    var reader = OctetReader(octets, layer: .dns)
    do throws(DecodeError) {
      let message = try DNSMessage(parsing: &reader)
      guard message.header.isPlausible else { return false }
      var questions = message.questions
      guard let question = try questions.next(), question.type.rawValue != 0 else { return false }
      switch question.recordClass.withoutTopBit {
      case .internet, .chaos, .any: break
      default: return false
      }
      // `maximumEntries` bounds the loop.
      var records = try message.records()
      while let record = try records.next() { _ = try record.data() }
      return records.remaining == 0
    } catch {
      return false
    }
  }
}

extension DNSHeader {
  /// Whether the counts and flags are those of a query, or of an answer to one.
  fileprivate var isPlausible: Bool {
    guard questionCount == 1, !flags.isReservedSet else { return false }
    guard flags.opcode == .query || flags.opcode == .notify else { return false }
    if flags.isResponse { return flags.responseCode.rawValue <= 11 }
    // A query carries nothing but options and a signature; a notification may carry the new SOA.
    return flags.responseCode == .noError && authorityCount == 0 && additionalCount <= 2
      && answerCount <= (flags.opcode == .notify ? 1 : 0)
  }
}
