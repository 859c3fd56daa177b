import Wire

/// The frames of one kind of flood, by number.
struct Flood {
  private let kind: HostileTraffic.Kind
  private var random = SplitMix(seed: 0x1ab7)
  private var segment = SegmentTemplate()
  private var sequence: UInt32 = 1_000
  private let deep: [UInt8]
  private let chain: [UInt8]
  private let chained: [UInt8]

  init(_ kind: HostileTraffic.Kind) {
    self.kind = kind
    deep = kind == .nesting ? Self.nested(64) : []
    chain = kind == .headerChains ? Self.headerChain() : []
    // WRITE headers (MS-SMB2 2.2.1), each of which says that the next one is 64 octets on.
    let header =
      hex("fe534d42 4000 0000 00000000 0900 0100 00000000 40000000")
      + [UInt8](repeating: 0, count: 40)
    chained = (0..<20).flatMap { _ in header }
  }

  /// Random sources outside of the site, as a flood has them.
  private mutating func source() -> UInt32 {
    // 100.64.0.0/10 and above, up to 127: never an address of the site.
    0x6440_0000 | UInt32(truncatingIfNeeded: random.next()) & 0x1b3f_ffff
  }

  mutating func frame(_ number: Int) -> [UInt8] {
    switch kind {
    case .synFlood: return syn(to: 0xc612_0000 | UInt32(truncatingIfNeeded: random.next()) & 0xffff)
    case .spoofedSources: return syn(to: 0x0a4d_000a)
    case .handshakes: return handshake(number, payload: 0)
    case .oneOctet: return handshake(number, payload: 1)
    case .datagrams: return datagram(number)
    case .endlessHellos: return endlessHello(number)
    case .overlaps: return overlap(number)
    case .pointerLoops: return pointerLoop(number)
    case .names: return question(number)
    case .nesting: return deep
    case .headerChains: return chain
    case .fragments: return fragment(number)
    case .compounds: return compound(number)
    case .requests: return request(number)
    }
  }

  // MARK: Many flows

  private static let ports: [UInt16] = [80, 443, 445, 139, 3389, 22, 8080]

  private mutating func syn(to destination: UInt32) -> [UInt8] {
    let port = Self.ports[Int(truncatingIfNeeded: random.next() & 0xff) % Self.ports.count]
    return segment.frame(
      from: source(), UInt16(truncatingIfNeeded: random.next() | 1_024), to: destination, port,
      sequence: UInt32(truncatingIfNeeded: random.next()), flags: .syn)
  }

  /// Every connection takes four frames: SYN, SYN-ACK, ACK, and an acknowledgement with or without
  /// an octet.
  private mutating func handshake(_ number: Int, payload: Int) -> [UInt8] {
    let connection = UInt32(truncatingIfNeeded: number / 4)
    // A bijection, so that no two connections have the same ends.
    let mixed = connection &* 0x9e37_79b1
    let client = 0x6440_0000 | mixed >> 16
    let port = UInt16(truncatingIfNeeded: mixed)
    let server: UInt32 = 0x0a4d_000a
    switch number % 4 {
    case 0: return segment.frame(from: client, port, to: server, 443, sequence: 99, flags: .syn)
    case 1:
      return segment.frame(
        from: server, 443, to: client, port, sequence: 499, flags: [.syn, .ack])
    case 2: return segment.frame(from: client, port, to: server, 443, sequence: 100, flags: .ack)
    default:
      return segment.frame(
        from: client, port, to: server, 443, sequence: 100, flags: [.psh, .ack],
        [UInt8](repeating: 0x16, count: payload))
    }
  }

  private mutating func datagram(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.asset
    from.port = UInt16(truncatingIfNeeded: random.next())
    var to = HostileTraffic.peer
    to.address = .v4(source())
    to.port = UInt16(truncatingIfNeeded: number)
    return udp(from, to, [UInt8](repeating: 0, count: 16))
  }

  private mutating func fragment(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.peer
    from.address = .v4(source())
    return PacketBuilder.ethernet(
      from: from, to: HostileTraffic.asset,
      ip: PacketBuilder.ip(
        from: from, to: HostileTraffic.asset, .udp,
        identification: UInt32(truncatingIfNeeded: number), fragment: (0, true),
        [UInt8](repeating: 0, count: 1_400)))
  }

  // MARK: Streams without end

  /// Every other frame goes to one connection, octet after octet of a message of 16 MiB; the rest
  /// begin a connection each, whose hello announces 64 KiB.
  private mutating func endlessHello(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.asset
    if number % 2 == 0 {
      from.port = 40_000
      let hello = number == 0 ? hex("160301 4000 01ffffff 0301") : [0x41]
      return next(from, hello)
    }
    let mixed = UInt32(truncatingIfNeeded: number / 2) &* 0x9e37_79b1
    from.address = .v4(0x6440_0000 | mixed >> 16)
    from.port = UInt16(truncatingIfNeeded: mixed)
    return tcp(
      from, HostileTraffic.peer, 1,
      hex("160301 4000 0100fff0 0301") + [UInt8](repeating: 0x41, count: 1_300))
  }

