import Observations
import TestKit
import Testing
import Wire

@testable import Flows

/// Octets that no segment shows and that sequence and acknowledgment numbers speak of (RFC 9293
/// 3.4): the last ones of a stream, or all of them.
@Suite("octets that were sent and not captured")
struct UnseenOctetTests {
  private static func conversation() -> TCPConversation {
    TCPConversation(client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 80))
  }

  /// The frames but for one, and what is told of the connection.
  private static func connection(
    _ conversation: TCPConversation, without lost: Set<Int>
  ) -> Connection? {
    let frames = conversation.frames.enumerated().filter { !lost.contains($0.offset) }
    return FlowFeeder().feed(frames.map(\.element)).connections.first
  }

  private static let request = Array("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".utf8)
  private static let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)

  /// SYN, SYN-ACK, ACK, request (3), its acknowledgement (4), answer (5), FIN, FIN, ACK.
  private static var exchange: TCPConversation {
    var conversation = conversation()
    conversation.handshake()
    conversation.send(request, from: .client, acknowledged: true)
    conversation.send(answer, from: .server)
    conversation.close()
    return conversation
  }

  @Test("nothing is missing from a whole connection")
  func whole() {
    #expect(Self.connection(Self.exchange, without: [])?.hasGap == false)
  }

  @Test("a request that is gone shows in what its sender's later segments say, and in the answer's")
  func lostRequest() {
    #expect(Self.connection(Self.exchange, without: [3])?.hasGap == true)
    // Without any later word of the client, the server's acknowledgement alone tells.
    #expect(Self.connection(Self.exchange, without: [3, 6, 8])?.hasGap == true)
    // Without the server's, the client's own.
    #expect(Self.connection(Self.exchange, without: [3, 4, 5, 7])?.hasGap == true)
  }

  @Test("an answer that is gone shows as well")
  func lostAnswer() {
    #expect(Self.connection(Self.exchange, without: [5])?.hasGap == true)
  }

  @Test("an exchange of which only the handshake was captured hides octets")
  func lostBoth() {
    let connection = Self.connection(Self.exchange, without: [3, 5])
    #expect(connection?.hasGap == true)
    #expect(connection?.fromInitiator.octets == 0)
  }

  @Test("without the SYN as well, the answer to it tells where the octets would have begun")
  func lostStart() {
    #expect(Self.connection(Self.exchange, without: [0])?.hasGap == false)
    #expect(Self.connection(Self.exchange, without: [0, 3])?.hasGap == true)
    #expect(Self.connection(Self.exchange, without: [0, 1, 3])?.hasGap == true)
  }

  @Test("a server that begins anew with another number hides nothing")
  func newNumber() {
    var conversation = Self.conversation()
    conversation.syn()
    conversation.synAck()
    conversation.serverSequence &+= 70_000
    conversation.synAck()
    conversation.ack(from: .client)
    conversation.close()
    #expect(Self.connection(conversation, without: [])?.hasGap == false)
  }

  @Test("a FIN counts as one octet, and is none that is missing", arguments: [6, 7, 8])
  func fin(lost: Int) {
    #expect(Self.connection(Self.exchange, without: [lost])?.hasGap == false)
  }

  @Test("keep-alives repeat the octet before the next, and miss nothing")
  func keepAlive() {
    var conversation = Self.conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client, acknowledged: true)
    conversation.insert(
      [], from: .client, sequence: conversation.clientSequence &- 1, flags: .ack)
    conversation.ack(from: .server)
    #expect(Self.connection(conversation, without: [])?.hasGap == false)
  }

  @Test("the numbers of a reset mean nothing")
  func reset() {
    var conversation = Self.conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client, acknowledged: true)
    conversation.insert(
      [], from: .client, sequence: conversation.clientSequence &+ 5_000, flags: [.rst, .ack])
    #expect(Self.connection(conversation, without: [])?.hasGap == false)
  }

  @Test("numbers further ahead than the largest window are wrong, and ignored")
  func farAhead() {
    var conversation = Self.conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client, acknowledged: true)
    conversation.insert(
      [], from: .client, sequence: conversation.clientSequence &+ 0x6000_0000, flags: .ack)
    #expect(Self.connection(conversation, without: [])?.hasGap == false)
  }

  @Test("of an end that the mirror does not show nothing is missed: one side says so")
  func oneSided() {
    let lost = Set([1, 4, 5, 7])
    let connection = Self.connection(Self.exchange, without: lost)
    #expect(connection?.isOneSided == true)
    #expect(connection?.hasGap == false)
  }

  @Test("sequence numbers that wrap are compared as RFC 9293 says")
  func wrap() {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 80),
      clientSequence: .max - 10, serverSequence: .max - 10)
    conversation.handshake()
    conversation.send(Self.request, from: .client, acknowledged: true)
    conversation.send(Self.answer, from: .server)
    conversation.close()
    #expect(Self.connection(conversation, without: [])?.hasGap == false)
    #expect(Self.connection(conversation, without: [3])?.hasGap == true)
  }
}
