import Observations
import TestKit
import Testing
import Wire

@testable import Flows

/// What a flow shows of the way between its ends (RFC 9293 3.8.6).
@Suite("volume of a flow")
struct FlowVolumeTests {
  private static func conversation() -> TCPConversation {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 9_000))
    conversation.handshake()
    return conversation
  }

  private static func connection(_ conversation: TCPConversation) -> Connection? {
    FlowFeeder().feed(conversation.frames).connections.first
  }

  private static let second: Int64 = 1_000_000_000
  private static let piece = [UInt8](repeating: 0x41, count: 1_000)

  @Test("the best ten seconds count, in bins that begin with the first payload")
  func peak() throws {
    var conversation = Self.conversation()
    for octets in [2, 5, 3] {
      for _ in 0..<octets { conversation.send(Self.piece, from: .client) }
      conversation.wait(nanoseconds: 10 * Self.second)
    }
    let connection = try #require(Self.connection(conversation))
    #expect(connection.fromInitiator.octets == 10_000)
    #expect(connection.fromInitiator.peakOctets == 5_000)
    #expect(connection.fromResponder.peakOctets == 0)
  }

  @Test("time that goes back begins another bin")
  func stepBack() throws {
    var conversation = Self.conversation()
    for _ in 0..<3 { conversation.send(Self.piece, from: .client) }
    conversation.wait(nanoseconds: -60 * Self.second)
    conversation.send(Self.piece, from: .client)
    let connection = try #require(Self.connection(conversation))
    #expect(connection.fromInitiator.peakOctets == 3_000)
  }

  @Test("segments that were sent before are repeated; new ones, also behind a gap, are not")
  func repeats() throws {
    var conversation = Self.conversation()
    let start = conversation.clientSequence
    conversation.send(Self.piece, from: .client)
    conversation.send(Self.piece, from: .client)
    conversation.insert(Self.piece, from: .client, sequence: start)
    conversation.insert(Self.piece, from: .client, sequence: start &+ 1_000)
    // Half of it is new.
    conversation.insert(Self.piece, from: .client, sequence: start &+ 1_500)
    conversation.insert(Self.piece, from: .client, sequence: start &+ 9_000)
    let connection = try #require(Self.connection(conversation))
    #expect(connection.fromInitiator.repeatedSegments == 2)
    #expect(connection.fromResponder.repeatedSegments == 0)
  }

  @Test("numbers that wrap repeat nothing")
  func wrap() throws {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 9_000),
      clientSequence: .max - 1_500)
    conversation.handshake()
    for _ in 0..<4 { conversation.send(Self.piece, from: .client) }
    #expect(Self.connection(conversation)?.fromInitiator.repeatedSegments == 0)
  }

  @Test("a window of nothing is counted for the end that has no room, but not in a reset")
  func closedWindow() throws {
    var conversation = Self.conversation()
    conversation.send(Self.piece, from: .client)
    var frames = conversation.frames
    let (client, server) = (conversation.client, conversation.server)
    for flags in [TCPFlags.ack, [.rst, .ack]] {
      let segment = PacketBuilder.tcp(
        from: server, to: client, sequence: conversation.serverSequence,
        acknowledgment: conversation.clientSequence, flags: flags, window: 0, [])
      frames.append(
        Frame(
          time: conversation.time,
          octets: PacketBuilder.ethernet(
            from: server, to: client, vlans: [],
            ip: PacketBuilder.ip(from: server, to: client, .tcp, identification: 9, segment))))
    }
    let connection = try #require(FlowFeeder().feed(frames).connections.first)
    #expect(connection.fromResponder.closedWindows == 1)
    #expect(connection.fromInitiator.closedWindows == 0)
  }
}
