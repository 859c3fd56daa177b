import Observations
import TestKit
import Testing
import Wire

/// What ICMP errors say of the attempts that they quote, and how far datagrams got.
@Suite("stages of UDP, and ICMP errors")
struct UnreachableTests {
  static let start = TCPConversation.defaultStart

  /// Frames a millisecond apart.
  private func frames(_ octets: [[UInt8]]) -> [Frame] {
    octets.enumerated().map { Frame(time: Self.start + Int64($0) * 1_000_000, octets: $1) }
  }

  private func datagram(_ source: Host, _ destination: Host, _ payload: [UInt8]) -> [UInt8] {
    PacketBuilder.ethernet(
      from: source, to: destination,
      ip: PacketBuilder.ip(
        from: source, to: destination, .udp,
        PacketBuilder.udp(from: source, to: destination, payload)))
  }

  /// An error about a packet, from a router.
  private func error(
    _ type: UInt8, _ code: UInt8, about frame: [UInt8], from router: Host, to sender: Host
  ) -> [UInt8] {
    let quoted = Array(frame.dropFirst(14).prefix(router.isIPv6 ? 80 : 48))
    let message = [type, code, 0, 0, 0, 0, 0, 0] + quoted
    return PacketBuilder.ethernet(
      from: router, to: sender,
      ip: PacketBuilder.ip(
        from: router, to: sender, router.isIPv6 ? .icmpv6 : .icmp, message))
  }

  static let pairs = [
    (Host("10.77.0.10", port: 50_000), Host("10.88.0.20", port: 445), Host("10.77.0.1")),
    (Host("fd00::10", port: 50_000), Host("fd01::20", port: 445), Host("fd00::1")),
  ]

  @Test("a destination unreachable that quotes the SYN refuses", arguments: [0, 1])
  func unreachable(pair: Int) throws {
    let (client, server, router) = Self.pairs[pair]
    var conversation = TCPConversation(client: client, server: server)
    conversation.syn()
    let syn = try #require(conversation.frames.first).octets
    let outcome = FlowFeeder().feed(
      frames([
        syn,
        error(client.isIPv6 ? 1 : 3, client.isIPv6 ? 4 : 1, about: syn, from: router, to: client),
      ]))
    let connection = try #require(outcome.connections.first)
    #expect(outcome.connections.count == 1)
    #expect(connection.stage == .refused)
    #expect(connection.refusal == .unreachable)
    #expect(connection.deciding.frame == 2)
  }

  @Test("a router that asks for smaller packets refuses nothing")
  func fragmentationNeeded() throws {
    let (client, server, router) = Self.pairs[0]
    let query = datagram(client, server, [0, 1, 2, 3])
    let connection = try #require(
      FlowFeeder().feed(frames([query, error(3, 4, about: query, from: router, to: client)]))
        .connections.first)
    #expect(connection.stage == .attempted)
    #expect(connection.refusal == nil)
  }

  @Test("an error that quotes an established connection refuses nothing")
  func lateError() throws {
    let (client, server, router) = Self.pairs[0]
    var conversation = TCPConversation(client: client, server: server)
    conversation.handshake()
    let octets = conversation.frames.map(\.octets)
    let connection = try #require(
      FlowFeeder().feed(
        frames(octets + [error(3, 1, about: octets[2], from: router, to: client)])
      ).connections.first)
    #expect(connection.stage == .established)
  }

  @Test("a forged error about packets that were never seen opens no flow")
  func strayError() {
    let (client, server, router) = Self.pairs[0]
    let query = datagram(client, server, [1])
    let outcome = FlowFeeder().feed(frames([error(3, 3, about: query, from: router, to: client)]))
    #expect(outcome.connections.isEmpty)
  }

  @Test("datagrams are an attempt, then established by a reply, and succeed after two exchanges")
  func datagrams() throws {
    let (client, server, _) = Self.pairs[1]
    let exchange = [
      datagram(client, server, [1, 2, 3]), datagram(server, client, [4, 5, 6]),
      datagram(client, server, [1, 2, 3]), datagram(server, client, [4, 5, 6]),
    ]
    let stages: [Stage] = [.attempted, .established, .established, .succeeded]
    for (index, stage) in stages.enumerated() {
      let connection = try #require(
        FlowFeeder().feed(frames(Array(exchange.prefix(index + 1)))).connections.first)
      #expect(connection.stage == stage, "after \(index + 1) datagrams")
      #expect(connection.initiator.port == client.port)
    }
  }

  @Test("a port unreachable refuses a datagram", arguments: [0, 1])
  func datagramRefused(pair: Int) throws {
    let (client, server, router) = Self.pairs[pair]
    let query = datagram(client, server, [1, 2, 3])
    let connection = try #require(
      FlowFeeder().feed(
        frames([
          query,
          error(
            client.isIPv6 ? 1 : 3, client.isIPv6 ? 4 : 3, about: query, from: router, to: client),
        ])
      ).connections.first)
    #expect(connection.stage == .refused)
    #expect(connection.refusal == .unreachable)
  }

  @Test("names asked for and answered are told with their flow")
  func names() throws {
    let (client, server) = (Host("10.77.0.10", port: 50_000), Host("10.77.0.53", port: 53))
    let outcome = FlowFeeder().feed(
      frames([
        datagram(client, server, Array(ScriptedSessions.question(7, "a.lab.example").dropFirst(2))),
        datagram(
          server, client,
          Array(ScriptedSessions.answer(7, "a.lab.example", 0x0a4d_0007).dropFirst(2))),
      ]))
    #expect(outcome.names.map(\.isResponse) == [false, true])
    #expect(
      outcome.names.map { $0.questions.map(\.name) } == [["a.lab.example"], ["a.lab.example"]])
    #expect(outcome.names.last?.answers.first?.value == .address(IPAddress(v4: 0x0a4d_0007)))
    #expect(outcome.names.map(\.moment.frame) == [1, 2])
    #expect(outcome.connections.first?.application == .dns)
    #expect(outcome.connections.first?.stage == .established)
  }
}
