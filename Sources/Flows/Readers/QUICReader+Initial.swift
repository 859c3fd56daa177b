import Observations
import Wire

/// Initial packets: which keys open them, and what waits until the keys are known.
extension QUICReader {
  /// Initials that wait for the client's: a server's first flight.
  private static let maximumHeld = 4
  /// Trials with new keys in one flow; each costs a dozen hashes.
  private static let maximumFailures = 16

  func readInitial(
    _ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext
  ) {
    if connection.version.rawValue == 0 { noteVersion(packet.version, context: &context) }
    guard !packet.isCut else {
      noteUnread(context: &context)
      return
    }
    var payload = context.takeBuffer()
    let isOpen = open(packet, from: end, into: &payload, context: &context)
    if isOpen, !context.startsAnew {
      noteVersion(packet.version, context: &context)
      readFrames(payload.span, from: end, context: &context)
    }
    context.giveBack(payload)
    if isOpen, !held.isEmpty, client != nil, !context.startsAnew { readHeld(context: &context) }
  }

  /// Opens a packet with the connection's keys, or with keys made of its own identifier.
  private func open(
    _ packet: borrowing QUICPacket, from end: End, into payload: inout [UInt8],
    context: inout ReadingContext
  ) -> Bool {
    let known = secret?.version == packet.version ? secret : secret?.changed(to: packet.version)
    if let known {
      if let number = context.opener.open(
        packet, with: known, from: end == client ? .client : .server, expected: expected[end],
        into: &payload)
      {
        secret = known
        expected[end] = max(expected[end], number + 1)
        return true
      }
    }
    guard client == nil || end == client else {
      noteUnread(context: &context)
      return false
    }
    guard failures < Self.maximumFailures else {
      context.countLimit("QUIC Initials that do not open")
      return false
    }
    guard
      let fresh = QUICInitialSecret(
        version: packet.version, connectionID: packet.destinationConnectionID),
      let number = context.opener.open(packet, with: fresh, from: .client, into: &payload)
    else {
      failures += 1
      if client == nil {
        hold(packet, from: end, context: &context)
      } else {
        noteUnread(context: &context)
      }
      return false
    }
    begin(with: fresh, client: end, context: &context)
    expected[end] = number + 1
    return true
  }

  /// A client begins: for the first time, once more after a negotiation, or, after an answer, with
  /// another connection between the same ports.
  private func begin(with fresh: QUICInitialSecret, client end: End, context: inout ReadingContext)
  {
    if handshake?.version != nil {
      context.startsAnew = true
      return
    }
    secret = fresh
    client = end
    expected = Ends(0, 0)
    low.reset(context: &context)
    high.reset(context: &context)
  }

  private func hold(_ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext) {
    let octets = packet.octets
    guard held.count < Self.maximumHeld,
      context.kept + octets.count <= context.limits.keptOctetsPerPartition
    else {
      noteUnread(context: &context)
      return
    }
    var buffer = context.takeBuffer()
    for index in octets.indices { buffer.append(octets[index]) }
    context.kept += buffer.count
    held.append((end, buffer))
  }

  private func readHeld(context: inout ReadingContext) {
    let packets = held
    held = []
    for (end, octets) in packets {
      context.kept -= octets.count
      var reader = OctetReader(octets.span, layer: .quic, boundary: .length)
      // It was parsed before it was held.
      do throws(DecodeError) {
        let packet = try QUICPacket(parsing: &reader)
        readInitial(packet, from: end, context: &context)
      } catch {
        context.count(error)
      }
      context.giveBack(octets)
    }
  }

  func noteUnread(context: inout ReadingContext) {
    if connection.unreadInitials == 0 { context.changed = true }
    if connection.unreadInitials < .max { connection.unreadInitials += 1 }
  }
}
