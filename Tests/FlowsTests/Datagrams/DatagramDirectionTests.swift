import Observations
import TestKit
import Testing
import Wire

/// Who opened a flow of datagrams, as far as its first one tells.
@Suite("direction of datagrams") struct DatagramDirectionTests {
  private func known(_ source: UInt16, _ destination: UInt16, _ payload: [UInt8]) -> Bool? {
    let from = Host("10.77.0.10", port: source)
    let to = Host("10.77.0.20", port: destination)
    let frame = PacketBuilder.ethernet(
      from: from, to: to,
      ip: PacketBuilder.ip(
        from: from, to: to, .udp, PacketBuilder.udp(from: from, to: to, payload)))
    return FlowFeeder().feed([Frame(time: TCPConversation.defaultStart, octets: frame)])
      .connections.last?.initiatorKnown
  }

  /// RFC 1350 section 5: a block of data, the acknowledgment of one, and a request to read.
  static let data = hex("0003 0001 72756e0a")
  static let acknowledgment = hex("0004 0000")
  static let request =
    hex("0001") + Array("run.txt".utf8) + hex("00") + Array("octet".utf8)
    + hex("00")

  @Test("data and acknowledgments of TFTP open nothing; a request does")
  func files() {
    #expect(known(40_000, 50_000, Self.data) == false)
    #expect(known(40_000, 50_000, Self.acknowledgment) == false)
    #expect(known(40_000, 50_000, Self.request) == true)
  }

  @Test("a registered port tells who was asked, whatever the first datagram is")
  func registeredPort() {
    #expect(known(40_000, 69, Self.data) == true)
    #expect(known(1_023, 50_000, Self.data) == true)
    #expect(known(1_024, 50_000, Self.data) == false)
  }

  @Test("an answer of DNS does not open a flow, and a question does")
  func names() {
    // One question for a.example, type A (RFC 1035 section 4.1); the answer sets the first flag.
    let question = hex("1234 0100 0001 0000 0000 0000 0161 07 6578616d706c65 00 0001 0001")
    var answer = question
    answer[2] |= 0x80
    #expect(known(40_000, 5_300, question) == true)
    #expect(known(5_300, 40_000, answer) == false)
  }

  @Test("the second message of WireGuard's handshake does not open a flow, and the first does")
  func tunnels() {
    // Protocol description of WireGuard, messages 1 and 2: 148 and 92 octets.
    let first = hex("01000000") + [UInt8](repeating: 7, count: 144)
    let second = hex("02000000") + [UInt8](repeating: 7, count: 88)
    #expect(known(40_000, 51_820, first) == true)
    #expect(known(51_820, 40_000, second) == false)
  }
}
