import Observations
import Wire

extension NameMessage {
  /// Reads a DNS message and adds it to the observations, or counts why it could not be read.
  ///
  /// - Parameters:
  ///   - end: the sender.
  ///   - isCut: the capture holds only the start of the message.
  static func read(
    _ octets: Span<UInt8>, from end: End, transport: Transport, isCut: Bool,
    context: inout ReadingContext
  ) {
    var reader = OctetReader(
      octets, layer: .dns, boundary: isCut ? .capture : .length)
    do throws(DecodeError) {
      let message = try DNSMessage(parsing: &reader)
      let isResponse = message.header.flags.isResponse
      let client = isResponse ? end.other : end
      var observation = NameMessage(
        application: Self.application(context.endpoint(client.other).port),
        connection: context.connection, transport: transport,
        client: context.endpoint(client), server: context.endpoint(client.other),
        moment: context.moment, id: message.header.id, isResponse: isResponse)
      observation.clientMAC = MACAddress.known(context.mac[client])
      observation.isTruncated = message.header.flags.isTruncated
      observation.opcode = message.header.flags.opcode.rawValue
      observation.responseCode = message.header.flags.responseCode.rawValue
      observation.flags = message.header.flags.rawValue
      let fault = observation.readSections(of: message)
      if observation.application == .nbns {
        observation.readNetBIOSNames()
      } else if isResponse {
        context.coverage.observed.dnsAnswers += 1
      } else {
        context.coverage.observed.dnsQuestions += 1
      }
      context.observations.append(.name(observation))
      if observation.application != .dns { observation.announce(from: end, context: &context) }
      if let fault { throw fault }
    } catch {
      context.count(error)
    }
  }

  private static func application(_ serverPort: UInt16) -> Application {
    switch serverPort {
    case 5353: .mdns
    case 5355: .llmnr
    case 137: .nbns
    default: .dns
    }
  }

  /// Turns the encoded names of NetBIOS into those that people know.
  private mutating func readNetBIOSNames() {
    for index in questions.indices {
      questions[index].name = Self.netBIOSName(questions[index].name)
    }
    for index in answers.indices { answers[index].name = Self.netBIOSName(answers[index].name) }
  }

  /// The first-level encoding (RFC 1001 14.1): two letters from A to P for each of 15 octets of a
  /// name, padded with blanks, and one of its type; a scope may follow.
  private static func netBIOSName(_ encoded: String) -> String {
    let letters = Array(encoded.utf8.prefix { $0 != UInt8(ascii: ".") })
    guard letters.count == 32 else { return encoded }
    var octets: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      let high = (letters[index] | 0x20) &- 0x61
      let low = (letters[index + 1] | 0x20) &- 0x61
      guard high < 16, low < 16 else { return encoded }
      octets.append(high << 4 | low)
    }
    let type = String(octets[15], radix: 16)
    var name = octets.dropLast()
    while name.last == 0x20 || name.last == 0 { name.removeLast() }
    let text = name.map { (0x21...0x7e).contains($0) ? Character(Unicode.Scalar($0)) : "?" }
    return String(text) + "<" + (type.count == 1 ? "0" : "") + type + ">"
  }

  /// Reads questions and answers; what came before a fault is kept, as evidence.
  private mutating func readSections(of message: borrowing DNSMessage) -> DecodeError? {
    do throws(DecodeError) {
      var list = message.questions
      while let question = try list.next() {
        guard questions.count < Self.maximumAnswers else { continue }
        questions.append(
          NameQuestion(
            name: question.name.text, type: question.type.rawValue,
            recordClass: question.recordClass.rawValue))
      }
      var records = try message.records()
      while let record = try records.next() {
        guard record.section == .answer else {
          if !isResponse { continue }
          break
        }
        guard answers.count < Self.maximumAnswers else { break }
        answers.append(
          NameRecord(
            name: record.name.text, type: record.type.rawValue, timeToLive: record.timeToLive,
            value: try Self.value(of: record)))
      }
      return nil
    } catch {
      return error
    }
  }

  private static func value(
    of record: borrowing DNSRecord
  ) throws(DecodeError) -> NameRecord.Value {
    switch try record.data() {
    case .a(let address): .address(IPAddress(v4: address))
    case .aaaa(let address): .address(IPAddress(v6: address))
    case .cname(let name), .dname(let name), .ptr(let name), .ns(let name): .name(name.text)
    case .mx(_, let exchange): .name(exchange.text)
    case .srv(_, _, _, let target): .name(target.text)
    case .svcb(let binding), .https(let binding):
      .service(
        target: binding.target.text, hints: Self.hints(of: binding), hasECH: binding.ech != nil)
    default: .other
    }
  }

  private static func hints(of binding: borrowing ServiceBinding) -> [IPAddress] {
    var hints: [IPAddress] = []
    if let list = binding.ipv4Hints {
      for index in list.indices where hints.count < maximumAnswers {
        hints.append(IPAddress(v4: list[index]))
      }
    }
    if let list = binding.ipv6Hints {
      for index in list.indices where hints.count < maximumAnswers {
        hints.append(IPAddress(v6: list[index]))
      }
    }
    return hints
  }
}

extension MACAddress {
  /// The address, unless the link has none.
  static func known(_ bits: UInt64) -> MACAddress? {
    bits == 0 ? nil : MACAddress(bits)
  }
}
