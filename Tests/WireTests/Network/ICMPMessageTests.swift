import TestKit
import Testing
import Wire

@Suite("ICMPMessage and ICMPv6Message")
struct ICMPMessageTests {
  /// Mercury test/data/capture2.pcap, frame 1849, ICMP on: host unreachable, quoting TCP.
  static let quotingTCP = hex(
    """
    0301d80400000000 4500003c6a82400029063690c0a801024a86a479 0c1a0d46e07c2b1d
    """)
  /// The same capture, frame 281: port unreachable, quoting UDP.
  static let quotingUDP = hex(
    """
    030313a800000000 4500002e0000400030118f17c0a801025680a37d 8c966532001af771
    """)
  /// Captured on Linux's loopback: a datagram from port 40001 to the closed port 40002 of ::1.
  static let portUnreachable6 = hex(
    """
    0104da6c00000000 6004363f000d1140 00000000000000000000000000000001
    00000000000000000000000000000001 9c419c42000d0020 68656c6c6f
    """)

  @Test("finds the tuple that an unreachable message quotes")
  func readsQuotes() throws {
    var reader = OctetReader(Self.quotingTCP.span, layer: .icmp)
    let message = try ICMPMessage(parsing: &reader)
    #expect(message.type == .destinationUnreachable)
    #expect(message.code == 1)
    #expect(message.checksum == 0xD804)
    #expect(message.quoted?.source == 0xC0A8_0102)
    #expect(message.quoted?.destination == 0x4A86_A479)
    #expect(message.quoted?.protocolNumber == .tcp)
    #expect(message.quoted?.sourcePort == 3098)
    #expect(message.quoted?.destinationPort == 3398)
    #expect(reader.position == 8)

    var second = OctetReader(Self.quotingUDP.span, layer: .icmp)
    let unreachable = try ICMPMessage(parsing: &second)
    #expect(unreachable.code == 3)
    #expect(unreachable.quoted?.destination == 0x5680_A37D)
    #expect(unreachable.quoted?.protocolNumber == .udp)
    #expect(unreachable.quoted?.sourcePort == 35990)
    #expect(unreachable.quoted?.destinationPort == 25906)
  }

  @Test("finds the tuple that an ICMPv6 message quotes")
  func readsQuotes6() throws {
    var reader = OctetReader(Self.portUnreachable6.span, layer: .icmpv6)
    let message = try ICMPv6Message(parsing: &reader)
    #expect(message.type == .destinationUnreachable)
    #expect(message.code == 4)
    #expect(message.checksum == 0xDA6C)
    #expect(message.quoted?.source == 1)
    #expect(message.quoted?.destination == 1)
    #expect(message.quoted?.protocolNumber == .udp)
    #expect(message.quoted?.sourcePort == 40001)
    #expect(message.quoted?.destinationPort == 40002)
  }

  @Test("fails every prefix that ends before the quoted IP header does")
  func failsEveryPrefix() {
    // From the end of the quoted IP header on, how much is quoted is the sender's choice.
    let failures =
      prefixFailures(of: Self.quotingTCP, layer: .icmp, accepting: Set(28..<36)) {
        (reader) throws(DecodeError) in
        _ = try ICMPMessage(parsing: &reader)
      }
      + prefixFailures(of: Self.portUnreachable6, layer: .icmpv6, accepting: Set(48..<61)) {
        (reader) throws(DecodeError) in
        _ = try ICMPv6Message(parsing: &reader)
      }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("leaves the ports out when the quote ends before them")
  func acceptsShortQuote() throws {
    let short = Array(Self.quotingTCP[..<31])
    var reader = OctetReader(short.span, layer: .icmp)
    let message = try ICMPMessage(parsing: &reader)
    #expect(message.quoted?.source == 0xC0A8_0102)
    #expect(message.quoted?.sourcePort == nil)
  }

  @Test("leaves the ports out when a later fragment is quoted")
  func ignoresPortsOfFragments() throws {
    var octets = Self.quotingUDP
    octets[14] = 0x00
    octets[15] = 0xB9
    var reader = OctetReader(octets.span, layer: .icmp)
    #expect(try ICMPMessage(parsing: &reader).quoted?.sourcePort == nil)
  }

  @Test("reads an echo without looking for a quote")
  func readsEcho() throws {
    let echo = hex("080066b400080001 e9bd")
    var reader = OctetReader(echo.span, layer: .icmp)
    let message = try ICMPMessage(parsing: &reader)
    #expect(message.type == .echoRequest)
    #expect(message.restOfHeader == 0x0008_0001)
    #expect(message.quoted == nil)
  }

  @Test(
    "knows which ICMP types quote a packet, RFC 792",
    arguments: [
      (UInt8(0), false), (3, true), (4, true), (5, true), (8, false), (11, true), (12, true),
      (13, false), (255, false),
    ])
  func knowsErrors(type: UInt8, quotes: Bool) {
    #expect(ICMPType(rawValue: type).isError == quotes)
  }

  @Test("finds the tuple behind a quoted extension header")
  func walksQuotedExtensions() throws {
    let client = Host("fd77::10", port: 50_000)
    let server = Host("fd77::20", port: 445)
    let lost = PacketBuilder.ip(
      from: client, to: server, .tcp, extensions: [(.destinationOptions, hex("00010400000000"))],
      PacketBuilder.tcp(from: client, to: server, sequence: 1, flags: .syn))
    let message = PacketBuilder.icmp(from: server, to: client, type: 1, code: 1, lost)
    var reader = OctetReader(message.span, layer: .icmpv6)
    let quoted = try ICMPv6Message(parsing: &reader).quoted
    #expect(quoted?.protocolNumber == .tcp)
    #expect(quoted?.sourcePort == 50_000)
    #expect(quoted?.destinationPort == 445)
  }
}
