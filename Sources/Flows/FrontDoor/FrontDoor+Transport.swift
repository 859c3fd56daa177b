import Observations
import Wire

extension FrontDoor {
  /// The code of a router that asks for smaller packets (RFC 1191 4); nothing is turned away.
  private static var fragmentationNeeded: UInt8 { 4 }

  /// Reads the transport header; for a protocol that carries packets, sets what follows instead.
  @inline(__always)
  mutating func readTransport(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    switch walk.protocolNumber {
    case .tcp:
      let start = reader
      let header: TCPHeader
      do throws(DecodeError) {
        header = try TCPHeader(parsing: &reader)
      } catch {
        return try readCutTCP(start, &walk, error)
      }
      walk.name(.tcp, header.sourcePort, header.destinationPort)
      walk.head.flags = header.flags
      walk.head.sequenceNumber = header.sequenceNumber
      walk.head.acknowledgmentNumber = header.acknowledgmentNumber
      walk.head.closesWindow =
        header.window == 0 && header.flags.isDisjoint(with: [.syn, .rst, .fin])
      walk.head.headerLength = UInt8(truncatingIfNeeded: header.headerLength)
      walk.head.payloadStart = reader.offset
      walk.head.payloadCount = reader.remaining
      walk.head.payloadLost = walk.lost
      return true
    case .udp:
      let header = try UDPHeader(parsing: &reader)
      let captured = reader.remaining
      reader = try header.payload(of: &reader)
      walk.name(.udp, header.sourcePort, header.destinationPort)
      walk.head.headerLength = 8
      walk.head.payloadStart = reader.offset
      walk.head.payloadCount = reader.remaining
      walk.head.payloadLost =
        header.length == 0 ? walk.lost : max(0, Int(header.length) - 8 - captured)
      if mayCarryPackets(header, reader), try unwrap(header, &reader, &walk) { return false }
      return true
    default: return try readRareTransport(&reader, &walk)
    }
  }

  /// Names the flow of a segment that the capture cut inside its header, when ports, sequence
  /// number and flags are there.
  @inline(never)
  private mutating func readCutTCP(
    _ start: OctetReader, _ walk: inout PacketWalk, _ error: DecodeError
  ) throws(DecodeError) -> Bool {
    guard error.kind == .truncated, start.remaining >= 14 else { throw error }
    var reader = start
    let ports = try reader.readUInt32()
    walk.head.sequenceNumber = try reader.readUInt32()
    try reader.skip(4)
    let offsetAndFlags = try reader.readUInt16()
    let length = Int(offsetAndFlags >> 12) * 4
    guard length >= 20 else { throw error }
    count(error)
    walk.name(.tcp, UInt16(truncatingIfNeeded: ports >> 16), UInt16(truncatingIfNeeded: ports))
    walk.head.flags = TCPFlags(rawValue: offsetAndFlags & 0x01FF)
    walk.head.payloadStart = reader.offset
    walk.head.payloadLost = max(0, start.remaining + walk.lost - length)
    return true
  }

  @inline(never)
  private mutating func readRareTransport(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    switch walk.protocolNumber {
    case .icmp:
      let message = try ICMPMessage(parsing: &reader)
      guard message.type == .destinationUnreachable, message.code != Self.fragmentationNeeded,
        let quoted = message.quoted
      else { return false }
      return unreachable(
        quoted, IPAddress(v4: quoted.source).bits, IPAddress(v4: quoted.destination).bits, &walk)
    case .icmpv6:
      let message = try ICMPv6Message(parsing: &reader)
      if NeighborDiscoveryMessage.isKnown(message.type) {
        return try readNeighborDiscovery(message, &reader, &walk)
      }
      guard message.type == .destinationUnreachable, let quoted = message.quoted else {
        return false
      }
      return unreachable(quoted, quoted.source, quoted.destination, &walk)
    case .ah:
      noteTunnel(walk)
      // In IPv6 the walk over the extension headers has read it.
      let extensions = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: .ah)
      guard extensions.fragment == nil else { return false }
      walk.protocolNumber = extensions.protocolNumber
      guard walk.protocolNumber == .tcp || walk.protocolNumber == .udp else {
        try unwrapNetwork(&reader, &walk)
        return false
      }
      return try readTransport(&reader, &walk)
    default:
      try unwrapNetwork(&reader, &walk)
      return false
    }
  }

  private func unreachable<Address>(
    _ quoted: QuotedPacket<Address>, _ source: UInt128, _ destination: UInt128,
    _ walk: inout PacketWalk
  ) -> Bool {
    guard let sourcePort = quoted.sourcePort, let destinationPort = quoted.destinationPort else {
      return false
    }
    walk.source = source
    walk.destination = destination
    walk.protocolNumber = quoted.protocolNumber
    walk.name(.unreachable, sourcePort, destinationPort)
    return true
  }
}
