import Flows
import Observations
import TestKit
import Testing
import Wire

@Suite("IP fragments")
struct FragmentTests {
  static let v4 = (
    from: Host("10.77.0.10", port: 49_152), to: Host("10.77.0.20", port: 5353)
  )
  static let v6 = (
    from: Host("2001:db8::a", port: 49_152), to: Host("2001:db8::b", port: 5353)
  )

  /// A DNS query for `labtap.test`, padded by an EDNS option (RFC 7830) so that it needs fragments.
  static let query =
    hex("1234 0100 0001 0000 0000 0001 06 6c6162746170 04 74657374 00 0001 0001")
    + hex("00 0029 04d0 00000000 0404 000c 0400") + [UInt8](repeating: 0, count: 1024)

  static func datagram(isIPv6: Bool) -> [UInt8] {
    let ends = isIPv6 ? v6 : v4
    return PacketBuilder.udp(from: ends.from, to: ends.to, query)
  }

  /// The fragment of a payload that covers `range`.
  static func fragment(
    _ payload: [UInt8], _ range: Range<Int>, isIPv6: Bool = false, more: Bool? = nil,
    identification: UInt32 = 7
  ) -> [UInt8] {
    let ends = isIPv6 ? v6 : v4
    return PacketBuilder.ethernet(
      from: ends.from, to: ends.to,
      ip: PacketBuilder.ip(
        from: ends.from, to: ends.to, .udp, identification: identification,
        fragment: (range.lowerBound, more ?? (range.upperBound < payload.count)),
        Array(payload[range])))
  }

  static func pieces(_ count: Int) -> [Range<Int>] {
    [0..<400, 400..<800, 800..<count]
  }

