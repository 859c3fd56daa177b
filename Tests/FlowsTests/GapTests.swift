import Observations
import TestKit
import Testing

@testable import Flows

/// What is lost, and what is still read.
@Suite("gaps")
struct GapTests {
  private static let client = Host("10.77.0.10", port: 49_152)
  private static let server = Host("10.77.0.20", port: 445)

  private func conversation() -> TCPConversation {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.handshake()
    return conversation
  }

  private func only(_ outcome: FlowFeeder.Outcome) throws -> Connection {
    #expect(outcome.connections.count == 1)
    return try #require(outcome.connections.first)
  }

  /// A turn of which a range of octets never arrives.
  private func send(
    _ turn: RecordedSession.Turn, without lost: Range<Int>, over conversation: inout TCPConversation
  ) {
    conversation.send(Array(turn.octets[..<lost.lowerBound]), from: turn.side)
    if turn.side == .client {
      conversation.clientSequence &+= UInt32(lost.count)
    } else {
      conversation.serverSequence &+= UInt32(lost.count)
    }
    conversation.send(Array(turn.octets[lost.upperBound...]), from: turn.side)
  }

  @Test("a segment that is lost in a hello leaves the hello missing")
  func lostInHello() throws {
    for side in [0, 1] {
      var conversation = conversation()
      for (index, turn) in TLSSessions.tls12.turns.enumerated() {
        if index == side {
          send(turn, without: 20..<60, over: &conversation)
        } else {
          conversation.send(turn.octets, from: turn.side)
        }
      }
      conversation.close()
      let outcome = FlowFeeder().feed(conversation.frames)
      let connection = try only(outcome)
      #expect(connection.hasGap)
      #expect(connection.tls?.helloMissing == true)
      #expect(connection.tls?.stage != .refused)
      #expect(outcome.coverage.gaps >= 1)
    }
  }

