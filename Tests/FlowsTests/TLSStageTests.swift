import Observations
import TestKit
import Testing

/// How far a TLS handshake got, by its records.
@Suite("stages of TLS")
struct TLSStageTests {
  private typealias Script = ScriptedSessions

  private func handshake(_ session: RecordedSession, closes: Bool = true) throws -> TLSHandshake {
    let connections = FlowFeeder().feed(session.frames(.whole, closes: closes)).connections
    return try #require(connections.first?.tls)
  }

  private func handshake(_ turns: RecordedSession.Turn...) throws -> TLSHandshake {
    try handshake(RecordedSession(turns))
  }

  /// Record types, versions and names are those that tshark shows for the same packets.
  @Test(
    "recorded sessions succeed with the version that the server selected",
    arguments: [
      ("TLS 1.0", TLSVersion.tls10, [TLSVersion.tls10], 0xc00a as UInt16),
      ("TLS 1.2", .tls12, [.tls12], 0xc02c), ("TLS 1.2 resumed", .tls12, [.tls12], 0xc02c),
      ("a hello over two records", .tls12, [.tls12], 0xc02c),
      ("TLS 1.3", .tls13, [.tls13], 0x1302),
      ("TLS 1.3 after a retry", .tls13, [.tls13, .tls12, .tls11, .tls10], 0x1302),
    ])
  func recorded(name: String, version: TLSVersion, offered: [TLSVersion], suite: UInt16) throws {
    let session = try #require(ChunkTests.sessions.first { $0.0 == name }?.1)
    let handshake = try handshake(session)
    #expect(handshake.stage == .succeeded)
    #expect(handshake.version == version)
    #expect(handshake.clientVersions == offered)
    #expect(handshake.cipherSuite == suite)
    #expect(handshake.serverName == "nas.lab.example")
    #expect(!handshake.helloMissing)
    #expect(handshake.hasHelloRetryRequest == (name == "TLS 1.3 after a retry"))
  }

  @Test("an alert in answer to the hello refuses")
  func alert() throws {
    let handshake = try handshake(RefusedTLSSessions.noCommonVersion)
    #expect(handshake.stage == .refused)
    #expect(handshake.version == nil)
    #expect(handshake.alertFromServer == TLSAlert(level: 2, description: 70))
    #expect(handshake.clientMaxVersion == .tls12)
  }

  @Test("a hello that the server closes on is refused")
  func closedWithoutAnswer() throws {
    let handshake = try handshake(.init(.client, Script.record(22, Script.clientHello())))
    #expect(handshake.stage == .refused)
    #expect(handshake.closedBeforeServerHello)
  }

  @Test("a hello at the end of the capture is an attempt")
  func endOfCapture() throws {
    let handshake = try handshake(
      RecordedSession([.init(.client, Script.record(22, Script.clientHello()))]), closes: false)
    #expect(handshake.stage == .attempted)
    #expect(!handshake.closedBeforeServerHello)
  }

