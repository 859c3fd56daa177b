/// The payload of one TCP connection, turn by turn, to be sent over the wire in many ways.
public struct RecordedSession: Sendable {
  public struct Turn: Sendable {
    public var side: TCPConversation.Side
    public var octets: [UInt8]

    public init(_ side: TCPConversation.Side, _ octets: [UInt8]) {
      self.side = side
      self.octets = octets
    }
  }

  public var turns: [Turn]

  public init(_ turns: [Turn]) {
    self.turns = turns
  }

  /// Turns written as hexadecimal text, each behind `>` (from the client) or `<`.
  public init(_ text: String) {
    var turns: [Turn] = []
    for line in text.split(separator: "\n") {
      let line = line.drop { $0 == " " }
      switch line.first {
      case ">": turns.append(Turn(.client, hex(String(line.dropFirst()))))
      case "<": turns.append(Turn(.server, hex(String(line.dropFirst()))))
      default:
        guard !turns.isEmpty else { continue }
        turns[turns.count - 1].octets += hex(String(line))
      }
    }
    self.turns = turns
  }

  public static func client(_ octets: [UInt8]) -> Turn { Turn(.client, octets) }
  public static func server(_ octets: [UInt8]) -> Turn { Turn(.server, octets) }

  /// How a turn is cut into segments and in which order these are seen.
  public enum Delivery: Sendable, CustomStringConvertible {
    case whole
    case octetByOctet
    /// Segments of random lengths.
    case split(seed: UInt64)
    /// Random lengths, and the segments of a turn out of order.
    case reordered(seed: UInt64)
    /// Random lengths, and some segments seen again, at once or later.
    case duplicated(seed: UInt64)
    /// Segments that repeat up to 40 octets of those before them.
    case overlapping(seed: UInt64)

    /// As it is written in Swift, so that a failing one can be run again.
    public var description: String {
      switch self {
      case .whole: ".whole"
      case .octetByOctet: ".octetByOctet"
      case .split(let seed): ".split(seed: \(seed))"
      case .reordered(let seed): ".reordered(seed: \(seed))"
      case .duplicated(let seed): ".duplicated(seed: \(seed))"
      case .overlapping(let seed): ".overlapping(seed: \(seed))"
      }
    }

    /// Every way but `.whole`, the random ones with these seeds.
    public static func variations(seeds: ClosedRange<UInt64>) -> [Delivery] {
      [.octetByOctet]
        + seeds.flatMap {
          [.split(seed: $0), .reordered(seed: $0), .duplicated(seed: $0), .overlapping(seed: $0)]
        }
    }
  }

  /// The frames of the whole connection: handshake, turns, and FIN from both ends.
  public func frames(
    _ delivery: Delivery, client: Host = Host("10.77.0.10", port: 49_152),
    server: Host = Host("10.77.0.20", port: 443), clientSequence: UInt32 = 1000,
    serverSequence: UInt32 = 5000, closes: Bool = true
  ) -> [Frame] {
    var conversation = TCPConversation(
      client: client, server: server, gap: 10_000, clientSequence: clientSequence,
      serverSequence: serverSequence)
    conversation.handshake()
    var delivering = Deliverer(delivery)
    for turn in turns { delivering.send(turn, over: &conversation) }
    if closes { conversation.close() }
    return conversation.frames
  }
}

/// Cuts turns and sends the pieces.
private struct Deliverer {
  let delivery: RecordedSession.Delivery
  var random: SplitMix

  init(_ delivery: RecordedSession.Delivery) {
    self.delivery = delivery
    switch delivery {
    case .whole, .octetByOctet: random = SplitMix(seed: 0)
    case .split(let seed), .reordered(let seed), .duplicated(let seed), .overlapping(let seed):
      random = SplitMix(seed: seed)
    }
  }

  mutating func send(_ turn: RecordedSession.Turn, over conversation: inout TCPConversation) {
    let start =
      turn.side == .client ? conversation.clientSequence : conversation.serverSequence
    for range in order(pieces(of: turn.octets.count)) {
      conversation.insert(
        Array(turn.octets[range]), from: turn.side,
        sequence: start &+ UInt32(truncatingIfNeeded: range.lowerBound))
    }
    let end = start &+ UInt32(truncatingIfNeeded: turn.octets.count)
    if turn.side == .client {
      conversation.clientSequence = end
    } else {
      conversation.serverSequence = end
    }
  }

  private mutating func pieces(of count: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var place = 0
    while place < count {
      let size: Int =
        switch delivery {
        case .whole: 60_000
        case .octetByOctet: 1
        default:
          random.chance(3)
            ? .random(in: 1...9, using: &random)
            : .random(in: 1...1_460, using: &random)
        }
      pieces.append(place..<min(count, place + size))
      place += size
    }
    return pieces
  }

  private mutating func order(_ pieces: [Range<Int>]) -> [Range<Int>] {
    switch delivery {
    case .whole, .octetByOctet, .split: return pieces
    case .reordered:
      // Fewer than the engine lets wait, so that nothing is given up.
      return stride(from: 0, to: pieces.count, by: 16).flatMap {
        pieces[$0..<min(pieces.count, $0 + 16)].shuffled(using: &random)
      }
    case .duplicated:
      var result: [Range<Int>] = []
      for piece in pieces {
        result.append(piece)
        if random.chance(2) { result.append(piece) }
        if random.chance(4), let old = result.randomElement(using: &random) { result.append(old) }
      }
      return result
    case .overlapping:
      return pieces.map {
        max(0, $0.lowerBound - .random(in: 0...40, using: &random))..<$0.upperBound
      }
    }
  }
}

/// The SplitMix64 generator: the same numbers for a seed on every machine.
public struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// True once in `count` times.
  public mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
