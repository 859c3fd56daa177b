import Flows
import Observations
import TestKit
import Wire

/// The flow engine: frames as they are, or one conversation cut and ordered in several ways.
enum FlowsFuzz {
  /// Ports that hint at a protocol, and one that does not.
  private static let ports: [UInt16] = [443, 445, 139, 80, 53, 25, 1080, 3389, 5432, 3306, 389, 9]
  private static let linkTypes: [LinkType] = [
    .ethernet, .raw, .linuxSLL, .null, .linuxSLL2, .nflog,
  ]
  /// Octets of one conversation: enough for hellos in several records.
  private static let maximumOctets = 16 * 1024

  /// The first octet chooses what the others mean.
  static func run(_ octets: Span<UInt8>) {
    guard octets.count > 2 else { return }
    switch octets[0] % 4 {
    case 0: readFrames(octets)
    case 1: readConversation(octets)
    default: RecordedFuzz.run(octets.from(1))
    }
  }

  /// Frames behind their lengths in 16 bits; observations do not depend on the tables' seed.
  private static func readFrames(_ octets: Span<UInt8>) {
    let linkType = linkTypes[Int(octets[1]) % linkTypes.count]
    var frames: [Frame] = []
    var time: Int64 = 1_767_261_600_000_000_000
    var rest = OctetReader(octets.from(2), layer: .ethernet)
    while let length = try? rest.readUInt16(), !rest.isAtEnd {
      // The upper bits are time: up to a minute passes between two frames.
      time += Int64(length >> 12) * 4_000_000_000 + 1_000_000
      let count = min(Int(length & 0xFFF), rest.remaining)
      guard let frame = try? rest.take(count) else { return }
      frames.append(Frame(time: time, octets: frame.copied()))
    }
    let first = FlowFeeder(seed: 1, linkType: linkType).feed(frames)
    let second = FlowFeeder(seed: 0xFEED, linkType: linkType).feed(frames)
    promise(first.observations == second.observations)
    promise(first.coverage == second.coverage)
  }

  /// Turns behind a side and a length, cut and ordered in some ways.
  ///
  /// Nothing is compared: where a stream makes no sense, reading goes on at the next segment that
  /// does, so that cuts matter. `RecordedFuzz` compares.
  private static func readConversation(_ octets: Span<UInt8>) {
    var turns: [RecordedSession.Turn] = []
    var rest = OctetReader(octets.extracting(2..<min(octets.count, maximumOctets)), layer: .tcp)
    while let head = try? rest.readUInt16(), !rest.isAtEnd {
      let count = min(Int(head & 0x7FFF), rest.remaining)
      guard count > 0, let turn = try? rest.take(count) else { continue }
      turns.append(RecordedSession.Turn(head & 0x8000 == 0 ? .client : .server, turn.copied()))
    }
    let session = RecordedSession(turns)
    let server = Host("10.77.0.20", port: ports[Int(octets[1]) % ports.count])
    let seed = UInt64(octets[0])
    for delivery in [RecordedSession.Delivery.whole, .split(seed: seed), .overlapping(seed: seed)] {
      let outcome = FlowFeeder().feed(session.frames(delivery, server: server))
      promise(outcome.coverage.gaps == 0, "\(delivery): \(outcome.coverage)")
      promise(outcome.connections.count == 1, "\(delivery)")
    }
  }
}
