import Observations
import Wire

/// What a station's word on the link says beside address and MAC, packed into one number of a
/// packet's head.
struct LinkWord {
  var source: AddressClaim.Source
  var isTentative = false
  var prefixLength: UInt8 = 0

  init(_ source: AddressClaim.Source) {
    self.source = source
  }

  init(packed: UInt32) {
    source = packed & 3 == 1 ? .neighbor : packed & 3 == 2 ? .router : .arp
    isTentative = packed & 4 != 0
    prefixLength = UInt8(truncatingIfNeeded: packed >> 8)
  }

  var packed: UInt32 {
    let kind: UInt32 = source == .neighbor ? 1 : source == .router ? 2 : 0
    return kind | (isTentative ? 4 : 0) | UInt32(prefixLength) << 8
  }

  /// The step of an admission, by its place among all.
  static func step(packed: UInt32) -> PortAdmission.Step {
    let all = PortAdmission.Step.allCases
    return Int(packed) < all.count ? all[Int(packed)] : .exchange
  }
}

extension FrontDoor {
  /// Neighbor Discovery counts with a hop limit of 255 only, which no router lets through
  /// (RFC 4861 section 7.1.1).
  private static var linkHopLimit: UInt8 { 255 }

  /// Tells which station says that an address is its own.
  @inline(never)
  mutating func readNeighborDiscovery(
    _ message: ICMPv6Message, _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    guard walk.head.timeToLive == Self.linkHopLimit else {
      countDoubt("Neighbor Discovery from another link")
      return false
    }
    let details = try NeighborDiscoveryMessage(parsing: &reader, type: message.type)
    var word = LinkWord(message.type == .routerAdvertisement ? .router : .neighbor)
    var address = walk.source
    switch message.type {
    case .neighborAdvertisement: address = details.target ?? address
    case .neighborSolicitation where address == 0:
      address = details.target ?? 0
      word.isTentative = true
    case .routerAdvertisement: word.prefixLength = details.prefixLength ?? 0
    default: break
    }
    // A solicitation says whose address its source is; only advertisements speak of the target.
    let station = details.linkLayerAddress ?? walk.head.sourceMAC
    guard address != 0, station != 0 else { return false }
    walk.head.kind = .claim
    walk.head.key = FlowKey(lowAddress: address, highAddress: 0, ports: 0, transport: 0)
    walk.head.sourceMAC = station
    walk.head.destinationMAC = 0
    walk.head.sequenceNumber = word.packed
    return true
  }

  /// A frame of IEEE 802.1X: start, success or failure, and nothing of who it is.
  @inline(never)
  func readEAPOL(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    let frame = try EAPOLFrame(parsing: &reader)
    let step: PortAdmission.Step
    switch (frame.type, frame.code) {
    case (.start, _): step = .start
    case (.logoff, _): step = .logoff
    case (.eap, .success?): step = .success
    case (.eap, .failure?): step = .failure
    default: step = .exchange
    }
    // What the switch decides is sent to the station, or to the group of the protocol.
    let fromSwitch = step == .success || step == .failure || frame.code == .request
    let station = fromSwitch ? walk.head.destinationMAC : walk.head.sourceMAC
    let isGroup = MACAddress(station).isGroup
    guard let place = PortAdmission.Step.allCases.firstIndex(of: step) else { return false }
    walk.head.kind = .admission
    walk.head.key = FlowKey(
      lowAddress: isGroup ? 0 : UInt128(station), highAddress: 0, ports: 0, transport: 0)
    walk.head.sequenceNumber = UInt32(place)
    return true
  }

  /// Remembers whose tunnel a packet travels in.
  ///
  /// ERSPAN is a mirror's and the one that GRE carries most; it is noted too, since whose it is
  /// depends on the addresses alone.
  @inline(never)
  mutating func noteTunnel(_ walk: PacketWalk) {
    switch walk.protocolNumber.rawValue {
    case 4, 41, 47, 50, 51, 97, 115, 137: break
    default: return
    }
    var sighting = TunnelSighting(
      source: IPAddress(v6: walk.source), destination: IPAddress(v6: walk.destination),
      transport: Transport(rawValue: walk.protocolNumber.rawValue), moment: walk.head.moment)
    sighting.sourceMAC = MACAddress.known(walk.head.sourceMAC)
    sighting.destinationMAC = MACAddress.known(walk.head.destinationMAC)
    tunnels.note(sighting)
  }
}
