/// A station that says who it is: which address it has, or what it is called.
public struct AddressClaim: Hashable, Codable, Sendable {
  /// The message that said so.
  public enum Source: String, Hashable, Codable, Sendable, CaseIterable {
    case arp
    /// Neighbor Discovery of IPv6, between hosts and from routers (RFC 4861).
    case neighbor, router
    case dhcp, dhcpv6
    case mdns, llmnr, nbns, ssdp
  }

  public var source: Source
  public var mac: MACAddress
  /// nil before the station has one: a DHCP client that asks.
  public var address: IPAddress?
  /// The station asks whether the address is free (RFC 4862 section 5.4), or asks to be given it.
  public var isTentative = false
  /// A host name without its domain, as the station writes it.
  public var hostName: String?
  /// What kind of system a DHCP client says it is (RFC 2132 section 9.13).
  public var vendorClass: String?
  /// Leading bits of the addresses on the link, where a server or router says so.
  public var prefixLength: UInt8?
  public var vlan: UInt16?
  public var moment: Moment

  public init(
    source: Source, mac: MACAddress, address: IPAddress?, vlan: UInt16?, moment: Moment
  ) {
    self.source = source
    self.mac = mac
    self.address = address
    self.vlan = vlan
    self.moment = moment
  }

  public init(mac: MACAddress, address: IPAddress, vlan: UInt16?, moment: Moment) {
    self.init(source: .arp, mac: mac, address: address, vlan: vlan, moment: moment)
  }
}
