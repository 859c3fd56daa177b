public import Wire

/// Writes the frames of one TCP connection, segment by segment, with true sequence numbers.
///
/// ```swift
/// var conversation = TCPConversation(
///   client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 445))
/// conversation.handshake()
/// conversation.send(request, from: .client)
/// conversation.send(answer, from: .server, segments: [1, 100])
/// conversation.close()
/// ```
public struct TCPConversation: Sendable {
  public enum Side: Hashable, Sendable {
    case client
    case server

    public var other: Side { self == .client ? .server : .client }
  }

  public let client: Host
  public let server: Host
  /// Octets of data in a segment at most.
  public var segmentSize: Int
  /// Nanoseconds between two frames.
  public var gap: Int64
  /// Time of the next frame.
  public var time: Int64
  public var vlans: [UInt16]
  /// What was written so far.
  public private(set) var frames: [Frame] = []
  /// The next sequence number of each side; settable, to leave gaps or to repeat.
  public var clientSequence: UInt32
  public var serverSequence: UInt32

  /// 2026-01-01T10:00:00Z, a time that no test depends on by accident.
  public static let defaultStart: Int64 = 1_767_261_600_000_000_000

  public init(
    client: Host, server: Host, start: Int64 = defaultStart, gap: Int64 = 1_000_000,
    vlans: [UInt16] = [], segmentSize: Int = 1460, clientSequence: UInt32 = 1000,
    serverSequence: UInt32 = 5000
  ) {
    self.client = client
    self.server = server
    time = start
    self.gap = gap
    self.vlans = vlans
    self.segmentSize = segmentSize
    self.clientSequence = clientSequence
    self.serverSequence = serverSequence
  }

  /// Maximum segment size, SACK permitted, window scale 7: what most stacks send.
  public static let synOptions = hex("020405b4 04020103 03070101")

  public mutating func syn(options: [UInt8] = synOptions) {
    emit(.client, .syn, options: options)
  }

  public mutating func synAck(options: [UInt8] = synOptions) {
    emit(.server, [.syn, .ack], options: options)
  }

  public mutating func ack(from side: Side) { emit(side, .ack) }
  public mutating func fin(from side: Side) { emit(side, [.fin, .ack]) }

  /// A reset; the answer to a SYN at a closed port is one from the server.
  public mutating func rst(from side: Side) { emit(side, [.rst, .ack]) }

  /// SYN, SYN-ACK, ACK.
  public mutating func handshake() {
    syn()
    synAck()
    ack(from: .client)
  }

  /// Sends data, cut at `segmentSize` or at the given lengths, the rest in a last segment; each
  /// segment is pushed, and acknowledged by the other side when `acknowledged`.
  public mutating func send(
    _ data: [UInt8], from side: Side, segments: [Int]? = nil, acknowledged: Bool = false
  ) {
    var rest = data[...]
    var lengths = (segments ?? [])[...]
    while !rest.isEmpty {
      let wanted = lengths.popFirst() ?? segmentSize
      let piece = rest.prefix(max(1, min(wanted, 65_000)))
      rest = rest.dropFirst(piece.count)
      emit(side, [.psh, .ack], Array(piece))
      if acknowledged { ack(from: side.other) }
    }
  }

  /// FIN from the client, FIN from the server, the last ACK.
  public mutating func close() {
    fin(from: .client)
    fin(from: .server)
    ack(from: .client)
  }

  /// One segment at a stated place in the stream, without moving the conversation on: repeats,
  /// overlaps, segments out of order.
  public mutating func insert(
    _ data: [UInt8], from side: Side, sequence: UInt32, flags: TCPFlags = [.psh, .ack]
  ) {
    append(side, sequence: sequence, flags, [], data)
  }

  /// Time passes without a frame.
  public mutating func wait(nanoseconds: Int64) { time += nanoseconds }

  /// One frame, moving the sender's sequence number on.
  public mutating func emit(
    _ side: Side, _ flags: TCPFlags, options: [UInt8] = [], _ data: [UInt8] = []
  ) {
    let sequence = side == .client ? clientSequence : serverSequence
    append(side, sequence: sequence, flags, options, data)
    var used = UInt32(truncatingIfNeeded: data.count)
    if flags.contains(.syn) { used += 1 }
    if flags.contains(.fin) { used += 1 }
    if side == .client { clientSequence &+= used } else { serverSequence &+= used }
  }

  private mutating func append(
    _ side: Side, sequence: UInt32, _ flags: TCPFlags, _ options: [UInt8], _ data: [UInt8]
  ) {
    let (from, to) = side == .client ? (client, server) : (server, client)
    let acknowledged = side == .client ? serverSequence : clientSequence
    let segment = PacketBuilder.tcp(
      from: from, to: to, sequence: sequence,
      acknowledgment: flags.contains(.ack) ? acknowledged : 0, flags: flags, options: options, data)
    let packet = PacketBuilder.ip(
      from: from, to: to, .tcp, identification: UInt32(frames.count + 1), segment)
    frames.append(
      Frame(
        time: time,
        octets: PacketBuilder.ethernet(from: from, to: to, vlans: vlans, ip: packet)))
    time += gap
  }
}
