import Wire

/// A message as lines that tests can compare: questions with `?`, records with their section.
func summary(of reader: inout OctetReader) throws(DecodeError) -> [String] {
  let message = try DNSMessage(parsing: &reader)
  var lines: [String] = []
  var questions = message.questions
  while let question = try questions.next() {
    lines.append("? \(question.name.text) \(question.type) \(question.recordClass)")
  }
  var records = try message.records()
  while let record = try records.next() {
    lines.append(
      "\(record.section) \(record.name.text) \(record.type) \(try describe(record.data()))")
  }
  if records.remaining > 0 { lines.append("\(records.remaining) left over") }
  return lines
}

func summary(of octets: [UInt8]) throws(DecodeError) -> [String] {
  var reader = OctetReader(octets.span, layer: .dns)
  return try summary(of: &reader)
}

private func describe(_ data: borrowing DNSRecordData) -> String {
  switch data {
  case .a(let address): return dotted(address)
  case .aaaa(let address): return String(address, radix: 16)
  case .cname(let name), .dname(let name), .ptr(let name), .ns(let name): return name.text
  case .mx(let preference, let exchange): return "\(preference) \(exchange.text)"
  case .soa(let primary, let mailbox): return "\(primary.text) \(mailbox.text)"
  case .srv(let priority, let weight, let port, let target):
    return "\(priority) \(weight) \(port) \(target.text)"
  case .txt(let octets): return "\(octets.count) octets"
  case .svcb(let binding), .https(let binding): return describe(binding)
  case .opt(let option): return "udp \(option.payloadSize) options \(option.options.count)"
  case .raw(let octets): return "raw \(octets.count)"
  }
}

func describe(_ binding: borrowing ServiceBinding) -> String {
  var words = ["\(binding.priority)", binding.target.text]
  if let alpn = binding.alpn { words.append("alpn \(asciiText(alpn))") }
  if binding.hasNoDefaultALPN { words.append("no-default-alpn") }
  if let port = binding.port { words.append("port \(port)") }
  if let hints = binding.ipv4Hints { words += hints.indices.map { dotted(hints[$0]) } }
  if let ech = binding.ech { words.append("ech \(ech.count)") }
  if let hints = binding.ipv6Hints {
    words += hints.indices.map { String(hints[$0], radix: 16) }
  }
  return words.joined(separator: " ")
}

private func dotted(_ address: UInt32) -> String {
  [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
}
