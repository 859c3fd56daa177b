import Flows
import Observations
import TestKit
import Testing
import Wire

/// What stations say of themselves on the link, and whose tunnel a packet travels in.
@Suite("Admission") struct AdmissionTests {
  static let client = Host("fd77::10", mac: 0x0200_0000_0010)
  static let router = Host("fe80::1", mac: 0x0200_0000_0001)
  static let everybody = Host("ff02::1", mac: 0x3333_0000_0001)

  private func claims(_ packets: [[UInt8]], vlans: [UInt16] = []) -> FlowFeeder.Outcome {
    FlowFeeder().feed(packets.enumerated().map { Frame(time: Int64($0) * 1_000_000, octets: $1) })
  }

  private func discovery(
    _ source: Host, _ target: Host, type: UInt8, rest: UInt32 = 0, _ body: [UInt8],
    hopLimit: UInt8 = 255, vlans: [UInt16] = []
  ) -> [UInt8] {
    PacketBuilder.ethernet(
      from: source, to: target, vlans: vlans,
      ip: PacketBuilder.ip(
        from: source, to: target, .icmpv6, timeToLive: hopLimit,
        PacketBuilder.icmp(from: source, to: target, type: type, code: 0, rest: rest, body)))
  }

  @Test("an advertisement tells whose an address is, from its own link alone")
  func neighbour() {
    let body = Self.client.addressOctets + hex("0201 020000000010")
    let near = discovery(Self.client, Self.everybody, type: 136, body, vlans: [77])
    let far = discovery(Self.client, Self.everybody, type: 136, body, hopLimit: 64)
    let found = claims([near, far])
    #expect(found.claims.map(\.source) == [.neighbor])
    #expect(found.claims.first?.mac.bits == 0x0200_0000_0010)
    #expect(found.claims.first?.address?.description == "fd77::10")
    #expect(found.claims.first?.vlan == 77)
    #expect(found.coverage.doubtful["Neighbor Discovery from another link"] == 1)
  }

  @Test("a probe for a free address is a claim that is not yet one")
  func probe() {
    let nobody = Host("::", mac: 0x0200_0000_0010)
    let found = claims([
      discovery(nobody, Self.everybody, type: 135, Self.client.addressOctets)
    ]).claims
    #expect(found.map(\.isTentative) == [true])
    #expect(found.first?.address?.description == "fd77::10")
  }

  @Test("a router tells its address and the length of the prefix")
  func routerAdvertisement() {
    let prefix =
      hex("0304 40c0 00015180 00015180 00000000") + Host("fd77::").addressOctets
    let found = claims([
      discovery(Self.router, Self.everybody, type: 134, [UInt8](repeating: 0, count: 8) + prefix)
    ]).claims
    #expect(found.map(\.source) == [.router])
    #expect(found.first?.prefixLength == 64)
  }

  private func datagram(
    _ source: Host, _ target: Host, _ payload: [UInt8], vlans: [UInt16] = []
  ) -> [UInt8] {
    PacketBuilder.ethernet(
      from: source, to: target, vlans: vlans,
      ip: PacketBuilder.ip(
        from: source, to: target, .udp, PacketBuilder.udp(from: source, to: target, payload)))
  }

  @Test("DHCP through a relay says nothing of the link that it was seen on")
  func relay() {
    var request = [UInt8](repeating: 0, count: 240)
    request.replaceSubrange(0..<3, with: [1, 1, 6])
    request.replaceSubrange(28..<34, with: hex("020000000099"))
    request.replaceSubrange(236..<240, with: hex("63825363"))
    request += [53, 1, 3, 50, 4, 10, 77, 0, 99, 255]
    var relayed = request
    relayed.replaceSubrange(24..<28, with: [10, 77, 0, 1])
    let source = Host("0.0.0.0", port: 68, mac: 0x0200_0000_0099)
    let target = Host("255.255.255.255", port: 67, mac: 0xFFFF_FFFF_FFFF)
    let found = claims([
      datagram(source, target, request, vlans: [5]), datagram(source, target, relayed, vlans: [5]),
    ]).claims
    #expect(found.map(\.vlan) == [5, nil])
    #expect(found.map { $0.address?.description } == ["10.77.0.99", "10.77.0.99"])
    #expect(found.map(\.isTentative) == [true, true])
  }

  @Test("a message to a group of the link tells its sender, one to a host does not")
  func groups() {
    let query = hex("0000 0000 0001 0000 0000 0000 05 6c6f63616c 00 0001 0001")
    let sender = Host("10.77.0.99", port: 5_355, mac: 0x0200_0000_0099)
    let found = claims([
      datagram(sender, Host("224.0.0.252", port: 5_355, mac: 0x0100_5E00_00FC), query),
      datagram(sender, Host("10.77.0.20", port: 5_355), query),
    ]).claims
    #expect(found.map(\.source) == [.llmnr])
    #expect(found.first?.mac.bits == 0x0200_0000_0099)
  }

  @Test("packets inside packets tell whose tunnel it is, once a minute")
  func tunnels() {
    let one = Host("10.77.0.10")
    let two = Host("198.51.100.7")
    let inner = PacketBuilder.ip(
      from: Host("192.168.7.1", port: 5), to: Host("192.168.7.2", port: 53), .udp,
      PacketBuilder.udp(from: Host("192.168.7.1", port: 5), to: Host("192.168.7.2", port: 53), [1]))
    let gre = PacketBuilder.ethernet(
      from: one, to: two,
      ip: PacketBuilder.ip(from: one, to: two, IPProtocol(rawValue: 47), hex("0000 0800") + inner))
    let esp = PacketBuilder.ethernet(
      from: one, to: two,
      ip: PacketBuilder.ip(
        from: one, to: two, IPProtocol(rawValue: 50), [UInt8](repeating: 7, count: 64)))
    let found = claims([gre, gre, esp]).observations.compactMap { observation in
      if case .tunnel(let sighting) = observation { sighting } else { nil }
    }
    #expect(found.map(\.name) == ["gre", "esp"])
    #expect(found.allSatisfy { $0.source.description == "10.77.0.10" })
    #expect(found.allSatisfy { $0.destination.description == "198.51.100.7" })
  }
}
