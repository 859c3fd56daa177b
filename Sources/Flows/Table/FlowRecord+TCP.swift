import Observations
import Wire

/// How far a TCP connection got, by its flags alone.
extension FlowRecord {
  /// A SYN that does not belong to this connection begins another one with the same ports.
  @inline(__always)
  func isReplaced(by packet: PacketHead) -> Bool {
    guard packet.kind == .tcp, packet.flags.contains(.syn), !packet.flags.contains(.ack) else {
      return false
    }
    // The same SYN again is a retransmission or a second copy from the mirror, even when a reset
    // has come in between.
    if flags.contains(.synSeen), synSequence == packet.sequenceNumber { return false }
    if flags.contains(.closed) || flags.contains(.midstream) { return true }
    return flags.contains(.synSeen) && flags.contains(.synAckSeen) && packet.source == initiator
  }

  /// A segment that lies wholly in octets that were read or are skipped.
  @inline(__always)
  func passesOver(_ packet: PacketHead) -> Bool {
    let flag: Flags = packet.sourceIsLow ? .skipsLow : .skipsHigh
    guard packet.kind == .tcp, flags.contains(flag), !packet.flags.contains(.syn) else {
      return false
    }
    let end =
      packet.sequenceNumber &+ UInt32(truncatingIfNeeded: packet.payloadCount + packet.payloadLost)
    return Int32(bitPattern: end &- skipped[packet.source]) <= 0
  }

  /// Remembers where the stream of an end begins.
  mutating func noteStart(_ packet: PacketHead) {
    starts[packet.source] = packet.sequenceNumber
    flags.insert(packet.sourceIsLow ? .startOfLow : .startOfHigh)
  }

  /// The sequence number of an end's SYN.
  func start(of end: End) -> UInt32? {
    flags.contains(end == .low ? .startOfLow : .startOfHigh) ? starts[end] : nil
  }

  /// Notes how far the octets of both ends go at least.
  ///
  /// A reset's numbers may be anything; those of a segment with payload are read with it.
  @inline(__always)
  mutating func noteReach(_ packet: PacketHead) {
    guard !packet.flags.contains(.rst) else { return }
    if packet.flags.contains(.ack) {
      extendReach(of: packet.source.other, to: packet.acknowledgmentNumber)
    }
    if packet.flags.contains(.syn) {
      // An end that begins anew with another number leaves the old one behind.
      flags.remove(packet.sourceIsLow ? .reachOfLow : .reachOfHigh)
      extendReach(of: packet.source, to: packet.sequenceNumber &+ 1)
    } else if packet.payloadCount + packet.payloadLost == 0 {
      extendReach(of: packet.source, to: packet.sequenceNumber)
    }
  }

  @inline(__always)
  private mutating func extendReach(of end: End, to sequence: UInt32) {
    let flag: Flags = end == .low ? .reachOfLow : .reachOfHigh
    if !flags.contains(flag) {
      flags.insert(flag)
      origin[end] = sequence
      reach[end] = sequence
    } else if Int32(bitPattern: sequence &- reach[end]) > 0 {
      reach[end] = sequence
    }
  }

  /// See `reach`; nil for an end of which the mirror shows nothing.
  func reach(of end: End) -> UInt32? {
    flags.contains(end == .low ? .reachOfLow : .reachOfHigh) && packets[end] > 0
      ? reach[end] : nil
  }

  /// The end sent octets, and none of them was captured.
  func hidesOctets(of end: End) -> Bool {
    guard octets[end] == 0, let reach = reach(of: end) else { return false }
    return Stream.isMissing(upTo: reach, behind: origin[end])
  }

  /// The first packet of a connection.
  mutating func open(_ packet: PacketHead) {
    let isSYN = packet.flags.contains(.syn)
    if packet.kind == .udp {
      initiator = packet.source
      flags.insert(.initiatorKnown)
    } else if isSYN {
      initiator = packet.flags.contains(.ack) ? packet.source.other : packet.source
      flags.insert(.initiatorKnown)
    } else {
      flags.insert(.midstream)
      // Without a SYN the lower port is taken for the responder's.
      initiator =
        UInt16(truncatingIfNeeded: key.ports >> 16) > UInt16(truncatingIfNeeded: key.ports)
        ? .low : .high
    }
  }

  /// Takes a segment's flags; true when something changed that a snapshot tells.
  mutating func noteTCP(_ packet: PacketHead) -> Bool {
    let end = packet.source
    let before = (stage, refusal, flags)
    if packet.flags.contains(.rst) {
      noteReset(from: end)
    } else if packet.flags.contains(.syn) {
      noteSYN(packet, from: end)
    } else {
      if goesOnAfterReset(packet) { reopen() }
      flags.insert(end == .low ? .spokeLow : .spokeHigh)
      noteProgress(from: end)
    }
    if packet.flags.contains(.fin) {
      flags.insert(end == .low ? .finFromLow : .finFromHigh)
      if hasFinished(.low), hasFinished(.high) { flags.insert(.closed) }
    }
    if stage == .established, octets.low > 0, octets.high > 0 { stage = .succeeded }
    guard before != (stage, refusal, flags) else { return false }
    if before.0 != stage || before.1 != refusal { deciding = packet.moment }
    return true
  }

