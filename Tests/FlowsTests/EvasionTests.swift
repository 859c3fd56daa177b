import Flows
import Observations
import TestKit
import Testing
import Wire

/// Where a host may read the same packets otherwise: the reading that `Evasion.md` states.
@Suite("evasion")
struct EvasionTests {
  private static let client = Host("10.77.0.10", port: 49_152)
  private static let server = Host("10.77.0.20", port: 443)
  private static let request = Array("GET /good HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8)
  private static let forged = Array("GET /evil HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8)

  private func conversation() -> TCPConversation {
    TCPConversation(client: Self.client, server: Self.server)
  }

  private func only(_ outcome: FlowFeeder.Outcome) throws -> Connection {
    #expect(outcome.connections.count == 1)
    return try #require(outcome.connections.first)
  }

  // MARK: Resets

  /// A handshake, a forged reset of one end, a pause, and then a TLS session.
  private func resetThenTLS(
    from side: TCPConversation.Side, off: UInt32, pause: Int64
  ) -> [Frame] {
    var conversation = conversation()
    conversation.handshake()
    let sequence = side == .client ? conversation.clientSequence : conversation.serverSequence
    conversation.insert([], from: side, sequence: sequence &+ off, flags: .rst)
    conversation.wait(nanoseconds: pause)
    for turn in TLSSessions.tls10.turns { conversation.send(turn.octets, from: turn.side) }
    return conversation.frames
  }

  @Test(
    "a reset that an end goes on after closes nothing, whatever its sequence number",
    arguments: [0, 1, 100_000, 0x8000_0000] as [UInt32], [10_000_000, 5_000_000_000] as [Int64])
  func ignoredReset(off: UInt32, pause: Int64) throws {
    for side in [TCPConversation.Side.client, .server] {
      let outcome = FlowFeeder().feed(resetThenTLS(from: side, off: off, pause: pause))
      let connection = try only(outcome)
      #expect(connection.tls?.version == .tls10)
      #expect(connection.stage == .succeeded)
      #expect(connection.hasIgnoredReset)
      #expect(connection.doubts == [.ignoredReset])
    }
  }

  @Test("a reset in the middle of a hello does not hide the rest of it")
  func resetInHello() throws {
    var conversation = conversation()
    conversation.handshake()
    let hello = TLSSessions.tls10.turns[0].octets
    conversation.send(Array(hello[..<40]), from: .client)
    conversation.insert([], from: .client, sequence: 77, flags: .rst)
    conversation.send(Array(hello[40...]), from: .client)
    for turn in TLSSessions.tls10.turns.dropFirst() {
      conversation.send(turn.octets, from: turn.side)
    }
    let connection = try only(FlowFeeder().feed(conversation.frames))
    #expect(connection.tls?.version == .tls10)
    #expect(!connection.hasGap)
  }

  @Test("segments that the mirror repeats behind a reset reopen nothing")
  func repeatedBehindReset() throws {
    var conversation = conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client)
    let start = conversation.clientSequence &- UInt32(Self.request.count)
    conversation.rst(from: .client)
    conversation.insert(Self.request, from: .client, sequence: start)
    let connection = try only(FlowFeeder().feed(conversation.frames))
    #expect(!connection.hasIgnoredReset)
  }

  // MARK: One end

  @Test("every connection is told as final once, however late its last packets come")
  func oneFinal() {
    var conversation = conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client)
    conversation.close()
    for _ in 0..<5 {
      conversation.wait(nanoseconds: 1_100_000_000)
      conversation.ack(from: .server)
      conversation.insert(Self.request, from: .client, sequence: 1_001)
      conversation.rst(from: .server)
    }
    var reset = TCPConversation(client: Host("10.77.0.11", port: 4_000), server: Self.server)
    reset.handshake()
    reset.rst(from: .server)
    reset.wait(nanoseconds: 1_100_000_000)
    reset.rst(from: .client)
    reset.wait(nanoseconds: 1_100_000_000)
    reset.fin(from: .client)
    let frames = (conversation.frames + reset.frames).sorted { $0.time < $1.time }
    let outcome = FlowFeeder(epochFrames: 1).feed(frames)
    var finals: [UInt64: Int] = [:]
    for case .connection(let connection) in outcome.observations {
      #expect(finals[connection.id] == nil, "told after its end")
      if connection.isFinal { finals[connection.id, default: 0] += 1 }
    }
    #expect(finals.values.sorted() == [1, 1])
  }

