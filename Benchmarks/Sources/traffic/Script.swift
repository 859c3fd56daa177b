internal import Recordings
internal import TestKit
internal import Wire

/// What the two ends of a flow send, packet by packet, apart from addresses, ports and numbers.
struct Script {
  /// What a sensor should find in the flow.
  enum Finding: Hashable {
    case tls(String)
    case smb(String)
    case dns
    case http
    case nothing
  }

  struct Step {
    var side: TCPConversation.Side
    var flags: TCPFlags
    var options: [UInt8] = []
    var payload: [UInt8] = []
  }

  var finding: Finding
  var transport = IPProtocol.tcp
  var port: UInt16
  /// Connection set-up and what is said before the bulk.
  var opening: [Step]
  /// One message of the bulk with its acknowledgements; empty for a short flow.
  var cycle: [Step] = []
  var closing: [Step] = []
  /// The first message of the client needs two segments.
  var splitsHello = false
  /// The session that the server gave out, of SMB2 and 3 (MS-SMB2 2.2.1.2, SessionId).
  private var session: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]

  static let segmentSize = 1_460

  /// A recorded connection, whole or its first turns.
  static func recorded(
    _ name: String, _ finding: Finding, port: UInt16, turns limit: Int = .max
  ) -> Script {
    let traffic = RecordedTraffic(name)
    let turns = traffic.turns.prefix(limit)
    var opening = [
      Step(side: .client, flags: .syn, options: TCPConversation.synOptions),
      Step(side: .server, flags: [.syn, .ack], options: TCPConversation.synOptions),
      Step(side: .client, flags: .ack),
    ]
    for turn in turns { opening += segments(turn.octets, from: turn.side) }
    let isLong = (turns.first?.octets.count ?? 0) > segmentSize
    var script = Script(
      finding: finding, port: port, opening: opening,
      closing: [
        Step(side: .client, flags: [.fin, .ack]), Step(side: .server, flags: [.fin, .ack]),
        Step(side: .client, flags: .ack),
      ], splitsHello: isLong)
    // The answer to SESSION_SETUP: command 1, and the flag of a response.
    let setUp = traffic.sessionMessages.first {
      $0.count > 64 && $0[0] == 0xFE && $0[12] == 1 && $0[16] & 1 == 1
    }
    if let setUp { script.session = Array(setUp[40..<48]) }
    return script
  }

  /// Data cut into segments, every second of which the other end acknowledges, as stacks do.
  static func segments(_ data: [UInt8], from side: TCPConversation.Side) -> [Step] {
    var steps: [Step] = []
    for start in stride(from: 0, to: data.count, by: segmentSize) {
      let end = min(data.count, start + segmentSize)
      steps.append(Step(side: side, flags: [.psh, .ack], payload: Array(data[start..<end])))
      if start / segmentSize % 2 == 1 || end == data.count {
        steps.append(Step(side: side.other, flags: .ack))
      }
    }
    return steps
  }

  /// A question and its answer over UDP.
  static func datagrams(_ name: String, _ finding: Finding, port: UInt16) -> Script {
    let datagrams = RecordedTraffic(name).datagrams
    let steps = datagrams.map { direction, octets in
      Step(
        side: direction.destinationPort == port ? .client : .server, flags: [], payload: octets)
    }
    return Script(finding: finding, transport: .udp, port: port, opening: steps)
  }

  // MARK: Bulk

  /// A record of TLS is 16 KiB of data and the tag of AEAD (RFC 8446 section 5.2).
  func sendingRecords(from side: TCPConversation.Side, _ random: inout SplitMix) -> Script {
    var script = self
    let length = UInt16(16_384 + 17)
    var record: [UInt8] = [23, 3, 3] + octets(length)
    record += Self.noise(Int(length), &random)
    script.cycle = Self.segments(record, from: side)
    return script
  }

  /// MS-SMB2 2.2.21, 2.2.22: WRITE of 64 KiB and its answer, in clear or behind the header of
  /// 2.2.41.
  func writing(encrypted: Bool, _ random: inout SplitMix) -> Script {
    let data = 65_536
    var script = self
    let request: [UInt8]
    let response: [UInt8]
    if encrypted {
      request = transform(64 + 48 + data, &random)
      response = transform(64 + 16, &random)
    } else {
      // StructureSize, DataOffset, Length, Offset, FileId, Channel, RemainingBytes, buffer, Flags.
      var body = Self.little(49, 2) + Self.little(112, 2) + Self.little(data, 4)
      body += Self.little(0, 8) + [UInt8](repeating: 0x11, count: 16) + Self.little(0, 16)
      request =
        header(command: 9, flags: 0) + body + Self.noise(data, &random)
      response =
        header(command: 9, flags: 1) + Self.little(17, 2) + Self.little(0, 2)
        + Self.little(data, 4) + Self.little(0, 8)
    }
    script.cycle =
      Self.segments(Self.framed(request), from: .client)
      + Self.segments(Self.framed(response), from: .server)
    return script
  }

  /// MS-SMB2 2.2.1.2.
  private func header(command: Int, flags: Int) -> [UInt8] {
    var octets: [UInt8] = [0xFE, 0x53, 0x4D, 0x42]
    octets += Self.little(64, 2) + Self.little(1, 2) + Self.little(0, 4)
    octets += Self.little(command, 2) + Self.little(64, 2) + Self.little(flags, 4)
    octets += Self.little(0, 4) + Self.little(77, 8) + Self.little(0, 4) + Self.little(1, 4)
    return octets + session + [UInt8](repeating: 0, count: 16)
  }

  private func transform(_ size: Int, _ random: inout SplitMix) -> [UInt8] {
    var message: [UInt8] = [0xFD, 0x53, 0x4D, 0x42]
    message += Self.noise(32, &random)
    message += Self.little(size, 4) + Self.little(0, 2) + Self.little(1, 2) + session
    return message + Self.noise(size, &random)
  }

  private static func framed(_ message: [UInt8]) -> [UInt8] {
    octets(UInt32(message.count)) + message
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  private static func noise(_ count: Int, _ random: inout SplitMix) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
