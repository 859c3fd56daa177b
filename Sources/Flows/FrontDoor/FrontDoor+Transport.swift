import Observations
import Wire

extension FrontDoor {
  /// Reads the transport header; for a protocol that carries packets, sets what follows instead.
  @inline(__always)
  mutating func readTransport(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> PacketHead? {
    switch walk.protocolNumber {
    case .tcp:
      let header = try TCPHeader(parsing: &reader)
      var head = walk.head(.tcp, header.sourcePort, header.destinationPort)
      head.flags = header.flags
      head.sequenceNumber = header.sequenceNumber
      head.headerLength = UInt8(truncatingIfNeeded: header.headerLength)
      head.payloadStart = reader.offset
      head.payloadCount = reader.remaining
      head.payloadLost = walk.lost
      return head
    case .udp:
      let header = try UDPHeader(parsing: &reader)
      let captured = reader.remaining
      reader = try header.payload(of: &reader)
      if mayCarryPackets(header, reader), try unwrap(header, &reader, &walk) { return nil }
      var head = walk.head(.udp, header.sourcePort, header.destinationPort)
      head.headerLength = 8
      head.payloadStart = reader.offset
      head.payloadCount = reader.remaining
      head.payloadLost =
        header.length == 0 ? walk.lost : max(0, Int(header.length) - 8 - captured)
      return head
    default: return try readRareTransport(&reader, &walk)
    }
  }

  @inline(never)
  private mutating func readRareTransport(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> PacketHead? {
    switch walk.protocolNumber {
    case .icmp:
      let message = try ICMPMessage(parsing: &reader)
      guard message.type == .destinationUnreachable, let quoted = message.quoted else { return nil }
      return unreachable(
        quoted, IPAddress(v4: quoted.source).bits, IPAddress(v4: quoted.destination).bits, walk)
    case .icmpv6:
      let message = try ICMPv6Message(parsing: &reader)
      guard message.type == .destinationUnreachable, let quoted = message.quoted else { return nil }
      return unreachable(quoted, quoted.source, quoted.destination, walk)
    case .ah:
      // In IPv6 the walk over the extension headers has read it.
      let extensions = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: .ah)
      guard extensions.fragment == nil else { return nil }
      walk.protocolNumber = extensions.protocolNumber
      guard walk.protocolNumber == .tcp || walk.protocolNumber == .udp else {
        try unwrapNetwork(&reader, &walk)
        return nil
      }
      return try readTransport(&reader, &walk)
    default:
      try unwrapNetwork(&reader, &walk)
      return nil
    }
  }

  private func unreachable<Address>(
    _ quoted: QuotedPacket<Address>, _ source: UInt128, _ destination: UInt128,
    _ walk: PacketWalk
  ) -> PacketHead? {
    guard let sourcePort = quoted.sourcePort, let destinationPort = quoted.destinationPort else {
      return nil
    }
    return walk.head(
      .unreachable, source, sourcePort, destination, destinationPort, quoted.protocolNumber)
  }
}
