import Observations
import Wire

/// How far the front door has followed one frame, and what it has learned on the way inwards.
struct PacketWalk {
  /// What the reader stands at; `unknown` when there is nothing to follow.
  var next: EtherType
  let moment: Moment
  var sourceMAC: UInt64
  var destinationMAC: UInt64
  var vlan: UInt16
  var encapsulation = EncapsulationPath()

  // Of the innermost network header so far.
  var source: UInt128 = 0
  var destination: UInt128 = 0
  var protocolNumber = IPProtocol.noNextHeader
  var timeToLive: UInt8 = 0
  /// Octets of its payload that the capture cut off.
  var lost = 0
  /// A datagram was put together of fragments, and its payload waits to be followed.
  var isWhole = false

  @inline(__always)
  init(_ link: LinkHeader, _ moment: Moment) {
    next = link.etherType
    self.moment = moment
    sourceMAC = link.source
    destinationMAC = link.destination
    vlan = link.vlans.last
  }

  /// The link header of a frame inside: its stations and VLAN are what the flow is told with.
  mutating func enter(_ link: LinkHeader) {
    next = link.etherType
    sourceMAC = link.source
    destinationMAC = link.destination
    vlan = link.vlans.last
  }

  /// Notes a wrapper around what follows.
  mutating func enter(
    _ wrapper: Encapsulation, at reader: borrowing OctetReader
  ) throws(DecodeError) {
    guard encapsulation.append(wrapper) else { throw reader.limit("more than 8 encapsulations") }
  }

  /// Forgets the stations and the VLAN of the outer frame: a network tunnel ends elsewhere, and
  /// the link on which it was seen says nothing of the packet inside.
  mutating func leaveLink() {
    sourceMAC = 0
    destinationMAC = 0
    vlan = 0
  }

  @inline(__always)
  func head(
    _ kind: PacketHead.Kind, _ sourcePort: UInt16, _ destinationPort: UInt16
  ) -> PacketHead {
    head(kind, source, sourcePort, destination, destinationPort, protocolNumber)
  }

  @inline(__always)
  func head(
    _ kind: PacketHead.Kind, _ source: UInt128, _ sourcePort: UInt16, _ destination: UInt128,
    _ destinationPort: UInt16, _ protocolNumber: IPProtocol
  ) -> PacketHead {
    let (key, sourceIsLow) = FlowKey.ordered(
      source: source, sourcePort: sourcePort, destination: destination,
      destinationPort: destinationPort, transport: protocolNumber.rawValue)
    var head = PacketHead(kind: kind, key: key, sourceIsLow: sourceIsLow, moment: moment)
    head.sourceMAC = sourceMAC
    head.destinationMAC = destinationMAC
    head.vlan = vlan
    head.timeToLive = timeToLive
    head.encapsulation = encapsulation
    return head
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
