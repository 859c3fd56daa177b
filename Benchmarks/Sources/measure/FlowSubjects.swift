internal import Flows
internal import Observations
internal import Recordings
internal import TestKit
internal import Wire

/// Packets on their way through the front door, the flow table and the readers.
enum FlowSubjects {
  static var all: [Subject] {
    let tls = session("matrix/tls1.2-sni-alpn.pcap")
    let smb = session("matrix/smb3.1.1-unsigned.pcap")
    return [
      frontDoor("front-door/ipv4", vlans: []),
      frontDoor("front-door/two-vlan-tags", vlans: [7, 77]),
      vxlan,
      settled, attempts,
      flows("flow/tls-in-order", tls, .whole, "a connection with its octets"),
      flows("flow/tls-split", tls, .split(seed: 1), "segments of random length"),
      flows("reassembly/reversed", tls, .reordered(seed: 1), "segments out of order"),
      flows("reassembly/overlapping", tls, .overlapping(seed: 1), "segments that repeat others"),
      flows("reassembly/repeated", tls, .duplicated(seed: 1), "segments seen twice"),
      flows("flow/smb", smb, .whole, "a session of SMB 3.1.1"),
      flows("flow/http", session("matrix/http-get-200.pcap"), .whole, "GET and answer"),
      questions,
    ]
  }

  private static let client = Host("10.77.0.10", port: 49_152)
  private static let server = Host("203.0.113.10", port: 443)

  // MARK: Single packets

  private static func segment(_ payload: Int) -> [UInt8] {
    PacketBuilder.tcp(
      from: client, to: server, sequence: 1_000, acknowledgment: 1, flags: [.psh, .ack],
      [UInt8](repeating: 7, count: payload))
  }

  private static func frontDoor(_ name: String, vlans: [UInt16]) -> Subject {
    let packet = PacketBuilder.ip(from: client, to: server, .tcp, segment(1_200))
    return admitting(
      name, PacketBuilder.ethernet(from: client, to: server, vlans: vlans, ip: packet),
      "a TCP segment")
  }

  /// RFC 7348: a frame inside UDP to port 4789, behind eight octets.
  private static var vxlan: Subject {
    let packet = PacketBuilder.ip(from: client, to: server, .tcp, segment(1_200))
    let inner = PacketBuilder.ethernet(from: client, to: server, ip: packet)
    let near = Host("192.0.2.1", port: 50_000)
    let far = Host("192.0.2.2", port: 4_789)
    let datagram = PacketBuilder.udp(from: near, to: far, hex("08000000 00000700") + inner)
    let outer = PacketBuilder.ip(from: near, to: far, .udp, datagram)
    return admitting(
      "front-door/vxlan", PacketBuilder.ethernet(from: near, to: far, ip: outer), "wrapped")
  }

  private static func admitting(_ name: String, _ frame: [UInt8], _ message: String) -> Subject {
    Subject(name, octets: frame.count, message) { count in
      var frontDoor = FrontDoor()
      let time = Timestamp(nanoseconds: TCPConversation.defaultStart)
      var sum = 0
      for number in 0..<count {
        let head = frontDoor.admit(
          frame.span, linkType: .ethernet, originalLength: frame.count,
          at: Moment(frame: UInt64(number), time: time))
        sum &+= head?.partition ?? -1
      }
      return sum
    }
  }

