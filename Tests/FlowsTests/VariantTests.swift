import Flows
import Observations
import TestKit
import Testing
import Wire

/// What traffic of the field has beside the plain case, by hand after the specifications or from
/// the recorded sessions.
@Suite("variants of the protocols")
struct VariantTests {
  private func feed(
    _ session: RecordedSession, client: Host = Host("10.77.0.10", port: 49_152),
    port: UInt16 = 4_711
  ) -> [Frame] {
    session.frames(.whole, client: client, server: Host("10.77.0.20", port: port))
  }

  private func smb(_ connection: Connection?) throws -> SMBConnection {
    guard case .smb(let smb)? = connection?.application else {
      Issue.record("\(String(describing: connection?.application))")
      return SMBConnection()
    }
    return smb
  }

  private func handshake(_ frames: [Frame]) throws -> TLSHandshake {
    let connection = try #require(FlowFeeder().feed(frames).connections.first)
    guard case .tls(let handshake) = connection.application else {
      Issue.record("\(connection.application)")
      return TLSHandshake()
    }
    return handshake
  }

  // MARK: TLS

  @Test(
    "old versions and drafts are told as what they are",
    arguments: [(0x0300, "SSLv3"), (0x0301, "1.0"), (0x0302, "1.1")] as [(UInt16, String)])
  func oldVersions(version: UInt16, name: String) throws {
    let hello =
      octets(version) + [UInt8](repeating: 1, count: 32) + hex("00 0002 002f 01 00")
    let answer = octets(version) + [UInt8](repeating: 2, count: 32) + hex("00 002f 00")
    let handshake = try handshake(
      feed(
        RecordedSession([
          RecordedSession.client(ScriptedSessions.record(22, message(1, hello), version: version)),
          RecordedSession.server(ScriptedSessions.record(22, message(2, answer), version: version)),
        ])))
    #expect(handshake.version?.description == name)
    #expect(handshake.clientMaxVersion?.description == name)
  }

  @Test("a draft of TLS 1.3 is no TLS 1.3", arguments: [UInt16(0x7f17), 0x7f1c, 0xfb1a])
  func drafts(number: UInt16) throws {
    let random = [UInt8](repeating: 2, count: 32)
    let answer =
      hex("0303") + random + hex("00 1301 00 0006 002b 0002") + octets(number)
    let hello = ScriptedSessions.clientHello(versions: [number, 0x0303], group: 29, share: 32)
    let handshake = try handshake(
      feed(
        RecordedSession([
          RecordedSession.client(ScriptedSessions.record(22, hello, version: 0x0301)),
          RecordedSession.server(ScriptedSessions.record(22, message(2, answer))),
        ])))
    #expect(handshake.version == TLSVersion(rawValue: number))
    #expect(handshake.clientVersions.contains(TLSVersion(rawValue: number)))
  }