  private mutating func noteSYN(_ packet: PacketHead, from end: End) {
    if packet.flags.contains(.ack) {
      flags.insert(.synAckSeen)
      if !flags.contains(.synSeen) { initiator = end.other }
      flags.insert(.initiatorKnown)
      refusal = nil
    } else if flags.contains(.synSeen) {
      flags.insert(.synRepeated)
    } else {
      flags.insert(.synSeen)
      synSequence = packet.sequenceNumber
    }
  }

  /// An acknowledgement or payload: the handshake is complete once both ends have shown theirs.
  private mutating func noteProgress(from end: End) {
    guard stage < .established else { return }
    if flags.contains(.midstream) {
      if hasSpoken(.low), hasSpoken(.high) { stage = .established }
    } else if flags.contains(.synAckSeen), end == initiator || hasSpoken(end.other) {
      stage = .established
      refusal = nil
    }
  }

  private mutating func noteReset(from end: End) {
    flags.insert(.reset)
    flags.insert(.closed)
    flags.insert(end == .low ? .resetFromLow : .resetFromHigh)
    guard stage < .established, !flags.contains(.synAckSeen), end != initiator,
      !flags.contains(.midstream)
    else { return }
    stage = .refused
    refusal = .reset
  }

  /// New payload of an end that a reset had come from: no host sends it, so the reset was another's
  /// and the peer did not take it, whatever its sequence number.
  ///
  /// A copy from the mirror lies in octets that were read, and of a settled flow nothing is read.
  @inline(__always)
  private func goesOnAfterReset(_ packet: PacketHead) -> Bool {
    flags.contains(.closed)
      && flags.contains(packet.sourceIsLow ? .resetFromLow : .resetFromHigh)
      && packet.payloadCount + packet.payloadLost > 0
      && !flags.contains(.settled) && !passesOver(packet)
  }

  private mutating func reopen() {
    flags.remove([.closed, .reset, .resetFromLow, .resetFromHigh])
    // What changed at the end was kept for the last snapshot, which is now not the last.
    flags.remove(.changed)
    flags.insert(.ignoredReset)
    if hasFinished(.low), hasFinished(.high) { flags.insert(.closed) }
  }

  /// Closed by a reset alone, after a handshake: whoever did not send it may go on.
  var isResetInTheMiddle: Bool {
    flags.contains(.reset) && stage >= .established && !hasFinished(.low) && !hasFinished(.high)
  }

  /// An end closed or reset the flow, and both ends were in view.
  var endedByPeers: Bool {
    packets.low > 0 && packets.high > 0
      && !flags.isDisjoint(with: [.closed, .finFromLow, .finFromHigh])
  }

  /// The flow ended without a word from the responder.
  mutating func noteSilence() {
    guard stage == .attempted, refusal == nil, packets[initiator.other] == 0,
      flags.contains(.synSeen), !hasSpoken(initiator)
    else { return }
    refusal = .silence
    if flags.contains(.synRepeated) { stage = .refused }
  }

  /// Takes a datagram; true when something changed that a snapshot tells.
  mutating func noteUDP(_ packet: PacketHead) -> Bool {
    let before = stage
    let answered = packets[initiator.other]
    if answered > 0 {
      stage = answered > 1 && packets[initiator] > 1 ? .succeeded : max(stage, .established)
      refusal = nil
    }
    guard before != stage else { return false }
    deciding = packet.moment
    return true
  }

  /// The first datagram is not one that opens an exchange: it may as well be an answer to another
  /// that the capture lacks, unless a port of a registered service tells.
  mutating func doubtInitiator() {
    guard key.low.port >= Self.firstUserPort, key.high.port >= Self.firstUserPort else { return }
    flags.remove(.initiatorKnown)
  }

  /// Ports below are those of services (RFC 6335 section 6).
  private static let firstUserPort: UInt16 = 1_024

  /// An ICMP error quotes a packet of the initiator.
  mutating func noteUnreachable(_ packet: PacketHead) -> Bool {
    guard stage == .attempted, packet.source == initiator, packets[initiator.other] == 0 else {
      return false
    }
    // Whoever has nobody at a port was the one asked.
    flags.insert(.initiatorKnown)
    stage = .refused
    refusal = .unreachable
    deciding = packet.moment
    return true
  }
}