  @Test("a hello whose answers are not mirrored is an attempt")
  func oneSided() throws {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 443))
    conversation.syn()
    for turn in TLSSessions.tls12.turns where turn.side == .client {
      conversation.send(turn.octets, from: .client)
    }
    conversation.fin(from: .client)
    let connection = try #require(FlowFeeder().feed(conversation.frames).connections.first)
    #expect(connection.isOneSided)
    #expect(connection.tls?.stage == .attempted)
    #expect(connection.tls?.version == nil)
  }

  @Test(
    "a selected version that the client answers with an alert stays an attempt", arguments: [0, 1])
  func rejectedInClear(which: Int) throws {
    let session =
      [RefusedTLSSessions.certificateRejected12, RefusedTLSSessions.certificateRejected13][which]
    let handshake = try handshake(session)
    #expect(handshake.stage == .attempted)
    #expect(handshake.version == [.tls12, .tls13][which])
    // unknown_ca (RFC 8446 6)
    #expect(handshake.alertFromClient == TLSAlert(level: 2, description: 48))
    #expect(!handshake.protectedFromClient)
  }

  @Test("a protected alert of a TLS 1.3 client establishes nothing")
  func rejectedProtected() throws {
    let handshake = try handshake(RefusedTLSSessions.certificateRejectedProtected)
    #expect(handshake.version == .tls13)
    #expect(handshake.stage == .attempted)
    #expect(handshake.protectedFromServer)
    #expect(!handshake.protectedFromClient)
  }

  @Test("a TLS 1.3 server that turns the client's certificate away does not succeed")
  func serverRejects() throws {
    let handshake = try handshake(
      .init(.client, Script.record(22, Script.clientHello())),
      .init(.server, Script.record(22, Script.serverHello()) + Script.protected(1_200)),
      .init(.client, Script.protected(900) + Script.protected(53)),
      .init(.server, Script.protected(19)))
    #expect(handshake.stage == .established)
    #expect(!handshake.applicationData)
  }

  @Test("ChangeCipherSpec without a Finished of both ends does not establish TLS 1.2")
  func changeCipherSpecAlone() throws {
    let opening: [RecordedSession.Turn] = [
      .init(.client, Script.record(22, Script.clientHello(versions: [0x0303]))),
      .init(.server, Script.record(22, Script.serverHello(0x0303))),
      .init(.client, Script.record(20, [1]) + Script.record(22, [UInt8](repeating: 9, count: 40))),
    ]
    let half = try handshake(RecordedSession(opening))
    #expect(half.stage == .attempted)
    #expect(half.protectedFromClient)
    let silent = try handshake(
      RecordedSession(opening + [.init(.server, Script.record(20, [1]))]))
    #expect(silent.stage == .attempted)
    let full = try handshake(
      RecordedSession(
        opening + [
          .init(
            .server, Script.record(20, [1]) + Script.record(22, [UInt8](repeating: 9, count: 40)))
        ]))
    #expect(full.stage == .established)
    #expect(!full.applicationData)
  }

  @Test("ChangeCipherSpec protects nothing in TLS 1.3")
  func changeCipherSpec13() throws {
    let handshake = try handshake(
      .init(.client, Script.record(22, Script.clientHello())),
      .init(.server, Script.record(22, Script.serverHello()) + Script.record(20, [1])),
      .init(.client, Script.record(20, [1])))
    #expect(handshake.stage == .attempted)
    #expect(!handshake.protectedFromServer)
    #expect(!handshake.protectedFromClient)
  }

  @Test("early data that the server did not accept yet establishes nothing")
  func earlyData() throws {
    let handshake = try handshake(
      .init(
        .client,
        Script.record(22, Script.clientHello()) + Script.record(20, [1]) + Script.protected(400)
          + Script.protected(400)),
      .init(.server, Script.record(22, Script.serverHello()) + Script.protected(1_200)))
    #expect(handshake.version == .tls13)
    #expect(handshake.stage == .attempted)
    #expect(!handshake.protectedFromClient)
  }

  @Test("a retry after early data is followed")
  func retryAfterEarlyData() throws {
    let retry = hex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")
    let handshake = try handshake(
      .init(
        .client,
        Script.record(22, Script.clientHello(name: "first.lab.example")) + Script.record(20, [1])
          + Script.protected(400)),
      .init(.server, Script.record(22, Script.serverHello(random: retry)) + Script.record(20, [1])),
      .init(.client, Script.record(22, Script.clientHello(name: "second.lab.example"))),
      .init(.server, Script.record(22, Script.serverHello()) + Script.protected(1_200)),
      .init(.client, Script.protected(53)))
    #expect(handshake.hasHelloRetryRequest)
    #expect(handshake.version == .tls13)
    #expect(handshake.serverName == "second.lab.example")
    #expect(handshake.stage == .established)
  }

  @Test("a record of the certificate chain that begins like a hello is none")
  func certificateLooksLikeHello() throws {
    let handshake = try handshake(
      .init(.client, Script.record(22, Script.clientHello(versions: [0x0303]))),
      .init(
        .server,
        Script.record(22, Script.serverHello(0x0303))
          + Script.record(22, [11, 0, 0, 60] + [UInt8](repeating: 3, count: 30))
          + Script.record(22, [2, 0, 0, 20] + [UInt8](repeating: 4, count: 26))))
    #expect(handshake.version == .tls12)
    #expect(!handshake.helloMissing)
  }

  @Test("TLS 1.3 is established by the client's Finished and succeeds with data from both ends")
  func established13() throws {
    let turns = Script.postQuantum.turns
    let answered = try handshake(RecordedSession(Array(turns.prefix(2))))
    #expect(answered.stage == .attempted)
    let finished = try handshake(
      RecordedSession(
        turns.prefix(2) + [.init(.client, Script.record(20, [1]) + Script.protected(53))]))
    #expect(finished.stage == .established)
    let whole = try handshake(RecordedSession(turns))
    #expect(whole.stage == .succeeded)
    #expect(whole.keyShareGroups == [0x11ec])
  }

  @Test("an SSL 2.0 hello is judged by the version inside")
  func ssl2Hello() throws {
    let handshake = try handshake(Script.ssl2Hello)
    #expect(handshake.helloFormat == .ssl2)
    #expect(handshake.clientVersions == [.tls10])
    #expect(handshake.version == .tls10)
    #expect(handshake.stage == .succeeded)
  }

  @Test("a hello over two segments is counted as split")
  func splitHello() throws {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 443))
    conversation.handshake()
    conversation.send(Script.postQuantum.turns[0].octets, from: .client, segments: [700])
    let outcome = FlowFeeder().feed(conversation.frames)
    #expect(outcome.connections.first?.tls?.clientHelloSegments == 2)
    #expect(outcome.coverage.observed.splitClientHellos == 1)
    #expect(outcome.coverage.observed.clientHellos == 1)
  }
}