  @Test("a hello over a dozen segments and more is one hello", arguments: [12, 40])
  func manySegments(count: Int) throws {
    let hello = ScriptedSessions.record(
      22, ScriptedSessions.clientHello(share: 1_216), version: 0x0301)
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 443))
    conversation.handshake()
    let size = (hello.count + count - 1) / count
    conversation.send(
      hello, from: .client, segments: [Int](repeating: size, count: count - 1))
    let outcome = FlowFeeder().feed(conversation.frames)
    guard case .tls(let handshake)? = outcome.connections.first?.application else {
      Issue.record("not TLS")
      return
    }
    #expect(handshake.serverName == "nas.lab.example")
    #expect(outcome.coverage.observed.splitClientHellos == 1)
  }

  @Test(
    "encrypted name services are known by their names: DoT and DoH",
    arguments: [("dns.example", "dot", 853), ("doh.example", "h2", 443)]
      as [(String, String, UInt16)])
  func encryptedNames(name: String, protocolName: String, port: UInt16) throws {
    var hello = ScriptedSessions.clientHello(name: name, group: 29, share: 32)
    let text = Array(protocolName.utf8)
    let list = [UInt8(text.count)] + text
    let more =
      octets(UInt16(16)) + octets(UInt16(list.count + 2)) + octets(UInt16(list.count)) + list
    hello += more
    // The lengths of the message and of the extensions grow with it: header 4, version 2,
    // random 32, session 1, suites 6, compression 2.
    hello.replaceSubrange(1..<4, with: octets(UInt32(hello.count - 4)).suffix(3))
    let place = 4 + 2 + 32 + 1 + 6 + 2
    hello.replaceSubrange(place..<place + 2, with: octets(UInt16(hello.count - place - 2)))
    let handshake = try handshake(
      feed(
        RecordedSession([
          RecordedSession.client(ScriptedSessions.record(22, hello, version: 0x0301))
        ]), port: port)
    )
    #expect(handshake.serverName == name)
    #expect(handshake.clientALPN == [protocolName])
  }

  private func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
    [type] + octets(UInt32(body.count)).suffix(3) + body
  }

  // MARK: SMB

  @Test("SMB is read on any port", arguments: [80, 139, 4_711] as [UInt16])
  func anyPort(port: UInt16) throws {
    let outcome = FlowFeeder().feed(feed(SMBSessions.smb21, port: port))
    #expect(try smb(outcome.connections.first).dialect == .smb21)
  }

  @Test("SMB that was joined in its middle tells what is still to see")
  func midstreamSMB() throws {
    let frames = Array(feed(SMBSessions.smb311Encrypted).dropFirst(3 + 8))
    let connection = try #require(FlowFeeder().feed(frames).connections.first)
    let smb = try smb(connection)
    #expect(connection.isMidstream)
    #expect(smb.dialect == nil)
    #expect(smb.encryptedFromClient > 0)
    #expect(smb.encryptedFromServer > 0)
  }

  @Test("two channels of one session and a connection anew between the same ports are three")
  func channels() throws {
    let first = feed(SignedSMBSessions.smb311Signed)
    let second = feed(
      SignedSMBSessions.smb311Signed, client: Host("10.77.0.10", port: 49_153))
    var frames = zip(first, second).flatMap { [$0, $1] }
    let end = frames.last?.time ?? 0
    frames += first.map { Frame(time: $0.time + end, octets: $0.octets) }
    let connections = FlowFeeder().feed(frames).connections
    #expect(connections.count == 3)
    for connection in connections { #expect(try smb(connection).dialect == .smb311) }
  }

  @Test("a compressed message is counted, and what follows it is read")
  func compressed() throws {
    // MS-SMB2 2.2.42: LZ77, unchained, no octets in clear.
    let message = hex("fc534d42 00010000 0200 0000 00000000") + [UInt8](repeating: 5, count: 40)
    let turn = [0] + Array(octets(UInt32(message.count)).suffix(3)) + message
    let turns = SMBSessions.smb21.turns
    let plain = try smb(FlowFeeder().feed(feed(SMBSessions.smb21)).connections.first)
    let session = RecordedSession(
      Array(turns.prefix(6)) + [RecordedSession.client(turn), RecordedSession.server(turn)]
        + Array(turns.dropFirst(6)))
    let smb = try smb(FlowFeeder().feed(feed(session)).connections.first)
    #expect(smb.compressedMessages == 2)
    #expect(smb.disk == plain.disk)
    #expect(smb.dialect == .smb21)
  }

  // MARK: Names on a segment

  /// A question for `printer.local`, and the NetBIOS name FRED of RFC 1001 section 14.1.
  @Test(
    "names asked for on the segment are told with the service that was asked",
    arguments: [
      (
        5353, "07 7072696e746572 05 6c6f63616c 00 0001 8001", NameMessage.Application.mdns,
        "printer.local"
      ),
      (5355, "07 7072696e746572 00 0001 0001", .llmnr, "printer"),
      (
        137,
        "20 4547464345464545434143414341434143414341434143414341434143414341 00 0020 0001",
        .nbns, "fred<20>"
      ),
    ] as [(UInt16, String, NameMessage.Application, String)])
  func segmentNames(
    port: UInt16, question: String, application: NameMessage.Application, name: String
  ) throws {
    let client = Host("10.77.0.10", port: port)
    let group = Host("224.0.0.251", port: port)
    let payload = hex("1234 0000 0001 0000 0000 0000") + hex(question)
    let packet = PacketBuilder.ip(
      from: client, to: group, .udp, PacketBuilder.udp(from: client, to: group, payload))
    let frame = Frame(
      time: 1, octets: PacketBuilder.ethernet(from: client, to: group, ip: packet))
    let outcome = FlowFeeder().feed([frame])
    let message = try #require(outcome.names.first)
    #expect(message.application == application)
    #expect(message.questions.first?.name.lowercased() == name)
    #expect(outcome.names.count == 1)
  }
}
