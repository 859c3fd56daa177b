import Observations
import Wire

/// How far the front door has followed one frame, and what it has learned on the way inwards.
struct PacketWalk {
  /// Headers that are followed.
  ///
  /// Eight wrappers and what lies between them are fewer: an Ethernet
  /// frame, tags and a network header for each at most.
  static let maximumTurns = 32

  /// What the reader stands at; `unknown` when there is nothing to follow.
  var next: EtherType
  /// What the flow will be told with; filled in place, since copies of it would be the largest part
  /// of the cost of a packet.
  var head: PacketHead

  // Of the innermost network header so far.
  var source: UInt128 = 0
  var destination: UInt128 = 0
  var protocolNumber = IPProtocol.noNextHeader
  /// Octets of its payload that the capture cut off.
  var lost = 0
  /// A datagram was put together of fragments, and its payload waits to be followed.
  var isWhole = false
  /// The reader stands in a datagram that was put together.
  var isInWhole = false
  /// The innermost UDP datagram that carries a packet: what is left to tell when nothing inside
  /// names a flow.
  var carrier: PacketHead?
  /// The datagram is a flow of its own when what it carries has no ports: it is the tunnel of a
  /// host, and not a network's or a mirror's.
  var carrierTold = false

  @inline(__always)
  init(_ link: LinkHeader, _ moment: Moment) {
    next = link.etherType
    head = PacketHead(
      kind: .tcp, key: FlowKey(lowAddress: 0, highAddress: 0, ports: 0, transport: 0),
      sourceIsLow: true, moment: moment)
    head.sourceMAC = link.source
    head.destinationMAC = link.destination
    head.vlan = link.vlans.last
  }

  /// The link header of a frame inside: its stations and VLAN are what the flow is told with.
  mutating func enter(_ link: LinkHeader) {
    head.encapsulation.leave(vlan: head.vlan)
    next = link.etherType
    head.sourceMAC = link.source
    head.destinationMAC = link.destination
    head.vlan = link.vlans.last
  }

  /// Notes a wrapper around what follows.
  mutating func enter(
    _ wrapper: Encapsulation, _ identifier: UInt32? = nil, at reader: borrowing OctetReader
  ) throws(DecodeError) {
    guard head.encapsulation.append(wrapper, identifier) else {
      throw reader.limit("more than 8 encapsulations")
    }
  }

  /// Forgets the stations and the VLAN of the outer frame: a network tunnel ends elsewhere, and
  /// the link on which it was seen says nothing of the packet inside.
  mutating func leaveLink() {
    head.encapsulation.leave(vlan: head.vlan)
    head.sourceMAC = 0
    head.destinationMAC = 0
    head.vlan = 0
  }

  /// Names the flow between the ends of the innermost network header.
  @inline(__always)
  mutating func name(
    _ kind: PacketHead.Kind, _ sourcePort: UInt16, _ destinationPort: UInt16
  ) {
    let (key, sourceIsLow) = FlowKey.ordered(
      source: source, sourcePort: sourcePort, destination: destination,
      destinationPort: destinationPort, transport: protocolNumber.rawValue)
    head.kind = kind
    head.key = key
    head.sourceIsLow = sourceIsLow
  }
}

extension VLANPath {
  /// The innermost identifier; 0 without a tag.
  var last: UInt16 { count == 0 ? 0 : self[count - 1] ?? 0 }
}

extension OctetReader {
  /// A reader over all that a wrapper carries.
  ///
  /// A mirror may have cut the frame before it wrapped it, so the end of the wrapper proves nothing
  /// about the packet inside: running out of octets is `truncated` there, as at the end of a capture.
  @_lifetime(copy self)
  mutating func unwrapped(_ layer: Layer) -> OctetReader {
    let start = offset
    return OctetReader(rest(), layer: layer, base: start, boundary: .capture)
  }
}
