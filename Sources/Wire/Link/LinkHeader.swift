/// Everything in front of the network layer, whatever the link type: addresses, VLANs, protocol.
///
/// One call takes a frame of any decoded link type to the first octet of its IP or ARP packet.
public struct LinkHeader: Hashable, Sendable {
  /// 48-bit MAC address; 0 when the link type has none.
  public var destination: UInt64
  /// 48-bit MAC address; 0 when the link type has none.
  public var source: UInt64
  public var vlans: VLANPath
  /// What follows; `EtherType.unknown` when the link names no EtherType.
  public var etherType: EtherType

  @inlinable
  init(destination: UInt64 = 0, source: UInt64 = 0, etherType: EtherType) {
    self.destination = destination
    self.source = source
    vlans = VLANPath()
    self.etherType = etherType
  }

  /// Reads link header, VLAN tags and 802.2 header, and leaves the reader at the network layer.
  ///
  /// A link type without a decoder gives `EtherType.unknown` and reads nothing.
  /// - Throws: `truncated` when the capture ends first; `malformed` when raw IP is of no known
  ///   version; `limit` when more than `VLANPath.maximumTags` tags are stacked.
  @inlinable
  public init(parsing reader: inout OctetReader, linkType: LinkType) throws(DecodeError) {
    guard linkType.rawValue == 1 else {
      self = try LinkHeader(otherThanEthernet: linkType, parsing: &reader)
      return
    }
    let ethernet = try EthernetHeader(parsing: &reader)
    self.init(
      destination: ethernet.destination, source: ethernet.source,
      etherType: EtherType(rawValue: ethernet.typeOrLength))
    // IPv4, IPv6 and ARP need no second look; this keeps the common frame at one comparison each.
    if etherType == .ipv4 || etherType == .ipv6 || etherType == .arp { return }
    try finish(parsing: &reader)
  }

  /// Reads VLAN tags and an 802.2 header, when `etherType` announces them.
  @usableFromInline
  mutating func finish(parsing reader: inout OctetReader) throws(DecodeError) {
    while etherType.isVLAN {
      let start = reader.position
      let tag = try VLANTag(parsing: &reader)
      guard vlans.append(tag.identifier) else {
        throw DecodeError(
          .limit, layer: .vlan, offset: reader.offset - reader.position + start,
          rule: "more than 4 VLAN tags")
      }
      etherType = EtherType(rawValue: tag.typeOrLength)
    }
    if etherType.rawValue <= EthernetHeader.maximumLength {
      etherType = try LLCHeader(parsing: &reader).etherType ?? .unknown
    }
  }

  @usableFromInline
  init(otherThanEthernet linkType: LinkType, parsing reader: inout OctetReader) throws(DecodeError)
  {
    switch linkType {
    case .linuxSLL:
      let cooked = try LinuxCookedHeader(parsing: &reader)
      self.init(source: cooked.source, etherType: cooked.protocolType)
      try finishCooked(parsing: &reader)
    case .linuxSLL2:
      let cooked = try LinuxCooked2Header(parsing: &reader)
      self.init(source: cooked.source, etherType: cooked.protocolType)
      try finishCooked(parsing: &reader)
    case .null, .loop:
      let loopback = try LoopbackHeader(parsing: &reader)
      self.init(etherType: loopback.etherType ?? .unknown)
    case .raw, .rawDLT12, .rawDLT14, .ipv4, .ipv6:
      self.init(etherType: try Self.versionOfRawIP(reader))
    case .ppp, .pppHDLC:
      self.init(etherType: try PPPHeader(parsing: &reader).etherType ?? .unknown)
    case .pppoe:
      self.init(etherType: .pppoeSession)
    case .ciscoHDLC:
      // Address and control, then an EtherType (RFC 1547 section 4.3.1).
      let address = try reader.readUInt32()
      self.init(etherType: EtherType(rawValue: UInt16(truncatingIfNeeded: address)))
      if etherType.isVLAN { try finish(parsing: &reader) }
    case .fddi:
      // Frame control, both addresses, and always an 802.2 header (RFC 1390).
      let octets = try reader.fixed(13)
      self.init(
        destination: octets.networkUInt48(at: 1), source: octets.networkUInt48(at: 7),
        etherType: .unknown)
      try finish(parsing: &reader)
    case .ieee80211, .ieee80211Radiotap:
      if linkType == .ieee80211Radiotap { try IEEE80211Header.skipRadiotap(in: &reader) }
      let header = try IEEE80211Header(parsing: &reader)
      self.init(destination: header.destination, source: header.source, etherType: .unknown)
      if header.hasPayload { try finish(parsing: &reader) }
    case .nflog:
      self.init(etherType: try NFLOGHeader(parsing: &reader).etherType ?? .unknown)
    default:
      self.init(etherType: .unknown)
    }
  }

  /// Small protocol numbers of a cooked header are not lengths: only 4 announces an 802.2 header.
  private mutating func finishCooked(parsing reader: inout OctetReader) throws(DecodeError) {
    if etherType == .linuxLLC {
      etherType = try LLCHeader(parsing: &reader).etherType ?? .unknown
    } else if etherType.isVLAN {
      try finish(parsing: &reader)
    } else if etherType.rawValue <= EthernetHeader.maximumLength {
      etherType = .unknown
    }
  }

  /// The protocol that the version nibble of a packet without link header names.
  static func versionOfRawIP(_ reader: borrowing OctetReader) throws(DecodeError) -> EtherType {
    try reader.require(1)
    switch (reader.peek() ?? 0) >> 4 {
    case 4: return .ipv4
    case 6: return .ipv6
    default: throw reader.malformed("IP version is neither 4 nor 6")
    }
  }
}
