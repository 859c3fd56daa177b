import Wire

/// Messages, names and the data of every record.
enum DNSFuzz {
  static func run(_ octets: Span<UInt8>) {
    use(DNSMessage.looksLikeDNS(octets))
    use(HostText.text(of: octets))
    decode(octets, .dns) { (reader) throws(DecodeError) in try read(&reader) }
    decode(octets, .dns) { (reader) throws(DecodeError) in
      var message = try DNSMessage.lengthPrefixed(&reader)
      try read(&message)
    }
  }

  private static func read(_ reader: inout OctetReader) throws(DecodeError) {
    let message = try DNSMessage(parsing: &reader)
    var questions = message.questions
    while let question = try questions.next() { check(question.name) }
    var records = try message.records()
    while let record = try records.next() {
      check(record.name)
      do throws(DecodeError) { read(try record.data()) } catch { use(error.description) }
    }
    promise(records.count <= message.header.recordCount)
  }

  private static func read(_ data: borrowing DNSRecordData) {
    switch data {
    case .cname(let name), .dname(let name), .ptr(let name), .ns(let name): check(name)
    case .srv(_, _, _, let target): check(target)
    case .https(let binding), .svcb(let binding):
      check(binding.target)
      if let hints = binding.ipv4Hints { for index in hints.indices { use(hints[index]) } }
      if let hints = binding.ipv6Hints { for index in hints.indices { use(hints[index]) } }
    default: break
    }
  }

  /// RFC 1035 section 2.3.4: 255 octets, labels of 63.
  private static func check(_ name: borrowing DNSName) {
    promise(name.uncompressedLength <= 255)
    var labels = name.makeIterator()
    var count = 0
    while let label = labels.next() {
      promise((1...63).contains(label.count))
      count += 1
    }
    promise(count == name.labelCount)
    promise(name.isEqual(to: name))
    use(name.text)
  }
}
