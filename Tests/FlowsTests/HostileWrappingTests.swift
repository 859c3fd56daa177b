import Flows
import Observations
import TestKit
import Testing
import Wire

/// Traffic that is made to exhaust who follows it.
@Suite("hostile wrapping")
struct HostileWrappingTests {
  @Test("fragments without end stay within the maxima, are counted, and hide no datagram")
  func endlessFragments() {
    var limits = FragmentLimits()
    limits.datagrams = 64
    limits.octets = 256 * 1024
    let payload = FragmentTests.datagram(isIPv6: false)
    let filler = [UInt8](repeating: 0x41, count: 64_000)
    var packets: [[UInt8]] = []
    for number in 0..<5_000 {
      // Each asks for the most storage that one fragment can ask for.
      packets.append(
        FragmentTests.fragment(
          filler, 63_992..<64_000, more: true, identification: UInt32(number + 100)))
      if number == 2_500 {
        packets += FragmentTests.pieces(payload.count).map { FragmentTests.fragment(payload, $0) }
      }
    }
    let flows = WrappedFlows(packets: packets, fragmentLimits: limits)
    #expect(flows.coverage.observed.dnsQuestions == 1)
    let evicted = flows.coverage.evictions["IP datagrams"] ?? 0
    let incomplete = flows.coverage.limits["IP datagrams never complete"] ?? 0
    #expect(evicted + incomplete == 5_000)
    // At most four datagrams of 64,000 octets fit into 256 KiB.
    #expect(incomplete <= 4)
  }

  @Test("one datagram gets as many fragments as its maximum", arguments: [127, 128, 129])
  func fragmentsOfOne(count: Int) {
    let payload = [UInt8](repeating: 0, count: count * 8)
    let packets = (0..<count).map {
      FragmentTests.fragment(payload, $0 * 8..<$0 * 8 + 8)
    }
    let flows = WrappedFlows(packets: packets)
    #expect(
      flows.coverage.limits["fragments of one IP datagram"] == (count > 128 ? 1 : nil))
  }

  @Test("a chain of IPv6 extension headers ends at its maximum", arguments: [15, 16, 17, 180])
  func extensionChain(count: Int) {
    let ends = FragmentTests.v6
    let options = hex("00 0104 00000000")
    let packet = PacketBuilder.ethernet(
      from: ends.from, to: ends.to,
      ip: PacketBuilder.ip(
        from: ends.from, to: ends.to, .udp,
        extensions: (0..<count).map { _ in (.destinationOptions, options) },
        PacketBuilder.udp(from: ends.from, to: ends.to, FragmentTests.query)))
    let flows = WrappedFlows(packets: [packet])
    #expect(flows.connections.count == (count <= 16 ? 1 : 0))
    #expect(
      flows.coverage.limits["more than 16 IPv6 extension headers"] == (count <= 16 ? nil : 1))
  }

  @Test("a flow in the middle of 64-deep nesting is still told")
  func nestingFlood() {
    let deep = PacketBuilder.ethernet(
      from: Wrapping.outer.from, to: Wrapping.outer.to,
      ip: Wrapping.nested(64, Wrapping.packet()))
    var packets = [[UInt8]](repeating: deep, count: 1_000)
    packets.insert(Wrapping.ethernet(Wrapping.packet()), at: 500)
    let flows = WrappedFlows(packets: packets)
    #expect(flows.connections.count == 1)
    #expect(flows.coverage.limits["more than 8 encapsulations"] == 1_000)
  }
}
