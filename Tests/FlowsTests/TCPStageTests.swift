import Observations
import TestKit
import Testing
import Wire

/// How far a TCP connection got, by what the mirror shows of it.
@Suite("stages of TCP")
struct TCPStageTests {
  static let client = Host("10.77.0.10", port: 49_152)
  static let server = Host("10.77.0.20", port: 8_080)
  static let client6 = Host("fd00::10", port: 49_152)
  static let server6 = Host("fd00::20", port: 8_080)

  /// The only connection of a conversation.
  private func connection(
    _ client: Host = client, _ server: Host = server,
    _ write: (inout TCPConversation) -> Void
  ) throws -> Connection {
    var conversation = TCPConversation(client: client, server: server)
    write(&conversation)
    let connections = FlowFeeder().feed(conversation.frames).connections
    #expect(connections.count == 1)
    let connection = try #require(connections.first)
    #expect(connection.isFinal)
    #expect(connection.initiator.port == client.port)
    return connection
  }

  private func binary(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  @Test("a SYN alone is an attempt that met silence")
  func synOnly() throws {
    let connection = try connection { $0.syn() }
    #expect(connection.stage == .attempted)
    #expect(connection.refusal == .silence)
    #expect(!connection.isOneSided)
    #expect(connection.initiatorKnown)
  }

  @Test("a SYN repeated without an answer is refused by silence")
  func synRepeated() throws {
    let connection = try connection {
      $0.syn()
      $0.clientSequence &-= 1
      $0.wait(nanoseconds: 1_000_000_000)
      $0.syn()
    }
    #expect(connection.stage == .refused)
    #expect(connection.refusal == .silence)
    #expect(connection.fromInitiator.packets == 2)
  }

  @Test("a reset in answer to a SYN refuses")
  func reset() throws {
    let connection = try connection {
      $0.syn()
      $0.rst(from: .server)
    }
    #expect(connection.stage == .refused)
    #expect(connection.refusal == .reset)
    #expect(connection.deciding.frame == 2)
  }

  @Test("a SYN-ACK without an ACK stays an attempt")
  func synAckOnly() throws {
    let connection = try connection {
      $0.syn()
      $0.synAck()
    }
    #expect(connection.stage == .attempted)
    #expect(connection.refusal == nil)
  }

  @Test("a SYN-ACK whose client resets stays an attempt")
  func halfOpenScan() throws {
    let connection = try connection {
      $0.syn()
      $0.synAck()
      $0.rst(from: .client)
    }
    #expect(connection.stage == .attempted)
    #expect(connection.refusal == nil)
  }

  @Test("a full handshake establishes at the client's ACK")
  func handshake() throws {
    let connection = try connection { $0.handshake() }
    #expect(connection.stage == .established)
    #expect(connection.deciding.frame == 3)
    #expect(!connection.isMidstream)
  }

  @Test("payload of one end alone stays established")
  func oneWayPayload() throws {
    let connection = try connection {
      $0.handshake()
      $0.send(binary(100), from: .client, acknowledged: true)
    }
    #expect(connection.stage == .established)
    #expect(connection.fromInitiator.octets == 100)
  }

  @Test("payload both ways succeeds at the first octets of the answer")
  func payloadBothWays() throws {
    let connection = try connection {
      $0.handshake()
      $0.send(binary(10), from: .client)
      $0.send(binary(10), from: .server)
    }
    #expect(connection.stage == .succeeded)
    #expect(connection.deciding.frame == 5)
  }

  @Test("data in the SYN is payload")
  func dataInSYN() throws {
    let connection = try connection {
      $0.emit(.client, .syn, Array("GET / HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8))
      $0.synAck()
      $0.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8), from: .server)
      $0.ack(from: .client)
    }
    #expect(connection.stage == .succeeded)
    #expect(connection.http?.requests == 1)
    #expect(connection.http?.responses == 1)
  }

  @Test("the client's direction alone is one-sided and stays an attempt")
  func clientOnly() throws {
    let connection = try connection {
      $0.syn()
      $0.serverSequence &+= 1
      $0.ack(from: .client)
      $0.send(binary(100), from: .client)
      $0.fin(from: .client)
    }
    #expect(connection.stage == .attempted)
    #expect(connection.isOneSided)
    #expect(connection.refusal == nil)
  }

  @Test("the server's direction alone is one-sided and stays an attempt")
  func serverOnly() throws {
    let connection = try connection {
      $0.synAck()
      $0.send(binary(100), from: .server)
      $0.fin(from: .server)
    }
    #expect(connection.stage == .attempted)
    #expect(connection.isOneSided)
    #expect(connection.initiatorKnown)
  }

  @Test("one direction of a connection that was joined late is one-sided")
  func oneSidedMidstream() throws {
    let connection = try connection { $0.send(binary(100), from: .client) }
    #expect(connection.stage == .attempted)
    #expect(connection.isOneSided)
    #expect(connection.isMidstream)
  }

  @Test("a one-sided flow is counted once, however often it is told")
  func oneSidedCount() {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.send(binary(100), from: .client)
    conversation.rst(from: .client)
    conversation.wait(nanoseconds: 1_200_000_000)
    conversation.send(binary(100), from: .client)
    conversation.fin(from: .client)
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.coverage.oneSidedFlows == 1)
    #expect(outcome.coverage.flows == 1)
  }

