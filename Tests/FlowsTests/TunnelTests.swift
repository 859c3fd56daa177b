import Flows
import Observations
import TestKit
import Testing
import Wire

@Suite("packets in tunnels")
struct TunnelTests {
  @Test(
    "tells the innermost ends and the wrapper of every kind",
    arguments: Wrapping.all.indices)
  func single(_ index: Int) throws {
    let (wrapper, frame) = Wrapping.all[index]
    let flows = WrappedFlows(packets: [frame])
    let connection = try #require(flows.connections.first, "\(wrapper) \(flows.coverage)")
    #expect(flows.connections.count == 1)
    #expect(connection.encapsulation == [wrapper])
    #expect(connection.transport == .tcp)
    #expect(connection.responder.port == 8080)
    #expect(connection.initiator.port == 49_152)
    #expect(connection.fromInitiator.octets > 0)
    #expect(!connection.hasWrongChecksum)
  }

  @Test("lists wrappers from the outside inwards")
  func order() throws {
    let erspan = Wrapping.tunnel(
      .gre,
      hex("100088be 00000001 1010000100000000")
        + Wrapping.datagram(
          4789, Wrapping.vxlan + Wrapping.link(.mpls, hex("000641ff") + Wrapping.packet())))
    let connection = try #require(WrappedFlows(packets: [erspan]).connections.first)
    #expect(connection.encapsulation == [.erspan, .vxlan, .mpls])
  }

