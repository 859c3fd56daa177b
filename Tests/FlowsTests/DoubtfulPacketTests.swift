import Flows
import Observations
import TestKit
import Testing
import Wire

/// Packets that the sensor reads although their receiver may not have.
@Suite("doubtful packets")
struct DoubtfulPacketTests {
  static let request = Array("GET / HTTP/1.1\r\nHost: labtap.test\r\n\r\n".utf8)

  static func conversation() -> [Frame] {
    var conversation = TCPConversation(client: Wrapping.client, server: Wrapping.server)
    conversation.handshake()
    conversation.send(request, from: .client)
    return conversation.frames
  }

  @Test(
    "reads a segment or header with a wrong checksum, counts it and marks the flow",
    arguments: [(24, "IPv4 header checksum is wrong"), (50, "TCP checksum is wrong")])
  func checksum(place: Int, name: String) throws {
    var frames = Self.conversation()
    frames[3].octets[place] ^= 0x55
    let flows = WrappedFlows(frames)
    let connection = try #require(flows.connections.first)
    #expect(flows.coverage.doubtful[name] == 1, "\(flows.coverage.doubtful)")
    #expect(flows.coverage.observed.httpRequests == 1)
    #expect(connection.hasWrongChecksum == (place == 50))
  }

  @Test("finds nothing wrong with right checksums of IPv4 and IPv6, TCP and UDP")
  func right() throws {
    let query = FragmentTests.query
    let datagrams = [FragmentTests.v4, FragmentTests.v6].map { ends in
      PacketBuilder.ethernet(
        from: ends.from, to: ends.to,
        ip: PacketBuilder.ip(
          from: ends.from, to: ends.to, .udp,
          PacketBuilder.udp(from: ends.from, to: ends.to, query + [1])))
    }
    let flows = WrappedFlows(
      Self.conversation() + datagrams.map { Frame(time: 0, octets: $0) })
    #expect(flows.connections.count == 3)
    #expect(flows.coverage.doubtful.isEmpty, "\(flows.coverage.doubtful)")
  }

  @Test("takes a UDP checksum of 0 for none")
  func noChecksum() {
    var datagram = PacketBuilder.udp(
      from: FragmentTests.v4.from, to: FragmentTests.v4.to, FragmentTests.query)
    datagram.replaceSubrange(6..<8, with: [0, 0])
    let flows = WrappedFlows(packets: [
      PacketBuilder.ethernet(
        from: FragmentTests.v4.from, to: FragmentTests.v4.to,
        ip: PacketBuilder.ip(
          from: FragmentTests.v4.from, to: FragmentTests.v4.to, .udp, datagram))
    ])
    #expect(flows.coverage.doubtful.isEmpty)
  }

  @Test(
    "reads a segment whose time to live is far below the flow's, and marks the flow",
    arguments: [(60, false), (59, true), (1, true)] as [(UInt8, Bool)])
  func timeToLive(value: UInt8, isOdd: Bool) throws {
    var frames = Self.conversation()
    let segment = Array(frames[3].octets[34...])
    frames[3].octets = PacketBuilder.ethernet(
      from: Wrapping.client, to: Wrapping.server,
      ip: PacketBuilder.ip(
        from: Wrapping.client, to: Wrapping.server, .tcp, timeToLive: value, segment))
    let flows = WrappedFlows(frames)
    #expect(try #require(flows.connections.first).hasOddTimeToLive == isOdd)
    #expect(flows.coverage.doubtful["time to live below the flow's"] == (isOdd ? 1 : nil))
    #expect(flows.coverage.observed.httpRequests == 1)
  }
}
