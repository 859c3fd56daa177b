/// Packets between two addresses that carry other packets, by the IP protocol of the outer header.
///
/// What travels inside is told as connections of its own, with the innermost addresses; this says
/// whose tunnel it is.
public struct TunnelSighting: Hashable, Codable, Sendable {
  public var source: IPAddress
  public var destination: IPAddress
  public var sourceMAC: MACAddress?
  public var destinationMAC: MACAddress?
  /// The number of the IP protocol, such as 47 for GRE.
  public var transport: Transport
  public var moment: Moment

  public init(
    source: IPAddress, destination: IPAddress, transport: Transport, moment: Moment
  ) {
    self.source = source
    self.destination = destination
    self.transport = transport
    self.moment = moment
  }

  /// The tunnel protocol's usual name.
  public var name: String {
    switch transport.rawValue {
    case 4: "ipip"
    case 41: "6in4"
    case 47: "gre"
    case 50: "esp"
    case 51: "ah"
    case 97: "etherip"
    case 115: "l2tpv3"
    case 137: "mpls-in-ip"
    default: transport.description
    }
  }
}
