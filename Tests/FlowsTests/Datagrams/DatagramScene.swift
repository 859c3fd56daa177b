import Observations
import TestKit
import Wire

@testable import Flows

/// Datagrams between two ends, from the frame to the last snapshot of each flow.
struct DatagramScene: ~Copyable {
  static let client = Host("192.0.2.10", port: 50_000)
  static let server = Host("198.51.100.20", port: 4_433)

  private var door = FrontDoor()
  private let partitions: Partitions
  private var frames: UInt64 = 0

  init(limits: FlowLimits = FlowLimits()) {
    partitions = Partitions(limits: limits, seed: 1)
  }

  /// A datagram of the client.
  mutating func ask(_ payload: [UInt8], snapLength: Int = .max) {
    send(payload, from: Self.client, to: Self.server, snapLength: snapLength)
  }

  /// A datagram of the server.
  mutating func answer(_ payload: [UInt8]) {
    send(payload, from: Self.server, to: Self.client)
  }

  mutating func send(
    _ payload: [UInt8], from source: Host, to destination: Host, snapLength: Int = .max
  ) {
    frames += 1
    let packet = PacketBuilder.ip(
      from: source, to: destination, .udp,
      PacketBuilder.udp(from: source, to: destination, payload))
    let frame = PacketBuilder.ethernet(from: source, to: destination, ip: packet)
    let moment = Moment(
      frame: frames, time: Timestamp(nanoseconds: 1_000_000_000 + Int64(frames) * 1_000_000))
    let captured = frame.span.extracting(0..<min(frame.count, snapLength))
    if let head = door.admit(
      captured, linkType: .ethernet, originalLength: frame.count, at: moment)
    {
      partitions.receive(head, captured)
    }
  }

  /// The last snapshots in the order of the flows, and what was counted.
  func finish() -> (flows: [Connection], coverage: Coverage) {
    var flows: [Connection] = []
    for number in 0..<Partitions.count {
      for observation in partitions.finish(number) {
        if case .connection(let connection) = observation, connection.isFinal {
          flows.append(connection)
        }
      }
    }
    return (flows.sorted { $0.id < $1.id }, partitions.coverage)
  }
}

extension Connection {
  var quic: QUICConnection? {
    if case .quic(let quic) = application { quic } else { nil }
  }
}
