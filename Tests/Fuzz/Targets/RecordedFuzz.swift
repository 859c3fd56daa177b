import Capture
import Observations
import TestKit
import Wire

/// Real conversations, cut, ordered, repeated and overlapped as the input says: what is concluded
/// stays the same.
enum RecordedFuzz {
  private static let folder = "Tests/Captures/matrix/"
  private static let names = [
    "tls1.0-openssl", "tls1.2-sni-alpn", "tls1.2-hello-many-records", "tls1.3-hello-retry",
    "tls1.3-sni-alpn", "smb3.1.1-server-signs", "smb3.1.1-encrypted", "smb1-signed",
    "smb2.1-multi-protocol", "http-pipelined", "http-chunked-answer", "dns-tcp-two-questions",
  ]

  private struct Recording {
    var name: String
    var session: RecordedSession
    var server: Host
    var expected: Conclusion
  }

  private static let recordings: [Recording] = names.map { name in
    guard let (session, port) = read(folder + name + ".pcap") else {
      fatalError("\(folder)\(name).pcap holds no conversation; run from the repository's root")
    }
    let server = Host("10.77.0.20", port: port)
    let outcome = FlowFeeder().feed(session.frames(.whole, server: server))
    return Recording(name: name, session: session, server: server, expected: Conclusion(outcome))
  }

  /// The first octet chooses the recording, each two further ones the length of a piece and what
  /// becomes of it; then the rest of a turn goes whole.
  static func run(_ octets: Span<UInt8>) {
    guard !octets.isEmpty else { return }
    let recording = recordings[Int(octets[0]) % recordings.count]
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: recording.server, gap: 10_000)
    conversation.handshake()
    var orders = octets.from(1)
    for turn in recording.session.turns { send(turn, over: &conversation, as: &orders) }
    conversation.close()
    let outcome = FlowFeeder().feed(conversation.frames)
    promise(outcome.coverage.gaps == 0, "\(recording.name): \(outcome.coverage)")
    let found = Conclusion(outcome)
    promise(found == recording.expected, "\(recording.name):\n\(recording.expected)\nand\n\(found)")
  }

  private static func send(
    _ turn: RecordedSession.Turn, over conversation: inout TCPConversation,
    as orders: inout Span<UInt8>
  ) {
    var pieces: [Range<Int>] = []
    var place = 0
    // A piece that went back again and again would wait longer than the engine lets it.
    var isSwapped = false
    while place < turn.octets.count {
      var length = turn.octets.count - place
      var what: UInt8 = 0
      if orders.count >= 2 {
        length = min(length, Int(orders[0]) * Int(orders[0] >> 4) + 1)
        what = orders[1]
        orders = orders.from(2)
      }
      let piece = place..<place + length
      place += length
      let swaps = what & 7 == 0 && !isSwapped && !pieces.isEmpty
      switch what & 7 {
      case 0 where swaps: pieces.insert(piece, at: pieces.count - 1)
      case 1: pieces += [piece, piece]
      case 2: pieces.append(max(0, piece.lowerBound - Int(what))..<piece.upperBound)
      case 3: pieces += [piece] + pieces.suffix(1)
      default: pieces.append(piece)
      }
      isSwapped = swaps
    }
    let isClient = turn.side == .client
    let start = isClient ? conversation.clientSequence : conversation.serverSequence
    for piece in pieces {
      conversation.insert(
        Array(turn.octets[piece]), from: turn.side,
        sequence: start &+ UInt32(truncatingIfNeeded: piece.lowerBound))
    }
    let end = start &+ UInt32(truncatingIfNeeded: turn.octets.count)
    if isClient { conversation.clientSequence = end } else { conversation.serverSequence = end }
  }

  /// The turns of the first TCP connection of a capture, which lost and repeated nothing.
  private static func read(_ path: String) -> (RecordedSession, port: UInt16)? {
    guard var capture = try? CaptureFile(path: path) else { return nil }
    var turns: [RecordedSession.Turn] = []
    var ports: (client: UInt16, server: UInt16)?
    while let frame = try? capture.readFrame() {
      var reader = OctetReader(capture.octets, layer: .ethernet)
      guard let link = try? LinkHeader(parsing: &reader, linkType: frame.linkType),
        link.etherType == .ipv4, let ip = try? IPv4Header(parsing: &reader),
        ip.protocolNumber == .tcp, var segment = try? ip.payload(of: &reader, layer: .tcp),
        let tcp = try? TCPHeader(parsing: &segment)
      else { continue }
      if ports == nil, tcp.flags == .syn { ports = (tcp.sourcePort, tcp.destinationPort) }
      guard let (client, server) = ports, !segment.isAtEnd else { continue }
      let side: TCPConversation.Side = tcp.sourcePort == client ? .client : .server
      guard tcp.sourcePort == client || tcp.destinationPort == client,
        tcp.sourcePort == server || tcp.destinationPort == server
      else { continue }
      let octets = segment.rest().copied()
      if turns.last?.side == side {
        turns[turns.count - 1].octets += octets
      } else {
        turns.append(RecordedSession.Turn(side, octets))
      }
    }
    guard let ports, !turns.isEmpty else { return nil }
    return (RecordedSession(turns), ports.server)
  }
}
