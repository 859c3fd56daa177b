import TestKit
import Testing
import Wire

@Suite("Headers of damaged frames")
struct DamagedFramesTests {
  /// Frames that between them hold every header, each to be damaged.
  static let frames: [[UInt8]] = {
    let client = Host("10.77.0.10", port: 49_152)
    let server = Host("10.77.0.20", port: 445)
    let client6 = Host("fd77::10", port: 49_152)
    let server6 = Host("fd77::20", port: 445)
    let syn = PacketBuilder.tcp(
      from: client, to: server, sequence: 1, flags: .syn, options: TCPConversation.synOptions)
    let datagram = PacketBuilder.udp(from: client6, to: server6, [1, 2, 3])
    let lost = PacketBuilder.ip(
      from: client6, to: server6, .udp,
      extensions: [(.hopByHopOptions, hex("00010400000000"))], datagram)
    let lost4 = PacketBuilder.ip(from: client, to: server, .tcp, options: hex("94040000"), syn)
    return [
      PacketBuilder.ethernet(from: client, to: server, vlans: [1, 2], ip: lost4),
      PacketBuilder.ethernet(
        from: server, to: client,
        ip: PacketBuilder.ip(
          from: server, to: client, .icmp,
          PacketBuilder.icmp(from: server, to: client, type: 3, code: 3, lost4))),
      PacketBuilder.ethernet(from: client6, to: server6, ip: lost),
      PacketBuilder.ethernet(
        from: server6, to: client6,
        ip: PacketBuilder.ip(
          from: server6, to: client6, .icmpv6,
          PacketBuilder.icmp(from: server6, to: client6, type: 1, code: 4, lost))),
      PacketBuilder.ethernet(
        from: client.mac, to: 0xFFFF_FFFF_FFFF, type: .arp,
        PacketBuilder.arp(.request, from: client, to: server)),
    ]
  }()

  static let linkTypes: [LinkType] = [
    .ethernet, .ethernet, .ethernet, .null, .linuxSLL, .linuxSLL2, .raw, .ppp, .nflog,
  ]

  @Test("never read past the frame, whatever the damage", arguments: UInt64(1)...8)
  func staysInside(seed: UInt64) {
    var generator = SplitMix(state: seed)
    for round in 0..<5000 {
      var frame = Self.frames[round % Self.frames.count]
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        frame[Int.random(in: 0..<frame.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      frame.removeLast(Int.random(in: 0...frame.count / 2, using: &generator))
      let linkType = Self.linkTypes[Int.random(in: 0..<Self.linkTypes.count, using: &generator)]
      let error = failure(of: frame, layer: linkType.layer) { (reader) throws(DecodeError) in
        try Self.walk(&reader, linkType)
      }
      let inside = error.map { $0.offset >= 0 && $0.offset <= frame.count } ?? true
      #expect(inside, "seed \(seed), round \(round): \(String(describing: error))")
    }
  }

  static func walk(_ reader: inout OctetReader, _ linkType: LinkType) throws(DecodeError) {
    let link = try LinkHeader(parsing: &reader, linkType: linkType)
    switch link.etherType {
    case .arp: _ = try ARPPacket(parsing: &reader)
    case .ipv4:
      let ip = try IPv4Header(parsing: &reader)
      var payload = try ip.payload(of: &reader, layer: .tcp)
      try walk(&payload, ip.protocolNumber)
    case .ipv6:
      let ip = try IPv6Header(parsing: &reader)
      var payload = try ip.payload(of: &reader)
      let chain = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: ip.nextHeader)
      try walk(&payload, chain.protocolNumber)
    default: break
    }
  }

  static func walk(_ reader: inout OctetReader, _ number: IPProtocol) throws(DecodeError) {
    switch number {
    case .tcp:
      let segment = reader
      _ = try TCPHeader(parsing: &reader).options(in: segment)
    case .udp:
      let udp = try UDPHeader(parsing: &reader)
      _ = try udp.payload(of: &reader)
    case .icmp: _ = try ICMPMessage(parsing: &reader)
    case .icmpv6: _ = try ICMPv6Message(parsing: &reader)
    default: break
    }
  }
}

/// Steele, Lea and Flood's generator: a seed gives the same damage everywhere.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