  @Test("puts fragments together in every order", arguments: [false, true])
  func orders(isIPv6: Bool) throws {
    let payload = Self.datagram(isIPv6: isIPv6)
    let pieces = Self.pieces(payload.count)
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let flows = WrappedFlows(
        packets: order.map { Self.fragment(payload, pieces[$0], isIPv6: isIPv6) })
      let connection = try #require(flows.connections.first, "\(order) \(flows.coverage)")
      #expect(connection.fromInitiator.octets == UInt64(Self.query.count))
      #expect(flows.coverage.observed.dnsQuestions == 1)
      #expect(!connection.hasWrongChecksum)
    }
  }

  @Test("absorbs what a double mirror repeats", arguments: [false, true])
  func doubled(isIPv6: Bool) throws {
    let payload = Self.datagram(isIPv6: isIPv6)
    let packets = Self.pieces(payload.count).flatMap { piece in
      let packet = Self.fragment(payload, piece, isIPv6: isIPv6)
      return [packet, packet]
    }
    let flows = WrappedFlows(packets: packets)
    #expect(flows.connections.first?.fromInitiator.packets == 1)
    #expect(flows.coverage.limits.isEmpty, "\(flows.coverage.limits)")
  }

  @Test("keeps the first octets where IPv4 fragments overlap, and counts that they differ")
  func overlapIPv4() throws {
    let payload = Self.datagram(isIPv6: false)
    var other = payload
    for index in 392..<400 { other[index] = 0x58 }
    let flows = WrappedFlows(packets: [
      Self.fragment(payload, 0..<400), Self.fragment(other, 392..<800),
      Self.fragment(payload, 800..<payload.count),
    ])
    #expect(flows.coverage.doubtful["IPv4 fragments overlap and differ"] == 1)
    // The checksum is that of the octets that came first.
    #expect(try #require(flows.connections.first).hasWrongChecksum == false)
  }

  @Test("gives up an IPv6 datagram whose fragments overlap, with all that comes later")
  func overlapIPv6() {
    let payload = Self.datagram(isIPv6: true)
    let flows = WrappedFlows(packets: [
      Self.fragment(payload, 0..<400, isIPv6: true),
      Self.fragment(payload, 392..<800, isIPv6: true),
      Self.fragment(payload, 400..<800, isIPv6: true),
      Self.fragment(payload, 800..<payload.count, isIPv6: true),
    ])
    #expect(flows.connections.isEmpty)
    let fault = Coverage.Fault(layer: "fragments", rule: "IPv6 fragments overlap")
    #expect(flows.coverage.malformed[fault] == 1)
  }

  @Test("refuses fragments that no host would accept")
  func rules() {
    let payload = Self.datagram(isIPv6: false)
    let pingOfDeath = Self.fragment(
      [UInt8](repeating: 0, count: 65_528) + payload, 65_528..<65_528 + 400)
    let odd = Self.fragment(payload, 0..<401, more: true)
    let empty = Self.fragment(payload, 0..<0, more: true)
    let rules = [
      (pingOfDeath, "IP fragment ends past 65,535 octets"),
      (odd, "IP fragment of a length that no other can follow"),
      (empty, "IP fragment without data"),
    ]
    for (packet, rule) in rules {
      let flows = WrappedFlows(packets: [packet])
      let fault = Coverage.Fault(layer: "ipv4", rule: rule)
      #expect(flows.coverage.malformed[fault] == 1, "\(rule): \(flows.coverage.malformed)")
    }
    let twoEnds = WrappedFlows(packets: [
      Self.fragment(payload, 400..<800, more: false),
      Self.fragment(payload, 800..<payload.count),
    ])
    let fault = Coverage.Fault(layer: "fragments", rule: "IP fragments disagree on the end")
    #expect(twoEnds.coverage.malformed[fault] == 1)
  }

  @Test("counts a first fragment that ends inside the transport header, and reads on")
  func tiny() {
    let ends = Self.v4
    let segment = PacketBuilder.tcp(
      from: ends.from, to: ends.to, sequence: 1, flags: .syn, options: [])
    let packets = [(0..<8, true), (8..<20, false)].map { range, more in
      PacketBuilder.ethernet(
        from: ends.from, to: ends.to,
        ip: PacketBuilder.ip(
          from: ends.from, to: ends.to, .tcp, fragment: (range.lowerBound, more),
          Array(segment[range])))
    }
    let flows = WrappedFlows(packets: packets)
    #expect(flows.connections.count == 1)
    #expect(
      flows.coverage.doubtful["first IP fragment ends inside the transport header"] == 1)
  }

  @Test("a fragment waits for the others as long as told by packet time", arguments: [30, 31])
  func timeout(seconds: Int64) {
    let payload = Self.datagram(isIPv6: false)
    let frames = Self.pieces(payload.count).enumerated().map { index, piece in
      Frame(
        time: index == 2 ? seconds * 1_000_000_000 : 0, octets: Self.fragment(payload, piece))
    }
    let flows = WrappedFlows(frames)
    #expect(flows.connections.count == (seconds == 30 ? 1 : 0))
    #expect(flows.coverage.limits["IP datagrams never complete"] == (seconds == 30 ? nil : 2))
  }

  @Test("names the flow by a first fragment that the capture cut")
  func cutFirst() throws {
    let payload = Self.datagram(isIPv6: false)
    let whole = Self.fragment(payload, 0..<400)
    let flows = WrappedFlows(
      [Frame(time: 0, octets: Array(whole.prefix(96)))], originalLengths: [0: whole.count])
    let connection = try #require(flows.connections.first)
    #expect(connection.fromInitiator.octets == UInt64(Self.query.count))
  }

  @Test("puts together a tunnel's fragments and the fragments inside them")
  func nested() throws {
    let payload = Self.datagram(isIPv6: false)
    var packets: [[UInt8]] = []
    for (number, piece) in Self.pieces(payload.count).enumerated() {
      let inner = Wrapping.vxlan + Self.fragment(payload, piece)
      let datagram = PacketBuilder.udp(
        from: Wrapping.outer.from, to: Wrapping.outer.to, inner)
      for range in [0..<160, 160..<datagram.count] {
        packets.append(
          PacketBuilder.ethernet(
            from: Wrapping.outer.from, to: Wrapping.outer.to,
            ip: PacketBuilder.ip(
              from: Wrapping.outer.from, to: Wrapping.outer.to, .udp,
              identification: UInt32(number), fragment: (range.lowerBound, range.lowerBound == 0),
              Array(datagram[range]))))
      }
    }
    let flows = WrappedFlows(packets: packets)
    let connection = try #require(flows.connections.first, "\(flows.coverage)")
    #expect(connection.encapsulation == [.vxlan])
    #expect(connection.responder.port == 5353)
    #expect(flows.coverage.observed.dnsQuestions == 1)
  }
}
