import TestKit
import Testing
import Wire

/// Expected values come from tshark 4.0.17 and from the server's configuration.
@Suite struct DNSMessageTests {
  @Test(
    "reads recorded messages",
    arguments: [
      (
        DNSMessages.queryA,
        ["? www.portal.example A IN", "additional . OPT udp 1232 options 12"]
      ),
      (
        DNSMessages.answerA,
        [
          "? www.portal.example A IN", "answer www.portal.example CNAME cdn.portal.example",
          "answer cdn.portal.example A 192.0.2.10", "answer cdn.portal.example A 192.0.2.11",
          "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerAAAA,
        [
          "? www.portal.example AAAA IN", "answer www.portal.example CNAME cdn.portal.example",
          "answer cdn.portal.example AAAA 20010db8000000000000000000000010",
        ]
      ),
      (
        DNSMessages.answerSRV,
        [
          "? _ldap._tcp.lab.example SRV IN",
          "answer _ldap._tcp.lab.example SRV 10 60 389 dc1.lab.example",
          "additional dc1.lab.example A 192.0.2.20", "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerMX,
        [
          "? lab.example MX IN", "answer lab.example MX 5 mail.lab.example",
          "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerTXT,
        [
          "? lab.example TXT IN", "answer lab.example TXT 12 octets",
          "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerHTTPS,
        [
          "? svc.example HTTPS IN",
          "answer svc.example HTTPS 1 . alpn \u{2}h2\u{2}h3 port 80 10.0.0.1 10.0.0.2 "
            + "20010db8000000000000000000000001",
          "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerPTR,
        [
          "? 20.2.0.192.in-addr.arpa PTR IN", "answer 20.2.0.192.in-addr.arpa PTR dc1.lab.example",
          "additional . OPT udp 1232 options 0",
        ]
      ),
      (
        DNSMessages.answerNoName,
        ["? nothing.example A IN", "additional . OPT udp 1232 options 0"]
      ),
    ])
  func recorded(text: String, lines: [String]) throws {
    #expect(try summary(of: hex(text)) == lines)
  }

  @Test("reads the flags of recorded messages")
  func flags() throws {
    let octets = hex(DNSMessages.answerNoName)
    var reader = OctetReader(octets.span, layer: .dns)
    let header = try DNSHeader(parsing: &reader)
    #expect(header.id == 0x97A2)
    #expect(header.flags.isResponse)
    #expect(header.flags.isRecursionDesired)
    #expect(header.flags.isRecursionAvailable)
    #expect(!header.flags.isAuthoritative)
    #expect(!header.flags.isTruncated)
    #expect(header.flags.responseCode == .nameError)
    #expect(header.flags.opcode == .query)
    #expect(header.questionCount == 1)
    #expect(header.additionalCount == 1)
  }

  @Test("fails as truncated on every prefix", arguments: DNSMessages.all)
  func prefixes(text: String) {
    let failures = prefixFailures(of: hex(text), layer: .dns) { reader throws(DecodeError) in
      _ = try summary(of: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("reads a message behind its length on TCP, wherever it lies")
  func lengthPrefix() throws {
    let message = hex(DNSMessages.answerA)
    let stream = [0, UInt8(message.count)] + message + [0, 12]
    var reader = OctetReader(stream.span, layer: .tcp)
    var first = try DNSMessage.lengthPrefixed(&reader)
    #expect(try summary(of: &first) == summary(of: message))
    #expect(
      decodeFailure { () throws(DecodeError) in
        var rest = try reader.reader(at: stream.count - 2)
        _ = try DNSMessage.lengthPrefixed(&rest)
      } == .truncated)
    let short = hex("000b") + [UInt8](repeating: 0, count: 11)
    #expect(
      decodeFailure { () throws(DecodeError) in
        var reader = OctetReader(short.span, layer: .tcp)
        _ = try DNSMessage.lengthPrefixed(&reader)
      } == .malformed)
  }

  @Test("keeps unknown types and other classes as octets")
  func unknown() throws {
    let header = "0001 8180 0000 0002 0000 0000"
    #expect(
      try summary(
        of: hex(header + "00 ff78 0001 00000005 0003 010203" + "00 0001 0003 00000005 0001 09"))
        == ["answer . TYPE65400 raw 3", "answer . A raw 1"])
  }

  @Test("takes the cache-flush bit of multicast DNS for the Internet's class")
  func multicast() throws {
    #expect(
      try summary(of: hex("0000 8400 0000 0001 0000 0000 01610000018001 00000078 0004 c0000201"))
        == ["answer a A 192.0.2.1"])
  }

  @Test(
    "refuses data that breaks the rules of its type",
    arguments: [
      "00 0001 0001 00000005 0003 c00002", "00 0001 0001 00000005 0005 c000020101",
      "00 001c 0001 00000005 0004 c0000201", "00 0005 0001 00000005 0002 0000",
      "00 0005 0001 00000005 0002 0161", "00 0021 0001 00000005 0004 00010002",
    ])
  func data(record: String) {
    #expect(
      decodeFailure { () throws(DecodeError) in
        _ = try summary(of: hex("0001 8180 0000 0001 0000 0000" + record))
      } == .malformed)
  }

  @Test("stops after the largest number of questions and records")
  func limit() {
    for (count, expected) in [(4096, nil), (4097, .limit)] as [(Int, DecodeError.Kind?)] {
      let head = hex("0001 8180 0001") + [UInt8((count - 1) >> 8), UInt8((count - 1) & 0xFF)]
      let octets =
        head + hex("0000 0000 00 0001 0001")
        + (1..<count).flatMap { _ in hex("00 0010 0001 00000000 0000") }
      #expect(
        decodeFailure { () throws(DecodeError) in _ = try summary(of: octets) } == expected)
    }
  }

  @Test("takes recorded messages for DNS, but none of their prefixes", arguments: DNSMessages.all)
  func recognised(text: String) {
    let octets = hex(text)
    for length in 0..<octets.count {
      #expect(DNSMessage.looksLikeDNS(octets.span.extracting(0..<length)) == false)
    }
    #expect(DNSMessage.looksLikeDNS(octets.span) == true)
    #expect(DNSMessage.looksLikeDNS((octets + [0]).span) == false)
  }

  @Test(
    "does not take other datagrams for DNS",
    arguments: [
      // NTP, TLS, DTLS, an empty question, zeros, a multicast announcement.
      "1b00 0000 0000 0000 0000 0000 0000 0000 0000 0000", "1603 0100 4a02 0000 4603 0141 1bb6",
      "16feff00000000000000000023030000170000000000000017", "0001 0100 0000 0000 0000 0000",
      "0000 0000 0000 0000 0000 0000 0000 0000",
      "0000 8400 0000 0001 0000 0000 01610000018001 00000078 0004 c0000201",
    ])
  func others(text: String) {
    #expect(DNSMessage.looksLikeDNS(hex(text).span) == false)
  }

  @Test("joins both parts of the outcome")
  func extendedOutcome() throws {
    // RFC 6891 section 6.1.3: BADVERS is 16, an upper part of 1 and a lower part of 0.
    let octets = hex("0001 8180 0000 0000 0000 0001 00 0029 1000 01008000 0000")
    var reader = OctetReader(octets.span, layer: .dns)
    let message = try DNSMessage(parsing: &reader)
    var records = try message.records()
    guard let record = try records.next(), case .opt(let option) = try record.data() else {
      Issue.record("no OPT record")
      return
    }
    let outcome = option.responseCode(with: message.header.flags)
    let isWanted = option.isDNSSECWanted
    #expect(outcome == .badVersion)
    #expect(isWanted)
  }
}