  private mutating func overlap(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.asset
    from.port = UInt16(truncatingIfNeeded: 40_000 + number / 1_000 % 20_000)
    if number % 1_000 == 0 {
      return segment.frame(
        from: 0x0a4d_000a, from.port, to: 0xcb00_7150, 443, sequence: 999, flags: .syn)
    }
    // The octet at 1,000 never comes.
    let place = 1_001 + UInt32(truncatingIfNeeded: random.next() % 60_000)
    let octet = UInt8(truncatingIfNeeded: random.next())
    return tcp(
      from, HostileTraffic.peer, place,
      [UInt8](repeating: octet, count: 1 + Int(truncatingIfNeeded: random.next() % 1_400)))
  }

  /// Messages of a compound of which each says that another follows, without end.
  private mutating func compound(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.asset
    from.port = 40_001
    // The largest message that NetBIOS can frame, then as many small ones.
    if number % 50_000 == 0 { return next(from, hex("00ffffff") + chained) }
    if number % 50_000 < 12_000 { return next(from, chained) }
    return next(from, [0, 0] + octets(UInt16(chained.count)) + chained)
  }

  private mutating func request(_ number: Int) -> [UInt8] {
    var from = HostileTraffic.asset
    from.port = 40_002
    if number % 3 == 0 {
      return next(from, Array("GET /\(number) HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8))
    }
    from.port = 40_003
    // One head that never ends.
    let line = "X-\(number): \(String(repeating: "a", count: 900))\r\n"
    return sized(from, number == 1 ? "GET / HTTP/1.1\r\n" + line : line)
  }

  private var other: UInt32 = 1

  private mutating func sized(_ from: Host, _ text: String) -> [UInt8] {
    defer { other &+= UInt32(truncatingIfNeeded: text.utf8.count) }
    return tcp(from, HostileTraffic.peer, other, Array(text.utf8))
  }

  private mutating func next(_ from: Host, _ payload: [UInt8]) -> [UInt8] {
    defer { sequence &+= UInt32(truncatingIfNeeded: payload.count) }
    return tcp(from, HostileTraffic.peer, sequence, payload)
  }

  // MARK: Names

  private static let loops = [
    hex("c00c"), hex("c00e c00c"), hex("0161 c00c"), hex("c010 c00c c00e"), hex("c0ff"),
    hex("0161c00e"),
    // A chain of pointers, each to the one before it.
    (0..<200).flatMap { octets(UInt16(0xc00c + max(0, $0 * 2 - 2))) },
  ]
  private static let answerHeader = hex("8180 0001 0001 0000 0000")
  private static let questionHeader = hex("0100 0001 0000 0000 0000")
  private static let addressInternet = hex("0001 0001")

  private mutating func pointerLoop(_ number: Int) -> [UInt8] {
    let header = octets(UInt16(truncatingIfNeeded: number)) + Self.answerHeader
    var to = HostileTraffic.asset
    to.port = UInt16(truncatingIfNeeded: 1_024 + number % 16)
    return udp(
      Host("10.77.0.53", port: 53), to,
      header + Self.loops[number % Self.loops.count] + Self.addressInternet)
  }

  private mutating func question(_ number: Int) -> [UInt8] {
    let label = Array("n\(number)x".utf8)
    let name = [UInt8(label.count)] + label + [7] + Array("example".utf8) + [3] + Array("net".utf8)
    var from = HostileTraffic.asset
    from.port = UInt16(truncatingIfNeeded: 1_024 + number % 64_000)
    return udp(
      from, Host("10.77.0.53", port: 53),
      octets(UInt16(truncatingIfNeeded: number)) + Self.questionHeader + name
        + [0] + Self.addressInternet)
  }

  // MARK: Packets

  private func tcp(_ from: Host, _ to: Host, _ sequence: UInt32, _ payload: [UInt8]) -> [UInt8] {
    PacketBuilder.ethernet(
      from: from, to: to,
      ip: PacketBuilder.ip(
        from: from, to: to, .tcp,
        PacketBuilder.tcp(
          from: from, to: to, sequence: sequence, acknowledgment: 1, flags: [.psh, .ack], payload)))
  }

  private func udp(_ from: Host, _ to: Host, _ payload: [UInt8]) -> [UInt8] {
    PacketBuilder.ethernet(
      from: from, to: to,
      ip: PacketBuilder.ip(
        from: from, to: to, .udp, PacketBuilder.udp(from: from, to: to, payload)))
  }

  private static func nested(_ depth: Int) -> [UInt8] {
    let (from, to) = (HostileTraffic.asset, HostileTraffic.peer)
    let inner = PacketBuilder.ip(
      from: from, to: to, .tcp,
      PacketBuilder.tcp(from: from, to: to, sequence: 1, flags: .syn))
    return PacketBuilder.ethernet(
      from: from, to: to,
      ip: (0..<depth).reduce(inner) { packet, _ in
        PacketBuilder.ip(from: from, to: to, .ipv4, packet)
      })
  }

  private static func headerChain() -> [UInt8] {
    let (from, to) = (Host("fd77::10", port: 40_000), Host("2001:db8::1", port: 443))
    return PacketBuilder.ethernet(
      from: from, to: to,
      ip: PacketBuilder.ip(
        from: from, to: to, .tcp,
        extensions: (0..<170).map { _ in (.destinationOptions, hex("00 0104 00000000")) },
        PacketBuilder.tcp(from: from, to: to, sequence: 1, flags: .syn)))
  }
}
