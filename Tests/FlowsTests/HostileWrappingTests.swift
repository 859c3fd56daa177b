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
    limits.octets = 16 * 1024
    let payload = FragmentTests.datagram(isIPv6: false)
    let filler = [UInt8](repeating: 0x41, count: 1_400)
    var packets: [[UInt8]] = []
    for number in 0..<5_000 {
      packets.append(
        FragmentTests.fragment(
          filler, 0..<1_400, more: true, identification: UInt32(number + 100)))
      if number == 2_500 {
        packets += FragmentTests.pieces(payload.count).map { FragmentTests.fragment(payload, $0) }
      }
    }
    let flows = WrappedFlows(packets: packets, fragmentLimits: limits)
    #expect(flows.coverage.observed.dnsQuestions == 1)
    let evicted = flows.coverage.evictions["IP datagrams"] ?? 0
    let incomplete = flows.coverage.limits["IP datagrams never complete"] ?? 0
    #expect(evicted + incomplete == 5_000)
    // At most 11 datagrams of 1,400 octets fit into 16 KiB.
    #expect(incomplete == 11)
  }

  @Test("small fragments without end stay within the number of datagrams")
  func endlessSmallFragments() {
    var limits = FragmentLimits()
    limits.datagrams = 64
    let filler = [UInt8](repeating: 0x41, count: 16)
    let packets = (0..<1_000).map {
      FragmentTests.fragment(filler, 0..<8, more: true, identification: UInt32($0))
    }
    let flows = WrappedFlows(packets: packets, fragmentLimits: limits)
    #expect(flows.coverage.evictions["IP datagrams"] == 1_000 - 64)
    #expect(flows.coverage.limits["IP datagrams never complete"] == 64)
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

  @Test("damaged wrapped frames are survived, one after the other through one front door")
  func damaged() {
    var feeder = PartitionFeeder()
    // A linear congruential generator (Knuth's constants): the same damage in every run.
    var state: UInt64 = 0x6C61_6274_6170
    var fed = 0
    for round in 0..<200 {
      for (_, frame) in Wrapping.all {
        var octets = frame
        for _ in 0...round % 4 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          // Past the Ethernet addresses, where damage changes the path.
          let place = 12 + Int(state >> 33) % (octets.count - 12)
          octets[place] = UInt8(truncatingIfNeeded: state >> 24)
        }
        feeder.feed(
          octets.span, linkType: .ethernet, originalLength: octets.count,
          time: Int64(fed) * 1_000_000)
        fed += 1
      }
    }
    let (_, coverage) = feeder.finish()
    #expect(coverage.packets == UInt64(fed))
    #expect(!coverage.malformed.isEmpty)
  }
}
