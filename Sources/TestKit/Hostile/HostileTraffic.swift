/// Traffic that is made to exhaust or to blind who follows it, with one real breach in its middle.
///
/// Frames are made one at a time and handed on, so that a stream of any length needs no memory.
public struct HostileTraffic: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// One SYN each from sources that nobody answers, to many destinations.
    case synFlood = "syn-flood"
    /// The same to the web and file ports of one instrument.
    case spoofedSources = "spoofed-sources"
    /// Connections that complete the handshake and say nothing.
    case handshakes
    /// Connections that complete the handshake and say one octet.
    case oneOctet = "one-octet"
    /// Datagrams, each of another flow.
    case datagrams
    /// ClientHellos that announce much and never end: one after one octet each, most in the middle.
    case endlessHellos = "endless-hellos"
    /// Segments that overlap with other octets behind one that never comes.
    case overlaps
    /// DNS messages whose names point at themselves, at each other, and nowhere.
    case pointerLoops = "pointer-loops"
    /// Questions for names that are all different.
    case names
    /// IPv4 in IPv4, 64 deep.
    case nesting
    /// IPv6 extension headers as many as fit.
    case headerChains = "header-chains"
    /// First fragments without a second.
    case fragments
    /// SMB2 messages chained without end.
    case compounds
    /// Requests that nobody answers, pipelined without end.
    case requests
  }

  public let kind: Kind
  /// Frames of the flood; the breach adds a few.
  public let size: Int

  public init(_ kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
  }

  /// The instrument at fault, as `Tests/Captures/instrument-network.site.yaml` lists it.
  public static let asset = Host("10.77.0.10", port: 50_123, mac: 0x0200_0000_0010)
  /// Nobody that the site lists.
  public static let peer = Host("203.0.113.80", port: 443)

  private static let start = TCPConversation.defaultStart
  /// 100,000 frames a second.
  private static let gap: Int64 = 10_000

  /// Makes every frame, in order; the octets are valid for the call.
  public func forEach(_ body: (Frame) -> Void) {
    var flood = Flood(kind)
    for number in 0..<size {
      if number == size / 2 {
        for frame in Self.breach(at: Self.start + Int64(number) * Self.gap) { body(frame) }
      }
      body(Frame(time: Self.start + Int64(number) * Self.gap, octets: flood.frame(number)))
    }
  }

  /// A TLS 1.0 handshake of the instrument, with data both ways.
  static func breach(at time: Int64) -> [Frame] {
    func record(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
      [type, 3, 1] + octets(UInt16(body.count)) + body
    }
    let random = [UInt8](repeating: 0x5a, count: 32)
    let suite = hex("002f")
    let client = hex("0301") + random + [0] + octets(UInt16(2)) + suite + hex("0100")
    let server = hex("0301") + random + [0] + suite + [0]
    let finished = record(20, [1]) + record(22, [UInt8](repeating: 0x77, count: 40))
    let data = record(23, [UInt8](repeating: 0xa5, count: 64))
    // 1,000 nanoseconds apart, so that the breach ends before the flood goes on.
    var conversation = TCPConversation(client: asset, server: peer, start: time, gap: 1_000)
    conversation.handshake()
    conversation.send(
      record(22, [1] + octets(UInt32(client.count)).suffix(3) + client), from: .client)
    conversation.send(
      record(22, [2] + octets(UInt32(server.count)).suffix(3) + server)
        + record(22, hex("0e000000")),
      from: .server)
    conversation.send(record(22, hex("100000020101")) + finished, from: .client)
    conversation.send(finished + data, from: .server)
    conversation.send(data, from: .client)
    conversation.close()
    return conversation.frames
  }
}