  @Test("a connection that was joined late is established by both directions")
  func midstream() throws {
    let connection = try connection {
      $0.ack(from: .client)
      $0.ack(from: .server)
    }
    #expect(connection.isMidstream)
    #expect(connection.stage == .established)
    #expect(!connection.initiatorKnown)
  }

  @Test("a connection that was joined late succeeds with payload both ways")
  func midstreamPayload() throws {
    let connection = try connection {
      $0.send(binary(100), from: .client)
      $0.send(binary(100), from: .server)
    }
    #expect(connection.isMidstream)
    #expect(connection.stage == .succeeded)
  }

  @Test("a simultaneous open is one connection of the first SYN's sender")
  func simultaneousOpen() throws {
    let connection = try connection {
      $0.syn()
      $0.emit(.server, .syn)
      $0.clientSequence &-= 1
      $0.serverSequence &-= 1
      $0.emit(.client, [.syn, .ack])
      $0.emit(.server, [.syn, .ack])
      $0.send(binary(10), from: .client)
      $0.send(binary(10), from: .server)
    }
    #expect(connection.stage == .succeeded)
    #expect(connection.refusal == nil)
  }

  @Test("a SYN repeated before its answer changes nothing")
  func synRetransmission() throws {
    let connection = try connection {
      $0.syn()
      $0.clientSequence &-= 1
      $0.handshake()
    }
    #expect(connection.stage == .established)
    #expect(connection.refusal == nil)
  }

  @Test("of several SYN-ACKs the last before the payload counts")
  func changingSYNACK() throws {
    let session = ScriptedSessions.http
    let connection = try connection {
      $0.syn()
      $0.synAck()
      $0.serverSequence = 900_000
      $0.synAck()
      $0.ack(from: .client)
      for turn in session.turns { $0.send(turn.octets, from: turn.side) }
    }
    #expect(connection.http?.responses == 6)
    #expect(!connection.hasGap)
  }

  @Test("a new SYN on the same ports begins another connection", arguments: [true, false])
  func portReuse(isClosed: Bool) {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.handshake()
    if isClosed { conversation.close() }
    conversation.clientSequence = 77_000
    conversation.syn()
    conversation.rst(from: .server)
    let connections = FlowFeeder().feed(conversation.frames).connections
    #expect(connections.map(\.stage) == [.established, .refused])
    #expect(connections.map(\.refusal) == [nil, .reset])
    #expect(Set(connections.map(\.id)).count == 2)
  }

  @Test("a reset after data keeps the stage")
  func resetAfterData() throws {
    let connection = try connection {
      $0.handshake()
      $0.send(binary(10), from: .client)
      $0.send(binary(10), from: .server)
      $0.rst(from: .server)
    }
    #expect(connection.stage == .succeeded)
    #expect(connection.refusal == nil)
  }

  @Test("FIN of both ends ends the connection, and the last ACK opens no other")
  func close() throws {
    let connection = try connection {
      $0.handshake()
      $0.close()
      $0.wait(nanoseconds: 10_000_000_000)
    }
    #expect(connection.stage == .established)
    #expect(connection.fromInitiator.packets == 4)
  }

  @Test("a late reset or FIN opens nothing")
  func lateReset() {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.rst(from: .server)
    conversation.fin(from: .client)
    #expect(FlowFeeder().feed(conversation.frames).connections.isEmpty)
  }

  @Test("a keep-alive of one old octet changes nothing")
  func keepAlive() throws {
    let session = TLSSessions.tls12
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.handshake()
    for turn in session.turns {
      conversation.send(turn.octets, from: turn.side)
      conversation.insert([0], from: .client, sequence: conversation.clientSequence &- 1)
      conversation.insert([0], from: .server, sequence: conversation.serverSequence &- 1)
    }
    conversation.close()
    let outcome = FlowFeeder().feed(conversation.frames)
    let plain = FlowFeeder().feed(session.frames(.whole, server: Self.server))
    #expect(Conclusion(outcome) == Conclusion(plain))
    #expect(outcome.coverage.gaps == 0)
  }

  @Test("time that steps back harms nothing")
  func timeStepsBack() {
    var frames: [Frame] = []
    for (index, (_, session)) in ChunkTests.sessions.enumerated() {
      frames += session.frames(
        .split(seed: 5), client: Host("10.77.0.10", port: 40_000 + UInt16(index)))
    }
    let expected = Conclusion(FlowFeeder().feed(frames))
    for index in frames.indices where index % 7 == 3 { frames[index].time -= 2_000_000_000 }
    #expect(Conclusion(FlowFeeder().feed(frames)) == expected)
  }
}
