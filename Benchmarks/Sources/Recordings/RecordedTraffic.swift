internal import Capture
import Foundation
public import TestKit
internal import Wire

/// The messages of a capture of the repository, which real software sent.
public struct RecordedTraffic: Sendable {
  /// One direction of a conversation.
  public struct Direction: Hashable, Sendable {
    public var source: UInt128
    public var destination: UInt128
    public var sourcePort: UInt16
    public var destinationPort: UInt16
  }

  /// Every frame as it is.
  public private(set) var frames: [Frame] = []
  /// The payload of each datagram, in order.
  public private(set) var datagrams: [(direction: Direction, octets: [UInt8])] = []
  /// What each direction of each connection said.
  public private(set) var streams: [(direction: Direction, octets: [UInt8])] = []
  /// The turns of the first connection, in the order in which they were taken.
  public private(set) var turns: [RecordedSession.Turn] = []
  private var places: [Direction: (stream: Int, next: UInt32)] = [:]

  /// - Parameter name: below Tests/Captures.
  public init(_ name: String) {
    let path = Self.captures + "/" + name
    do throws(CaptureError) {
      var file = try CaptureFile(path: path)
      while let header = try file.readFrame() {
        let octets = file.octets
        var copy: [UInt8] = []
        copy.reserveCapacity(octets.count)
        for index in octets.indices { copy.append(octets[index]) }
        frames.append(Frame(time: header.time, octets: copy))
        var reader = OctetReader(octets, layer: .ethernet)
        // What cannot be read is none of the messages that are looked for.
        do throws(DecodeError) { try note(&reader, header) } catch { continue }
      }
    } catch {
      fatalError("\(error)")
    }
  }

  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().standardizedFileURL.path(percentEncoded: false)
  public static let captures = root + (root.hasSuffix("/") ? "" : "/") + "Tests/Captures"

  private mutating func note(
    _ reader: inout OctetReader, _ header: FrameHeader
  ) throws(DecodeError) {
    let link = try LinkHeader(parsing: &reader, linkType: header.linkType)
    if link.etherType == .ipv4 {
      let packet = try IPv4Header(parsing: &reader)
      var payload = try packet.payload(of: &reader, layer: .tcp)
      try note(
        packet.protocolNumber, UInt128(packet.source), UInt128(packet.destination), &payload)
    } else if link.etherType == .ipv6 {
      let packet = try IPv6Header(parsing: &reader)
      var payload = try packet.payload(of: &reader)
      let headers = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: packet.nextHeader)
      try note(headers.protocolNumber, packet.source, packet.destination, &payload)
    }
  }

  private mutating func note(
    _ number: IPProtocol, _ source: UInt128, _ destination: UInt128, _ reader: inout OctetReader
  ) throws(DecodeError) {
    if number == .udp {
      let header = try UDPHeader(parsing: &reader)
      var payload = try header.payload(of: &reader)
      let direction = Direction(
        source: source, destination: destination, sourcePort: header.sourcePort,
        destinationPort: header.destinationPort)
      datagrams.append((direction, Self.copy(payload.rest())))
    } else if number == .tcp {
      let header = try TCPHeader(parsing: &reader)
      let direction = Direction(
        source: source, destination: destination, sourcePort: header.sourcePort,
        destinationPort: header.destinationPort)
      let octets = Self.copy(reader.rest())
      guard !octets.isEmpty else { return }
      note(octets, direction, header.sequenceNumber)
      guard let place = places[direction] else {
        places[direction] = (
          streams.count, header.sequenceNumber &+ UInt32(truncatingIfNeeded: octets.count)
        )
        streams.append((direction, octets))
        return
      }
      // Captures of the repository that are read here have their segments in order.
      guard header.sequenceNumber == place.next else { return }
      streams[place.stream].octets += octets
      places[direction]?.next &+= UInt32(truncatingIfNeeded: octets.count)
    }
  }

  private mutating func note(_ octets: [UInt8], _ direction: Direction, _ sequence: UInt32) {
    let first = streams.first?.direction ?? direction
    let isAnswer =
      direction.source == first.destination && direction.destination == first.source
      && direction.sourcePort == first.destinationPort
      && direction.destinationPort == first.sourcePort
    guard direction == first || isAnswer else { return }
    if let place = places[direction], sequence != place.next { return }
    let side: TCPConversation.Side = direction == first ? .client : .server
    if turns.last?.side == side {
      turns[turns.count - 1].octets += octets
    } else {
      turns.append(RecordedSession.Turn(side, octets))
    }
  }

  private static func copy(_ octets: Span<UInt8>) -> [UInt8] {
    var copy: [UInt8] = []
    copy.reserveCapacity(octets.count)
    for index in octets.indices { copy.append(octets[index]) }
    return copy
  }

  // MARK: Messages

  /// The records of TLS in all streams, each with its header.
  public var records: [[UInt8]] {
    streams.flatMap { stream in
      Self.cut(stream.octets) { octets, place in
        guard place + 5 <= octets.count, octets[place + 1] == 3 else { return nil }
        return 5 + Int(octets[place + 3]) << 8 + Int(octets[place + 4])
      }
    }
  }

  /// The handshake messages that open the streams, without record header and handshake header.
  public var hellos: [(type: UInt8, body: [UInt8])] {
    records.compactMap { record in
      guard record[0] == 22, record.count > 9 else { return nil }
      let length = Int(record[6]) << 16 + Int(record[7]) << 8 + Int(record[8])
      guard record.count >= 9 + length else { return nil }
      return (record[5], Array(record[9..<9 + length]))
    }
  }

  /// The messages of SMB in all streams, without the four octets in front of them.
  public var sessionMessages: [[UInt8]] {
    streams.flatMap { stream in
      Self.cut(stream.octets) { octets, place in
        guard place + 8 <= octets.count, octets[place] == 0 else { return nil }
        return 4 + Int(octets[place + 1]) << 16 + Int(octets[place + 2]) << 8
          + Int(octets[place + 3])
      }
      .map { Array($0.dropFirst(4)) }
    }
  }

  /// Cuts a stream into messages whose length stands in front of them; stops at what is none.
  private static func cut(
    _ octets: [UInt8], length: ([UInt8], Int) -> Int?
  ) -> [[UInt8]] {
    var messages: [[UInt8]] = []
    var place = 0
    while place < octets.count, let count = length(octets, place), count > 0,
      place + count <= octets.count
    {
      messages.append(Array(octets[place..<place + count]))
      place += count
    }
    return messages
  }
}
