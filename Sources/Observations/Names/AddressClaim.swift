/// A station that says on the link which address is its own: ARP (RFC 826).
public struct AddressClaim: Hashable, Codable, Sendable {
  public var mac: MACAddress
  public var address: IPAddress
  public var vlan: UInt16?
  public var moment: Moment

  public init(mac: MACAddress, address: IPAddress, vlan: UInt16?, moment: Moment) {
    self.mac = mac
    self.address = address
    self.vlan = vlan
    self.moment = moment
  }
}
