import Flows
import Observations
import TestKit
import Testing
import Wire

/// Words in front of TLS that the capture lacks, or that come late: what follows them is never told
/// as clear text without a doubt.
@Suite("Preludes with lost octets") struct PreludeLossTests {
  static let protocols = PreludeTests.dialogues.keys.sorted()

  /// The frames of a dialogue that turns to TLS, acknowledged as it goes on.
  private static func frames(_ lines: [PreludeTests.Line]) -> [Frame] {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 4_000))
    conversation.handshake()
    for (side, octets) in lines { conversation.send(octets, from: side) }
    conversation.send(PreludeTests.clientHello, from: .client)
    conversation.send(PreludeTests.serverHello, from: .server)
    conversation.ack(from: .client)
    conversation.close()
    return conversation.frames
  }

  private static func isClearWithoutDoubt(_ connection: Connection) -> Bool {
    if case .tls = connection.application { return false }
    return !connection.hasGap
  }

  @Test("any word lost: TLS is found, or the connection has a gap", arguments: protocols)
  func lost(name: String) throws {
    let lines = try #require(PreludeTests.dialogues[name])
    let whole = Self.frames(lines)
    // Behind the three frames of the handshake; the hellos too.
    for place in 3..<3 + lines.count + 2 {
      var frames = whole
      frames.remove(at: place)
      let connection = try #require(PreludeTests.replay(frames))
      #expect(!Self.isClearWithoutDoubt(connection), "\(name) without \(place - 3)")
    }
  }

  @Test("a word that comes late: TLS is found, or the connection has a gap", arguments: protocols)
  func late(name: String) throws {
    let lines = try #require(PreludeTests.dialogues[name])
    let whole = Self.frames(lines)
    for place in 3..<3 + lines.count + 2 {
      for delay in 1...2 {
        var frames = whole
        let frame = frames.remove(at: place)
        frames.insert(frame, at: min(place + delay, frames.count))
        let connection = try #require(PreludeTests.replay(frames))
        #expect(!Self.isClearWithoutDoubt(connection), "\(name): \(place - 3) late by \(delay)")
      }
    }
  }

  @Test("a login in clear that comes late leaves no gap, and one that never comes does")
  func clearLogin() throws {
    let greeting = try #require(PreludeTests.dialogues["mysql"]?.first?.octets)
    // A HandshakeResponse41 without CLIENT_SSL, and the server's OK.
    let login =
      hex("24 00 00 01 00 02 00 00 00 00 00 01 ff") + [UInt8](repeating: 0, count: 23)
      + hex("61 00 00 00")
    let fine = hex("07 00 00 02 00 00 00 02 00 00 00")
    let whole = Self.frames([(.server, greeting), (.client, login), (.server, fine)])
    var late = whole
    late.swapAt(4, 5)
    var lost = whole
    lost.remove(at: 4)
    for (frames, hasGap) in [(whole, false), (late, false), (lost, true)] {
      let connection = try #require(PreludeTests.replay(Array(frames.prefix(frames.count - 6))))
      #expect(connection.application == .other(.mysql))
      #expect(connection.hasGap == hasGap)
    }
  }
}