  @Test("tells the innermost wrapper's number, and the VLANs around and inside")
  func identifiers() throws {
    func wrapping(_ frame: [UInt8]) throws -> [String] {
      try #require(WrappedFlows(packets: [frame]).connections.first).wrapping
    }
    let inner = Wrapping.ethernet(Wrapping.packet())
    let (from, to) = Wrapping.outer
    let datagram = PacketBuilder.ethernet(
      from: from, to: to, vlans: [12],
      ip: PacketBuilder.ip(
        from: from, to: to, .udp,
        // VNI 5001 in the upper 24 bits (RFC 7348 section 5).
        PacketBuilder.udp(from: from, to: to, hex("08000000 00138900") + inner)))
    #expect(try wrapping(datagram) == ["vlan 12", "vxlan 5001"])
    let tagged = Wrapping.ethernet(Wrapping.packet(), vlans: [77])
    #expect(
      try wrapping(Wrapping.datagram(4789, Wrapping.vxlan + tagged)) == ["vxlan 100", "vlan 77"])
    #expect(try wrapping(Wrapping.ethernet(Wrapping.packet(), vlans: [9])) == ["vlan 9"])
    // Key present (RFC 2890): 7.
    #expect(
      try wrapping(Wrapping.tunnel(.gre, hex("20000800 00000007") + Wrapping.packet()))
        == ["gre 7"])
    #expect(
      try wrapping(
        Wrapping.tunnel(.gre, hex("20000800 00000007") + Wrapping.nested(1, Wrapping.packet())))
        == ["gre", "ipip"])
    #expect(try wrapping(inner).isEmpty)
  }

  @Test("leaves a plain flow without wrappers")
  func plain() throws {
    let flows = WrappedFlows(packets: [Wrapping.ethernet(Wrapping.packet())])
    #expect(try #require(flows.connections.first).encapsulation.isEmpty)
  }

  @Test("tells the stations and the VLAN of the mirrored frame, not of the tunnel")
  func stations() throws {
    let frame = Wrapping.ethernet(Wrapping.packet(), vlans: [77])
    let flows = WrappedFlows(packets: [Wrapping.datagram(4789, Wrapping.vxlan + frame)])
    let connection = try #require(flows.connections.first)
    #expect(connection.vlan == 77)
    #expect(connection.initiatorMAC == MACAddress(Wrapping.client.mac))
    let routed = WrappedFlows(packets: [Wrapping.tunnel(.ipv4, Wrapping.packet())])
    #expect(try #require(routed.connections.first).initiatorMAC == nil)
  }

  @Test("takes the VLAN from the ERSPAN header when the switch took the tag off")
  func erspanVLAN() throws {
    let frame = Wrapping.tunnel(
      .gre,
      hex("100088be 00000001 1010000100000000") + Wrapping.ethernet(Wrapping.packet()))
    #expect(try #require(WrappedFlows(packets: [frame]).connections.first).vlan == 16)
  }

  @Test(
    "keeps a datagram that only uses a tunnel's port as a flow of its own",
    arguments: [4789, 8472, 6081, 2152, 3544, 1701, 5072] as [UInt16])
  func lookalike(port: UInt16) throws {
    let flows = WrappedFlows(packets: [Wrapping.datagram(port, hex("8180 0001 0000 0000 0000"))])
    let connection = try #require(flows.connections.first)
    #expect(connection.transport == .udp)
    #expect(connection.encapsulation.isEmpty)
    #expect([connection.initiator.port, connection.responder.port].contains(port))
  }

  @Test("follows Teredo on a port that was learnt on the way, by its prefix")
  func learntTeredo() throws {
    let from = Host("2001:0:5ef5:79fd:0:1:2:3", port: 49_152)
    let to = Host("2001:db8::b", port: 8080)
    let packet = PacketBuilder.ip(
      from: from, to: to, .tcp,
      PacketBuilder.tcp(from: from, to: to, sequence: 1, flags: .syn))
    let flows = WrappedFlows(packets: [Wrapping.datagram(40_000, packet)])
    #expect(try #require(flows.connections.first).encapsulation == [.teredo])
  }

  @Test(
    "tells the datagram itself when it carries a host's packets without ports, or nothing readable",
    arguments: [(3544, true), (4789, false), (12_345, true)] as [(UInt16, Bool)])
  func carrier(port: UInt16, isTold: Bool) throws {
    let echo6 = PacketBuilder.ip(
      from: Host("fe80::1"), to: Host("fe80::2"), .icmpv6,
      PacketBuilder.icmp(from: Host("fe80::1"), to: Host("fe80::2"), type: 128, code: 0))
    let echo = PacketBuilder.ip(
      from: Wrapping.client, to: Wrapping.server, .icmp,
      PacketBuilder.icmp(from: Wrapping.client, to: Wrapping.server, type: 8, code: 0))
    let carried = port == 3544 ? echo6 : Wrapping.vxlan + Wrapping.ethernet(echo)
    let flows = WrappedFlows(packets: [Wrapping.datagram(port, carried)])
    #expect(flows.connections.map(\.responder.port) == (isTold ? [port] : []))
    var broken = carried
    // The version of the packet inside.
    broken[port == 3544 ? 0 : 22] = 0xF0
    let unreadable = WrappedFlows(packets: [Wrapping.datagram(port, broken)])
    #expect(unreadable.connections.map(\.responder.port) == [port])
  }

  @Test("names a flow by a segment that the capture cut inside its options")
  func cutOptions() throws {
    var conversation = TCPConversation(client: Wrapping.client, server: Wrapping.server)
    conversation.syn()
    let frame = conversation.frames[0].octets
    let flows = WrappedFlows(
      [Frame(time: 0, octets: Array(frame.prefix(56)))], originalLengths: [0: frame.count])
    let connection = try #require(flows.connections.first)
    #expect(connection.initiatorKnown)
    #expect(connection.initiator.port == Wrapping.client.port)
    #expect(flows.coverage.truncated == ["ipv4": 1])
  }

  @Test("reads a mirrored packet that was cut before it was wrapped, and says what is missing")
  func cutBeforeWrapping() throws {
    let frame = Wrapping.ethernet(Wrapping.packet([UInt8](repeating: 0x41, count: 1000)))
    let flows = WrappedFlows(
      packets: [Wrapping.datagram(4789, Wrapping.vxlan + frame.prefix(128))])
    let connection = try #require(flows.connections.first)
    #expect(connection.fromInitiator.octets == 1000)
    #expect(flows.coverage.malformed.isEmpty)
  }

  @Test("reads a packet that was cut before PPPoE was put around it")
  func cutBeforePPPoE() throws {
    let packet = Wrapping.packet([UInt8](repeating: 0x41, count: 1000)).prefix(114)
    let header = hex("11000001") + octets(UInt16(packet.count + 2)) + hex("0021")
    let flows = WrappedFlows(packets: [Wrapping.link(.pppoeSession, header + packet)])
    let connection = try #require(flows.connections.first)
    #expect(connection.initiator.port == Wrapping.client.port)
    #expect(connection.fromInitiator.octets == 1000)
    #expect(flows.coverage.malformed.isEmpty)
  }

  @Test("follows eight wrappers and counts the ninth", arguments: [7, 8, 9, 64])
  func depth(_ depth: Int) {
    let packet = Wrapping.nested(depth, Wrapping.packet())
    let flows = WrappedFlows(
      packets: [
        PacketBuilder.ethernet(from: Wrapping.outer.from, to: Wrapping.outer.to, ip: packet)
      ])
    #expect(flows.connections.first?.encapsulation.count == (depth <= 8 ? depth : nil))
    #expect(flows.coverage.limits["more than 8 encapsulations"] == (depth <= 8 ? nil : 1))
  }

  @Test("ends in a frame of nothing but frames inside frames")
  func ethernetInEthernet() {
    let frame = (0..<64).reduce(Wrapping.ethernet(Wrapping.packet())) { inner, _ in
      Wrapping.link(.transparentEthernet, inner)
    }
    let flows = WrappedFlows(packets: [frame])
    #expect(flows.connections.isEmpty)
    #expect(flows.coverage.limits["more than 32 headers inside each other"] == 1)
  }

  @Test("every cut of every wrapped frame is survived, and is truncated or a flow")
  func cuts() {
    for (wrapper, frame) in Wrapping.all {
      for length in 14..<frame.count {
        let flows = WrappedFlows(
          [Frame(time: 0, octets: Array(frame.prefix(length)))],
          originalLengths: [0: frame.count])
        let isTold =
          !flows.connections.isEmpty || !flows.coverage.truncated.isEmpty
          // What lies under a label is inferred, and a stump says too little.
          || wrapper == .mpls
        #expect(isTold, "\(wrapper) at \(length): \(flows.coverage)")
      }
    }
  }
}
