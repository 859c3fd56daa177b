/// An address resolution packet.
///
/// RFC 826. Addresses are given for IPv4 over Ethernet; other pairs are read past, not refused.
public struct ARPPacket: Hashable, Sendable {
  public var hardwareType: UInt16
  public var protocolType: EtherType
  /// Octets of a hardware address.
  public var hardwareLength: UInt8
  /// Octets of a protocol address.
  public var protocolLength: UInt8
  public var operation: ARPOperation
  /// nil when the packet does not speak of IPv4 over Ethernet.
  public var addresses: Addresses?

  /// Both sides of the question or answer, in wire order.
  public struct Addresses: Hashable, Sendable {
    /// 48-bit MAC address.
    public var senderHardware: UInt64
    public var senderProtocol: UInt32
    /// 48-bit MAC address; 0 in a request.
    public var targetHardware: UInt64
    public var targetProtocol: UInt32
  }

  /// - Throws: `truncated` when the octets end first.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let octets = try reader.fixed(8)
    hardwareType = octets.networkUInt16(at: 0)
    protocolType = EtherType(rawValue: octets.networkUInt16(at: 2))
    hardwareLength = octets[4]
    protocolLength = octets[5]
    operation = ARPOperation(rawValue: octets.networkUInt16(at: 6))
    guard hardwareType == 1, protocolType == .ipv4, hardwareLength == 6, protocolLength == 4 else {
      try reader.skip(2 * (Int(hardwareLength) + Int(protocolLength)))
      return
    }
    let pair = try reader.fixed(20)
    addresses = Addresses(
      senderHardware: pair.networkUInt48(at: 0), senderProtocol: pair.networkUInt32(at: 6),
      targetHardware: pair.networkUInt48(at: 10), targetProtocol: pair.networkUInt32(at: 16))
  }
}

/// What an ARP packet asks or says; a number of IANA's registry.
public struct ARPOperation: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let request = ARPOperation(rawValue: 1)
  public static let reply = ARPOperation(rawValue: 2)
}
