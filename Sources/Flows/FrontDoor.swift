public import Observations
public import Wire

/// Takes frames to their transport header and names the flow that each belongs to.
///
/// Has no state but counts, and allocates nothing for a packet that decodes.
public struct FrontDoor: ~Copyable {
  public private(set) var coverage = Coverage()

  public init() {}

  /// Decodes one frame.
  ///
  /// - Parameters:
  ///   - frame: the captured octets.
  ///   - originalLength: octets that the frame had on the wire.
  ///   - moment: its number and packet time.
  /// - Returns: nil when the frame belongs to no flow; why is counted.
  public mutating func admit(
    _ frame: Span<UInt8>, linkType: LinkType, originalLength: Int, at moment: Moment
  ) -> PacketHead? {
    coverage.packets += 1
    coverage.octets += UInt64(max(0, originalLength))
    if frame.count < originalLength { coverage.cutFrames += 1 }
    note(moment.time)
    var reader = OctetReader(frame, layer: linkType.layer)
    do throws(DecodeError) {
      let link = try LinkHeader(parsing: &reader, linkType: linkType)
      switch link.etherType {
      case .ipv4: return try admitIPv4(&reader, link, moment)
      case .ipv6: return try admitIPv6(&reader, link, moment)
      case .arp: return try admitARP(&reader, link, moment)
      default:
        if !linkType.isDecoded {
          coverage.unknownLinkTypes[linkType.rawValue, default: 0] += 1
        }
        return nil
      }
    } catch {
      count(error)
      return nil
    }
  }

  private mutating func note(_ time: Timestamp) {
    if coverage.first.map({ time < $0 }) ?? true { coverage.first = time }
    if coverage.last.map({ $0 < time }) ?? true { coverage.last = time }
  }

  private mutating func count(_ error: DecodeError) {
    switch error.kind {
    case .truncated: coverage.truncated["\(error.layer)", default: 0] += 1
    case .malformed:
      coverage.malformed[
        Coverage.Fault(layer: "\(error.layer)", rule: error.rule.description), default: 0] += 1
    case .limit: coverage.limits[error.rule.description, default: 0] += 1
    }
  }

  // MARK: Network layer

  private mutating func admitIPv4(
    _ reader: inout OctetReader, _ link: LinkHeader, _ moment: Moment
  ) throws(DecodeError) -> PacketHead? {
    let header = try IPv4Header(parsing: &reader)
    guard !header.isFragment else {
      coverage.limits["IP fragments", default: 0] += 1
      return nil
    }
    let captured = reader.remaining
    let wire = header.totalLength == 0 ? captured : Int(header.totalLength) - header.headerLength
    var payload = try header.payload(of: &reader, layer: .ipv4)
    return try admitTransport(
      &payload, IPAddress(v4: header.source).bits, IPAddress(v4: header.destination).bits,
      header.protocolNumber, lost: max(0, wire - captured), link, moment)
  }

  private mutating func admitIPv6(
    _ reader: inout OctetReader, _ link: LinkHeader, _ moment: Moment
  ) throws(DecodeError) -> PacketHead? {
    let header = try IPv6Header(parsing: &reader)
    let captured = reader.remaining
    let wire = header.payloadLength == 0 ? captured : Int(header.payloadLength)
    var payload = try header.payload(of: &reader)
    let extensions = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: header.nextHeader)
    if let fragment = extensions.fragment, !fragment.isAtomic {
      coverage.limits["IP fragments", default: 0] += 1
      return nil
    }
    return try admitTransport(
      &payload, header.source, header.destination, extensions.protocolNumber,
      lost: max(0, wire - captured), link, moment)
  }

  private func admitARP(
    _ reader: inout OctetReader, _ link: LinkHeader, _ moment: Moment
  ) throws(DecodeError) -> PacketHead? {
    guard let addresses = try ARPPacket(parsing: &reader).addresses,
      addresses.senderProtocol != 0
    else { return nil }
    let address = IPAddress(v4: addresses.senderProtocol).bits
    var head = PacketHead(
      kind: .claim,
      key: FlowKey(lowAddress: address, highAddress: 0, ports: 0, transport: 0),
      sourceIsLow: true, moment: moment)
    head.sourceMAC = addresses.senderHardware
    head.vlan = link.vlans.last
    return head
  }

  // MARK: Transport layer

  /// The code of a router that asks for smaller packets (RFC 1191 4); nothing is turned away.
  private static let fragmentationNeeded: UInt8 = 4

  private mutating func admitTransport(
    _ reader: inout OctetReader, _ source: UInt128, _ destination: UInt128,
    _ protocolNumber: IPProtocol, lost: Int, _ link: LinkHeader, _ moment: Moment
  ) throws(DecodeError) -> PacketHead? {
    switch protocolNumber {
    case .tcp:
      let header = try TCPHeader(parsing: &reader)
      var head = Self.head(
        .tcp, source, header.sourcePort, destination, header.destinationPort, protocolNumber, link,
        moment)
      head.flags = header.flags
      head.sequenceNumber = header.sequenceNumber
      head.payloadStart = reader.offset
      head.payloadCount = reader.remaining
      head.payloadLost = lost
      return head
    case .udp:
      let header = try UDPHeader(parsing: &reader)
      let captured = reader.remaining
      let payload = try header.payload(of: &reader)
      var head = Self.head(
        .udp, source, header.sourcePort, destination, header.destinationPort, protocolNumber, link,
        moment)
      head.payloadStart = payload.offset
      head.payloadCount = payload.remaining
      head.payloadLost = header.length == 0 ? lost : max(0, Int(header.length) - 8 - captured)
      return head
    case .icmp:
      let message = try ICMPMessage(parsing: &reader)
      guard message.type == .destinationUnreachable, message.code != Self.fragmentationNeeded,
        let quoted = message.quoted
      else { return nil }
      return Self.unreachable(
        quoted, IPAddress(v4: quoted.source).bits, IPAddress(v4: quoted.destination).bits, link,
        moment)
    case .icmpv6:
      let message = try ICMPv6Message(parsing: &reader)
      guard message.type == .destinationUnreachable, let quoted = message.quoted else { return nil }
      return Self.unreachable(quoted, quoted.source, quoted.destination, link, moment)
    default: return nil
    }
  }

  private static func head(
    _ kind: PacketHead.Kind, _ source: UInt128, _ sourcePort: UInt16, _ destination: UInt128,
    _ destinationPort: UInt16, _ protocolNumber: IPProtocol, _ link: LinkHeader, _ moment: Moment
  ) -> PacketHead {
    let (key, sourceIsLow) = FlowKey.ordered(
      source: source, sourcePort: sourcePort, destination: destination,
      destinationPort: destinationPort, transport: protocolNumber.rawValue)
    var head = PacketHead(kind: kind, key: key, sourceIsLow: sourceIsLow, moment: moment)
    head.sourceMAC = link.source
    head.destinationMAC = link.destination
    head.vlan = link.vlans.last
    return head
  }

  private static func unreachable<Address>(
    _ quoted: QuotedPacket<Address>, _ source: UInt128, _ destination: UInt128,
    _ link: LinkHeader, _ moment: Moment
  ) -> PacketHead? {
    guard let sourcePort = quoted.sourcePort, let destinationPort = quoted.destinationPort else {
      return nil
    }
    return head(
      .unreachable, source, sourcePort, destination, destinationPort, quoted.protocolNumber, link,
      moment)
  }
}

extension VLANPath {
  /// The innermost identifier; 0 without a tag.
  fileprivate var last: UInt16 { count == 0 ? 0 : self[count - 1] ?? 0 }
}
