import Observations
import Wire

extension FrontDoor {
  /// Takes off a wrapper that an EtherType names and sets what follows.
  @inline(never)
  mutating func unwrap(
    _ etherType: EtherType, _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) {
    switch etherType {
    case .mpls, .mplsUpstream:
      try walk.enter(.mpls, at: reader)
      reader = reader.unwrapped(.mpls)
      walk.next = try MPLSLabelStack(parsing: &reader).etherType
    case .transparentEthernet:
      reader = reader.unwrapped(.ethernet)
      walk.enter(try LinkHeader(parsing: &reader, linkType: .ethernet))
    case .pppoeSession:
      try walk.enter(.pppoe, at: reader)
      reader = reader.unwrapped(.pppoe)
      let header = try PPPoEHeader(parsing: &reader)
      walk.head.encapsulation.identify(UInt32(header.session))
      reader = try reader.subClipped(Int(header.length))
      reader = reader.unwrapped(.ppp)
      walk.next = try PPPHeader(parsing: &reader).etherType ?? .unknown
    case .pppInGRE:
      reader = reader.unwrapped(.ppp)
      walk.next = try PPPHeader(parsing: &reader).etherType ?? .unknown
    case .vlan, .serviceVLAN, .oldServiceVLAN:
      reader = reader.unwrapped(.vlan)
      var tags = 0
      walk.next = etherType
      while walk.next.isVLAN {
        guard tags < VLANPath.maximumTags else { throw reader.limit("more than 4 VLAN tags") }
        tags += 1
        let tag = try VLANTag(parsing: &reader)
        walk.head.vlan = tag.identifier
        walk.next = EtherType(rawValue: tag.typeOrLength)
      }
    default: try unwrapBridgeTag(etherType, &reader, &walk)
    }
  }

  private mutating func unwrapBridgeTag(
    _ etherType: EtherType, _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) {
    guard let (tag, next) = try BridgeTag.read(etherType, from: &reader) else { return }
    switch tag {
    case .backboneService: try walk.enter(.pbb, at: reader)
    case .fabricPath: try walk.enter(.fabricpath, at: reader)
    case .virtualInterface:
      // Not a wrapper, but a chain of them is no shorter: one more would have no end.
      guard next != .virtualInterface else { throw reader.malformed("VN-Tag behind VN-Tag") }
    }
    walk.next = next
  }

  /// Takes off a wrapper that an IP protocol number names and sets what follows.
  mutating func unwrapNetwork(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) {
    noteTunnel(walk)
    walk.leaveLink()
    switch walk.protocolNumber {
    case .ipv4:
      try walk.enter(.ipip, at: reader)
      reader = reader.unwrapped(.ipv4)
      walk.next = .ipv4
    case .ipv6:
      try walk.enter(walk.source >> 32 == 0xFFFF ? .sixInFour : .ipip, at: reader)
      reader = reader.unwrapped(.ipv6)
      walk.next = .ipv6
    case .gre: try unwrapGRE(&reader, &walk)
    case .etherIP:
      try walk.enter(.etherip, at: reader)
      // Version 3 and 12 zero bits (RFC 3378 section 3).
      guard try reader.readUInt16() == 0x3000 else {
        throw reader.malformed("EtherIP version is not 3")
      }
      walk.next = .transparentEthernet
    case .mpls: walk.next = .mpls
    default: return
    }
  }

  private mutating func unwrapGRE(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) {
    reader = reader.unwrapped(.gre)
    let header = try GREHeader(parsing: &reader)
    guard header.hasPayload else { return }
    if let length = header.payloadLength { reader = try reader.subClipped(length) }
    switch header.protocolType {
    case .erspan, .erspanIII:
      try walk.enter(.erspan, at: reader)
      reader = reader.unwrapped(.erspan)
      let mirrored = try ERSPANHeader(parsing: &reader, behind: header)
      if mirrored.version != .one {
        walk.head.encapsulation.identify(UInt32(mirrored.session))
      }
      guard mirrored.etherType == .transparentEthernet else {
        walk.head.vlan = mirrored.vlan
        walk.next = mirrored.etherType
        return
      }
      reader = reader.unwrapped(.ethernet)
      walk.enter(try LinkHeader(parsing: &reader, linkType: .ethernet))
      // The switch may have taken the tag off and told it in its own header.
      if walk.head.vlan == 0 { walk.head.vlan = mirrored.vlan }
    case .webCache:
      try walk.enter(.gre, at: reader)
      // Version 2 puts 4 octets of its own in front, which no IP version begins like.
      if let first = reader.peek(), first >> 4 != 4 { try reader.skip(4) }
      walk.next = .ipv4
    default:
      // PPTP keeps a length and a call in the key (RFC 2637 section 4.1).
      try walk.enter(.gre, header.version == 0 ? header.key : nil, at: reader)
      reader = reader.unwrapped(.gre)
      walk.next = header.protocolType
    }
  }