  /// A packet of application data on a TLS connection that has settled: look-up and counters.
  private static var settled: Subject {
    let tls = session("matrix/tls1.2-sni-alpn.pcap")
    let opening = RecordedSession(tls.turns).frames(
      .whole, client: client, server: server, closes: false)
    var conversation = TCPConversation(client: client, server: server)
    conversation.clientSequence =
      1_001
      &+ UInt32(
        truncatingIfNeeded: tls.turns.filter { $0.side == .client }
          .reduce(0) { $0 + $1.octets.count })
    let record: [UInt8] = [23, 3, 3, 0x04, 0xB0] + [UInt8](repeating: 7, count: 1_200)
    conversation.send(record, from: .client)
    guard let data = conversation.frames.first?.octets else { fatalError("no frame") }
    let start = conversation.clientSequence &- UInt32(truncatingIfNeeded: record.count)
    return Subject(
      "flow-table/look-up", octets: data.count, "application data of a settled flow"
    ) { count in
      var route = Route()
      for frame in opening { route.take(frame.octets.span) }
      var frame = data
      var sequence = start
      for _ in 0..<count {
        // The place of the sequence number behind Ethernet and IPv4 headers.
        for index in 0..<4 {
          frame[38 + index] = UInt8(truncatingIfNeeded: sequence >> UInt32(24 - 8 * index))
        }
        sequence &+= UInt32(truncatingIfNeeded: record.count)
        route.take(frame.span)
      }
      route.endEpoch(after: 60)
      return route.observations
    }
  }

  /// A SYN that nothing follows: an entry made, told and taken out again.
  private static var attempts: Subject {
    let frames = (0..<roundFlows).map { number in
      let client = Host("10.77.\(number / 250).\(1 + number % 250)", port: 49_152)
      let syn = PacketBuilder.tcp(
        from: client, to: server, sequence: 1, flags: .syn, options: TCPConversation.synOptions)
      return PacketBuilder.ethernet(
        from: client, to: server, ip: PacketBuilder.ip(from: client, to: server, .tcp, syn))
    }
    return Subject(
      "flow-table/insert", octets: frames[0].count, "a SYN: entry, time-out, connection told",
      batch: roundFlows
    ) { count in
      var route = Route()
      for _ in 0..<max(1, count / frames.count) {
        for frame in frames { route.take(frame.span) }
        route.endEpoch(after: 90)
      }
      return route.observations
    }
  }

  // MARK: Whole connections

  /// Flows at a time: each with an address of its own.
  private static let roundFlows = 512

  /// The turns of the first connection of a capture, in the order in which they were taken.
  private static func session(_ name: String) -> RecordedSession {
    let turns = RecordedTraffic(name).turns
    guard !turns.isEmpty else { fatalError("no connection in \(name)") }
    return RecordedSession(turns)
  }

  private static func flows(
    _ name: String, _ session: RecordedSession, _ delivery: RecordedSession.Delivery,
    _ message: String
  ) -> Subject {
    let port: UInt16 = name == "flow/smb" ? 445 : name == "flow/http" ? 80 : 443
    let frames = (0..<roundFlows).flatMap { number in
      session.frames(
        delivery, client: Host("10.77.\(number / 250).\(1 + number % 250)", port: 49_152),
        server: Host("203.0.113.10", port: port)
      ).map(\.octets)
    }
    let octets = frames.reduce(0) { $0 + $1.count } / roundFlows
    let packets = frames.count / roundFlows
    return Subject(
      name, octets: octets, "\(message), \(packets) packets", batch: roundFlows
    ) { count in
      var route = Route()
      for _ in 0..<max(1, count / roundFlows) {
        for frame in frames { route.take(frame.span) }
        route.endEpoch(after: 90)
      }
      return route.observations
    }
  }

  private static var questions: Subject {
    let pair = RecordedTraffic("matrix/dns-cname.pcap").datagrams.map(\.octets)
    let frames = (0..<roundFlows).flatMap { number in
      let client = Host("10.77.\(number / 250).\(1 + number % 250)", port: 49_152)
      let server = Host("10.77.0.53", port: 53)
      return [(client, server, pair[0]), (server, client, pair[1])].map { from, to, message in
        PacketBuilder.ethernet(
          from: from, to: to,
          ip: PacketBuilder.ip(
            from: from, to: to, .udp, PacketBuilder.udp(from: from, to: to, message)))
      }
    }
    return Subject(
      "flow/dns", octets: (frames[0].count + frames[1].count), "question and answer",
      batch: roundFlows
    ) { count in
      var route = Route()
      for _ in 0..<max(1, count / roundFlows) {
        for frame in frames { route.take(frame.span) }
        route.endEpoch(after: 90)
      }
      return route.observations
    }
  }
}
