import Observations
import Wire

extension FrontDoor {
  @inline(__always)
  mutating func readIPv4(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    let start = reader
    let header = try IPv4Header(parsing: &reader)
    if !header.isChecksumRight(in: start) { countDoubt("IPv4 header checksum is wrong") }
    let captured = reader.remaining
    let wire = header.totalLength == 0 ? captured : Int(header.totalLength) - header.headerLength
    reader = try header.payload(of: &reader, layer: .ipv4)
    walk.source = IPAddress(v4: header.source).bits
    walk.destination = IPAddress(v4: header.destination).bits
    walk.protocolNumber = header.protocolNumber
    walk.head.timeToLive = header.timeToLive
    walk.lost = max(0, wire - captured)
    if header.isFragment {
      return try readFragment(
        &reader, &walk,
        FragmentPlace(
          key: FragmentKey(
            source: walk.source, destination: walk.destination,
            identification: UInt32(header.identification),
            protocolNumber: header.protocolNumber.rawValue, isIPv6: false),
          offset: header.fragmentOffset, isLast: !header.hasMoreFragments,
          protocolNumber: header.protocolNumber))
    }
    return try readTransport(&reader, &walk)
  }

  mutating func readIPv6(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    let header = try IPv6Header(parsing: &reader)
    let captured = reader.remaining
    let wire = header.payloadLength == 0 ? captured : Int(header.payloadLength)
    reader = try header.payload(of: &reader)
    let extensions = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: header.nextHeader)
    walk.source = header.source
    walk.destination = header.destination
    walk.protocolNumber = extensions.protocolNumber
    walk.head.timeToLive = header.hopLimit
    walk.lost = max(0, wire - captured)
    if let fragment = extensions.fragment, !fragment.isAtomic {
      return try readFragment(
        &reader, &walk,
        FragmentPlace(
          key: FragmentKey(
            source: walk.source, destination: walk.destination,
            identification: fragment.identification, protocolNumber: 0, isIPv6: true),
          offset: fragment.fragmentOffset, isLast: !fragment.hasMoreFragments,
          protocolNumber: fragment.nextHeader))
    }
    return try readTransport(&reader, &walk)
  }

  func readARP(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    guard let addresses = try ARPPacket(parsing: &reader).addresses,
      addresses.senderProtocol != 0
    else { return false }
    let address = IPAddress(v4: addresses.senderProtocol).bits
    walk.head.kind = .claim
    walk.head.key = FlowKey(lowAddress: address, highAddress: 0, ports: 0, transport: 0)
    walk.head.sourceMAC = addresses.senderHardware
    walk.head.destinationMAC = 0
    return true
  }

  // MARK: Fragments

  /// Octets that a datagram's payload can have at most: the total length has 16 bits.
  private static let maximumPayload = 65_535

  private mutating func readFragment(
    _ reader: inout OctetReader, _ walk: inout PacketWalk, _ place: FragmentPlace
  ) throws(DecodeError) -> Bool {
    guard walk.lost == 0 else {
      // The capture cut the fragment, so the datagram stays in pieces. Its first fragment still
      // names the flow, with what is there of the payload.
      guard place.offset == 0 else { throw reader.shortFragment }
      return try readTransport(&reader, &walk)
    }
    guard reader.remaining > 0 else { throw reader.malformed("IP fragment without data") }
    guard place.isLast || reader.remaining % 8 == 0 else {
      throw reader.malformed("IP fragment of a length that no other can follow")
    }
    guard place.offset + reader.remaining <= Self.maximumPayload else {
      throw reader.malformed("IP fragment ends past 65,535 octets")
    }
    if place.offset == 0, reader.remaining < place.protocolNumber.leastHeader {
      countDoubt("first IP fragment ends inside the transport header")
    }
    // What waits here will be told when it is whole.
    walk.carrier = nil
    if case .whole(let number) = fragments.add(reader.rest(), place, at: walk.head.moment.time) {
      walk.protocolNumber = number
      walk.isWhole = true
    }
    return false
  }

  /// Reads the payload of a datagram that was put together.
  mutating func readWhole(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    walk.lost = 0
    if walk.source >> 32 != 0xFFFF {
      // Extension headers may stand in the part that was in pieces (RFC 8200 section 4.5).
      let extensions = try IPv6ExtensionHeaders(
        parsing: &reader, nextHeader: walk.protocolNumber)
      if let fragment = extensions.fragment, !fragment.isAtomic {
        throw reader.malformed("IPv6 fragment inside fragments")
      }
      walk.protocolNumber = extensions.protocolNumber
    }
    return try readTransport(&reader, &walk)
  }
}

extension OctetReader {
  fileprivate var shortFragment: DecodeError {
    DecodeError(
      .truncated, layer: layer, offset: offset, need: remaining + 1, have: remaining,
      rule: .endOfCapture)
  }
}

extension IPProtocol {
  /// Octets of the shortest transport header, which the first fragment has to hold (RFC 1858
  /// section 3, RFC 7112 section 5).
  fileprivate var leastHeader: Int {
    switch self {
    case .tcp: 20
    case .udp, .icmp, .icmpv6: 8
    default: 0
    }
  }
}