  // MARK: Datagrams

  private static func isTunnelPort(_ header: UDPHeader) -> Bool {
    switch header.destinationPort {
    case VXLANHeader.ports.0, VXLANHeader.ports.1, GENEVEHeader.port, GTPHeader.port: true
    default: header.sourcePort == GTPHeader.port
    }
  }

  /// Whether a UDP datagram may be a wrapper: by its port, or by its first octet for the two that
  /// are recognised on any port.
  ///
  /// One look for all that are none.
  @inline(__always)
  func mayCarryPackets(_ header: UDPHeader, _ payload: borrowing OctetReader) -> Bool {
    switch header.destinationPort {
    case 4789, 8472, 6081, 2152, 3544, 1701, 5072: return true
    default: break
    }
    switch header.sourcePort {
    case 2152, 3544, 1701, 5072: return true
    default: break
    }
    let first = payload.peek() ?? 0
    return first == 0x08 || first >> 4 == 6
  }

  /// Takes off a wrapper inside UDP and sets what follows.
  ///
  /// - Returns: false when the datagram is no wrapper in the strict sense of its decoder; it is then a
  ///   datagram like others, whatever its port.
  @inline(never)
  mutating func unwrap(
    _ header: UDPHeader, _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    var payload = reader
    var inner = payload.unwrapped(.udp)
    guard let (wrapper, identifier, next) = Self.wrapper(header, &inner) else { return false }
    // A datagram that was put together may be gone when what is inside it has been followed.
    walk.carrier = walk.isInWhole ? nil : walk.head
    walk.head.forgetPayload()
    switch wrapper {
    case .teredo, .ayiya, .l2tp: walk.carrierTold = true
    default: walk.carrierTold = !Self.isTunnelPort(header)
    }
    try walk.enter(wrapper, identifier, at: inner)
    walk.leaveLink()
    walk.next = next
    reader = inner
    return true
  }

  private static func wrapper(
    _ header: UDPHeader, _ reader: inout OctetReader
  ) -> (Encapsulation, UInt32?, EtherType)? {
    let isAt = { (port: UInt16) in
      header.destinationPort == port || header.sourcePort == port
    }
    // The source port of VXLAN and GENEVE is a hash of what is inside; only the other one counts.
    let port = header.destinationPort
    if port == VXLANHeader.ports.0 || port == VXLANHeader.ports.1
      || VXLANHeader.recognises(reader)
    {
      var copy = reader
      if let vxlan = try? VXLANHeader(parsing: &copy) {
        reader = copy
        return (.vxlan, vxlan.networkIdentifier, .transparentEthernet)
      }
    }
    if port == GENEVEHeader.port {
      guard let geneve = try? GENEVEHeader(parsing: &reader), !geneve.isControl else { return nil }
      switch geneve.protocolType {
      case .transparentEthernet, .ipv4, .ipv6, .mpls:
        return (.geneve, geneve.networkIdentifier, geneve.protocolType)
      default: return nil
      }
    }
    if isAt(GTPHeader.port) {
      guard let gtp = try? GTPHeader(parsing: &reader), gtp.isUserPacket else { return nil }
      return version(of: reader).map { (.gtp, gtp.tunnelIdentifier, $0) }
    }
    if isAt(L2TPHeader.port) {
      guard let message = try? L2TPHeader(parsing: &reader), !message.isControl,
        let ppp = try? PPPHeader(parsing: &reader)
      else { return nil }
      return ppp.etherType.map { (.l2tp, nil, $0) }
    }
    if isAt(AYIYAHeader.port) {
      guard let ayiya = try? AYIYAHeader(parsing: &reader), ayiya.isForwarding else { return nil }
      switch ayiya.nextHeader {
      case .ipv4, .ipv6: return version(of: reader).map { (.ayiya, nil, $0) }
      default: return nil
      }
    }
    if isAt(TeredoHeader.port) || TeredoHeader.recognises(reader) {
      guard (try? TeredoHeader(parsing: &reader)) != nil else { return nil }
      return (.teredo, nil, .ipv6)
    }
    return nil
  }

  private static func version(of reader: borrowing OctetReader) -> EtherType? {
    switch (reader.peek() ?? 0) >> 4 {
    case 4: .ipv4
    case 6: .ipv6
    default: nil
    }
  }
}
