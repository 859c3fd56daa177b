import Observations
import TestKit
import Wire

/// Ways to wrap a packet, written from the specifications and with none of the decoders.
enum Wrapping {
  static let outer = (from: Host("192.0.2.1", port: 50_000), to: Host("192.0.2.2", port: 4789))
  static let outer6 = (from: Host("2001:db8::1"), to: Host("2001:db8::2"))
  static let client = Host("10.77.0.10", port: 49_152)
  static let server = Host("10.77.0.20", port: 8080)

  /// A TCP segment between `client` and `server` as an IPv4 packet.
  static func packet(_ payload: [UInt8] = Array("GET / HTTP/1.1\r\n\r\n".utf8)) -> [UInt8] {
    PacketBuilder.ip(
      from: client, to: server, .tcp,
      PacketBuilder.tcp(from: client, to: server, sequence: 1, flags: [.psh, .ack], payload))
  }

  static func ethernet(_ packet: [UInt8], vlans: [UInt16] = []) -> [UInt8] {
    PacketBuilder.ethernet(from: client, to: server, vlans: vlans, ip: packet)
  }

  /// An Ethernet frame around an IP packet between the ends of the tunnel.
  static func tunnel(_ number: IPProtocol, _ payload: [UInt8]) -> [UInt8] {
    PacketBuilder.ethernet(
      from: outer.from, to: outer.to,
      ip: PacketBuilder.ip(from: outer.from, to: outer.to, number, payload))
  }

  static func datagram(_ port: UInt16, _ payload: [UInt8], source: UInt16 = 50_000) -> [UInt8] {
    var (from, to) = outer
    from.port = source
    to.port = port
    return tunnel(.udp, PacketBuilder.udp(from: from, to: to, payload))
  }

  static func link(_ type: EtherType, _ payload: [UInt8]) -> [UInt8] {
    PacketBuilder.ethernet(from: outer.from.mac, to: outer.to.mac, type: type, payload)
  }

  /// IPv4 in IPv4, as often as told.
  static func nested(_ depth: Int, _ packet: [UInt8]) -> [UInt8] {
    (0..<depth).reduce(packet) { inner, _ in
      PacketBuilder.ip(from: outer.from, to: outer.to, .ipv4, inner)
    }
  }

  static let vxlan = hex("08000000 00006400")
  static let geneve = hex("00006558 00006400")

  /// Every single wrapper around the same packet.
  static let all: [(wrapper: Encapsulation, frame: [UInt8])] = {
    let packet = Wrapping.packet()
    let frame = Wrapping.ethernet(packet)
    let packet6 = PacketBuilder.ip(
      from: Host("2001:db8:1::a", port: 49_152), to: Host("2001:db8:1::b", port: 8080), .tcp,
      PacketBuilder.tcp(
        from: Host("2001:db8:1::a", port: 49_152), to: Host("2001:db8:1::b", port: 8080),
        sequence: 1, flags: [.psh, .ack], Array("GET /".utf8)))
    let gtp = hex("30ff") + octets(UInt16(packet.count)) + hex("00000001")
    let pppoe = hex("11000001") + octets(UInt16(packet.count + 2)) + hex("0021")
    let erspanIII = hex("100022eb 00000001 2014000000000000 00000000")
    return [
      (.mpls, link(.mpls, hex("000641ff") + packet)),
      (.mpls, link(.mpls, hex("000640ff 000651ff") + packet)),
      (.mpls, link(.mpls, hex("000641ff") + frame)),
      (.mpls, link(.mpls, hex("000641ff 00000000") + frame)),
      (.gre, tunnel(.gre, hex("00000800") + packet)),
      (.gre, tunnel(.gre, hex("b0000800 00000000 00000001 00000002") + packet)),
      (.gre, tunnel(.gre, hex("20006558 00006400") + frame)),
      (
        .gre,
        tunnel(
          .gre,
          hex("3001880b") + octets(UInt16(packet.count + 4)) + hex("0001 00000001")
            + hex("ff030021") + packet)
      ),
      (.gre, tunnel(.gre, hex("0000883e") + packet)),
      (.gre, tunnel(.gre, hex("0000883e 00000000") + packet)),
      (.erspan, tunnel(.gre, hex("000088be") + frame)),
      (.erspan, tunnel(.gre, hex("100088be 00000001 1010000100000000") + frame)),
      (.erspan, tunnel(.gre, erspanIII + frame)),
      (.vxlan, datagram(4789, vxlan + frame)),
      (.vxlan, datagram(8472, vxlan + frame)),
      (.vxlan, datagram(12_345, vxlan + frame)),
      (.geneve, datagram(6081, geneve + frame)),
      (.geneve, datagram(6081, hex("01000800 00006400 00000000") + packet)),
      (.gtp, datagram(2152, gtp + packet, source: 2152)),
      (
        .gtp,
        datagram(
          2152,
          hex("34ff") + octets(UInt16(packet.count + 8)) + hex("00000001")
            + hex("00000085 01100900") + packet)
      ),
      (.pppoe, link(.pppoeSession, pppoe + packet)),
      (.ipip, tunnel(.ipv4, packet)),
      (.sixInFour, tunnel(.ipv6, packet6)),
      (.etherip, tunnel(.etherIP, hex("3000") + frame)),
      (.teredo, datagram(3544, packet6)),
      (.l2tp, datagram(1701, hex("0002 0001 0002 ff03 0021") + packet, source: 1701)),
      (.pbb, link(.backboneService, hex("00000064") + frame)),
      (.fabricpath, link(.fabricPath, hex("0001") + frame)),
    ]
  }()
}