  @Test("octets that are lost inside a skipped body are no gap")
  func lostInBody() throws {
    var conversation = conversation()
    let body = 40_000
    conversation.send(Array("GET /big HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    conversation.send(
      Array("HTTP/1.1 200 OK\r\nContent-Length: \(body)\r\n\r\n".utf8), from: .server)
    conversation.send([UInt8](repeating: 65, count: 10_000), from: .server)
    conversation.serverSequence &+= 20_000
    conversation.send([UInt8](repeating: 65, count: 10_000), from: .server)
    conversation.send(Array("GET /next HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    conversation.send(
      Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8), from: .server)
    conversation.close()
    let outcome = FlowFeeder().feed(conversation.frames)
    let connection = try only(outcome)
    #expect(!connection.hasGap)
    #expect(outcome.exchanges.map(\.status) == [200, 404])
    #expect(outcome.coverage.gaps == 0)
  }

  @Test("octets that are lost inside a certificate are no gap")
  func lostInCertificate() throws {
    var conversation = conversation()
    for (index, turn) in TLSSessions.tls12.turns.enumerated() {
      if index == 1 {
        send(turn, without: 200..<400, over: &conversation)
      } else {
        conversation.send(turn.octets, from: turn.side)
      }
    }
    let connection = try only(FlowFeeder().feed(conversation.frames))
    #expect(!connection.hasGap)
    #expect(connection.tls?.stage == .succeeded)
  }

  @Test("SMB framing is found again after a gap")
  func smbAfterGap() throws {
    var conversation = conversation()
    let turns = SMBSessions.smb21.turns
    for (index, turn) in turns.enumerated() {
      if index == 4 {
        conversation.clientSequence &+= UInt32(turn.octets.count)
      } else {
        conversation.send(turn.octets, from: turn.side)
      }
    }
    conversation.close()
    let whole = try only(FlowFeeder().feed(SMBSessions.smb21.frames(.whole, server: Self.server)))
    let connection = try only(FlowFeeder().feed(conversation.frames))
    #expect(connection.hasGap)
    let (smb, expected) = (try #require(connection.smb), try #require(whole.smb))
    #expect(smb.dialect == .smb21)
    #expect(!smb.negotiateMissing)
    // The lost request carried one message; all others are read.
    #expect(
      smb.signedMessages + smb.clearMessages == expected.signedMessages + expected.clearMessages - 1
    )
    #expect(smb.disk.transferred == expected.disk.transferred)
  }

  @Test("SMB whose negotiation is lost says so")
  func smbWithoutNegotiation() throws {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    for turn in SMBSessions.smb21.turns.dropFirst(2) {
      conversation.send(turn.octets, from: turn.side)
    }
    let connection = try only(FlowFeeder().feed(conversation.frames))
    #expect(connection.isMidstream)
    #expect(connection.smb?.dialect == nil)
    #expect(connection.smb?.negotiateMissing == true)
    #expect(connection.smb?.stage == .succeeded)
  }

  @Test("HTTP heads are found again after a gap, and requests without an answer are told")
  func httpAfterGap() throws {
    var conversation = conversation()
    conversation.send(Array("GET /one HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    let first = Array("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody".utf8)
    conversation.serverSequence &+= UInt32(first.count)
    conversation.send(Array("GET /two HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    conversation.send(
      Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".utf8), from: .server)
    conversation.close()
    let outcome = FlowFeeder().feed(conversation.frames)
    let connection = try only(outcome)
    #expect(connection.hasGap)
    #expect(Set(outcome.exchanges.map(\.target)) == ["/one", "/two"])
    #expect(connection.http?.responses == 1)
  }

  @Test("DNS messages over TCP are found again after a gap")
  func dnsAfterGap() throws {
    typealias Script = ScriptedSessions
    var conversation = conversation()
    conversation.send(Script.question(1, "a.lab.example"), from: .client)
    conversation.clientSequence &+= 20
    conversation.send(
      Array(Script.question(2, "b.lab.example").dropFirst(20)), from: .client)
    conversation.send(Script.question(3, "c.lab.example"), from: .client)
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.names.map(\.id) == [1, 3])
    #expect(outcome.coverage.gaps == 1)
  }

  @Test("a whole DNS message over TCP is read though the start of the connection was missed")
  func dnsMidstream() throws {
    var conversation = TCPConversation(client: Self.client, server: Host("10.77.0.53", port: 53))
    conversation.send(ScriptedSessions.question(9, "a.lab.example"), from: .client)
    #expect(FlowFeeder().feed(conversation.frames).names.map(\.id) == [9])
  }

  @Test("frames that the snap length cut lose the hello but not the flow")
  func cutFrames() throws {
    let outcome = FlowFeeder(snapLength: 96).feed(TLSSessions.tls12.frames(.whole))
    let connection = try only(outcome)
    #expect(connection.stage == .succeeded)
    #expect(connection.hasGap)
    #expect(connection.tls?.helloMissing == true)
    #expect(outcome.coverage.cutFrames > 0)
    #expect(
      connection.fromInitiator.octets
        == UInt64(
          TLSSessions.tls12.turns.filter { $0.side == .client }.map(\.octets.count).reduce(0, +)))
  }

  @Test("frames that are cut inside bodies cost nothing")
  func cutBodies() throws {
    var conversation = conversation()
    conversation.send(Array("GET /big HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    conversation.send(
      Array("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".utf8)
        + [UInt8](repeating: 65, count: 9_000), from: .server)
    conversation.send(Array("GET /b HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    conversation.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8), from: .server)
    let outcome = FlowFeeder(snapLength: 128).feed(conversation.frames)
    let connection = try only(outcome)
    #expect(!connection.hasGap)
    #expect(outcome.exchanges.map(\.status) == [200, 204])
  }

  @Test("a body above two gigabytes is skipped to its end")
  func hugeBody() throws {
    var stream = Conversation()
    var context = ReadingContext(limits: FlowLimits())
    stream.begin(.low, after: 999)
    stream.begin(.high, after: 4_999)
    func receive(_ text: String, at sequence: UInt32, from end: End) {
      let octets = Array(text.utf8)
      stream.receive(octets.span, lost: 0, sequence: sequence, from: end, context: &context)
    }
    let length: UInt64 = 5_000_000_000
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n"
    receive("GET / HTTP/1.1\r\nHost: a.lab\r\n\r\n", at: 1_000, from: .low)
    receive(head, at: 5_000, from: .high)
    let start = UInt64(5_000 + head.utf8.count)
    // Every tenth part of a million is enough to keep the sequence numbers apart.
    for place in stride(from: UInt64(0), to: length, by: 100_000) {
      receive(
        String(repeating: "A", count: 1_000), at: UInt32(truncatingIfNeeded: start + place),
        from: .high)
    }
    // The last segment holds the end of the body and the next head.
    let next = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    receive("GET /b HTTP/1.1\r\nHost: a.lab\r\n\r\n", at: 1_031, from: .low)
    receive("AAAA" + next, at: UInt32(truncatingIfNeeded: start + length - 4), from: .high)
    let hasGap = stream.hasGap
    #expect(!hasGap)
    guard case .http(let http) = stream.application(in: context.readers) else {
      Issue.record("not read as HTTP")
      return
    }
    #expect(http.responses == 2)
  }

  @Test("overlaps with other octets are noted, and the first octets win")
  func conflictingOverlap() throws {
    let request = Array("GET /good HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8)
    let forged = Array("GET /evil HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8)
    // In order: the head is held until its end comes.
    var held = conversation()
    held.insert(Array(request[..<20]), from: .client, sequence: held.clientSequence)
    held.insert(forged, from: .client, sequence: held.clientSequence)
    // Out of order: the octets wait behind a missing segment.
    var waiting = conversation()
    waiting.insert(Array(request[5...]), from: .client, sequence: waiting.clientSequence &+ 5)
    waiting.insert(Array(forged[3...]), from: .client, sequence: waiting.clientSequence &+ 3)
    waiting.insert(Array(request[..<3]), from: .client, sequence: waiting.clientSequence)
    // Out of order, and the missing segment reaches into those that wait.
    var filling = conversation()
    filling.insert(Array(request[5...]), from: .client, sequence: filling.clientSequence &+ 5)
    filling.insert(forged, from: .client, sequence: filling.clientSequence)
    for (name, conversation) in [("held", held), ("waiting", waiting), ("filling", filling)] {
      let outcome = FlowFeeder().feed(conversation.frames)
      let connection = try only(outcome)
      #expect(connection.hasConflictingOverlap, "\(name)")
      #expect(outcome.exchanges.map(\.target) == ["/good"], "\(name)")
    }
  }

  @Test("overlaps with equal octets are not noted")
  func equalOverlap() throws {
    let outcome = FlowFeeder().feed(SMBSessions.smb21.frames(.overlapping(seed: 11)))
    let connection = try only(outcome)
    #expect(!connection.hasConflictingOverlap)
  }
}