  // MARK: Segments

  @Test("probes of a closed window carry the stream on, and repeats of them change nothing")
  func zeroWindow() throws {
    var conversation = conversation()
    conversation.handshake()
    var sequence = conversation.clientSequence
    // RFC 9293 section 3.8.6.1: each probe is the next octet; it is sent until it is taken.
    for octet in Self.request.dropLast() {
      for _ in 0..<3 { conversation.insert([octet], from: .client, sequence: sequence) }
      sequence &+= 1
    }
    conversation.insert(
      Array(Self.request.suffix(1)), from: .client, sequence: sequence)
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.exchanges.map(\.target) == ["/good"])
    #expect(try only(outcome).doubts.isEmpty)
  }

  @Test("a keep-alive that carries another octet than was sent changes nothing")
  func keepAlive() throws {
    var conversation = conversation()
    conversation.handshake()
    conversation.send(Array(Self.request[..<20]), from: .client)
    conversation.insert([0x21], from: .client, sequence: conversation.clientSequence &- 1)
    conversation.send(Array(Self.request[20...]), from: .client)
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.exchanges.map(\.target) == ["/good"])
    #expect(try only(outcome).doubts == [.conflictingOverlap])
  }

  @Test("of data in a SYN and other data behind it the first is read")
  func dataInSYN() throws {
    var conversation = conversation()
    conversation.emit(.client, .syn, Array(Self.request[..<20]))
    conversation.synAck()
    conversation.insert(Self.forged, from: .client, sequence: 1_001)
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.exchanges.map(\.target) == ["/good"])
    #expect(try only(outcome).doubts == [.conflictingOverlap])
  }

  @Test("one octet and then the rest is read as the whole")
  func oneOctetFirst() throws {
    for (name, session) in ChunkTests.sessions {
      var conversation = conversation()
      conversation.handshake()
      for turn in session.turns {
        conversation.send(turn.octets, from: turn.side, segments: [1, turn.octets.count - 1])
      }
      conversation.close()
      let whole = Conclusion(FlowFeeder().feed(session.frames(.whole, server: Self.server)))
      #expect(Conclusion(FlowFeeder().feed(conversation.frames)) == whole, "\(name)")
    }
  }

  // MARK: Order of the directions

  @Test("a server that is seen before its client is read alike")
  func swapped() throws {
    for (name, session) in [
      ("TLS 1.0", TLSSessions.tls10), ("TLS 1.2", TLSSessions.tls12),
      ("TLS 1.3", TLSSessions.tls13),
    ] {
      let frames = session.frames(.whole, server: Self.server)
      let server = Self.server.addressOctets
      // All that the server sent is seen first: a mirror with a long queue for one direction.
      let swapped =
        frames.filter { Array($0.octets[26..<30]) == server }
        + frames.filter { Array($0.octets[26..<30]) != server }
      let expected = try only(FlowFeeder().feed(frames))
      let outcome = FlowFeeder().feed(
        swapped.enumerated().map { Frame(time: frames[$0].time, octets: $1.octets) })
      let connection = try only(outcome)
      #expect(connection.tls?.version == expected.tls?.version, "\(name)")
      #expect(connection.tls?.serverName == expected.tls?.serverName, "\(name)")
      #expect(connection.initiator == expected.initiator, "\(name)")
      #expect(!connection.hasGap, "\(name)")
    }
  }

  // MARK: Checksums

  private func wrong(_ frame: Frame) -> Frame {
    var frame = frame
    frame.octets[50] ^= 0x55
    return frame
  }

  @Test("wrong checksums of all packets of an end are the card's; of some they are a doubt")
  func checksums() throws {
    var conversation = conversation()
    conversation.handshake()
    conversation.send(Self.request, from: .client, segments: [10, 10])
    let frames = conversation.frames
    let all = frames.map { $0.octets[29] == 10 ? wrong($0) : $0 }
    let offloaded = try only(FlowFeeder().feed(all))
    #expect(offloaded.doubts == [.unfilledChecksum])
    #expect(!offloaded.isDoubtful)
    var some = frames
    some[4] = wrong(some[4])
    let mixed = try only(FlowFeeder().feed(some))
    #expect(mixed.doubts == [.wrongChecksum])
    #expect(mixed.isDoubtful)
  }
}
