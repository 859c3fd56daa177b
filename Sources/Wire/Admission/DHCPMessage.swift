/// A message of the Dynamic Host Configuration Protocol for IPv4.
///
/// RFC 2131 section 2 and RFC 2132: 236 octets of BOOTP, the magic cookie, and options up to the
/// one that ends them. Which host asks, and which address it is given, is what is kept.
public struct DHCPMessage: Hashable, Sendable {
  /// 1 from a client, 2 from a server.
  public let operation: UInt8
  public let hardwareType: UInt8
  public let transaction: UInt32
  /// The client's address as it states it; 0 for none.
  public let clientAddress: UInt32
  /// "Your" address: what the server gives; 0 for none.
  public let yourAddress: UInt32
  /// The relay that took the message on; 0 on the client's own link.
  public let relayAddress: UInt32
  /// The client's MAC address; 0 when the hardware is not Ethernet.
  public let clientHardware: UInt64

  /// Option 53; nil in plain BOOTP.
  public private(set) var messageType: DHCPMessageType?
  /// Option 1.
  public private(set) var subnetMask: UInt32?
  /// Option 50.
  public private(set) var requestedAddress: UInt32?
  /// Option 54.
  public private(set) var serverIdentifier: UInt32?
  /// Option 12, a host name without its domain.
  public private(set) var hostName: String?
  /// Option 60, the kind of operating system or product.
  public private(set) var vendorClass: String?
  /// Option 61, a type and an identifier.
  public private(set) var clientIdentifier: [UInt8]?

  /// Most options that are read; clients send a dozen, and Ethernet has room for less than 256.
  public static let maximumOptions = 256
  /// Octets in front of the options, the magic cookie among them.
  public static let fixedOctets = 240

  private static let magicCookie: UInt32 = 0x6382_5363

  /// - Throws: `truncated` when the octets end before the end option; `malformed` without the
  ///   cookie, or for an option that breaks its length; `limit` beyond `maximumOptions`.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    operation = try reader.readUInt8()
    hardwareType = try reader.readUInt8()
    let hardwareLength = try reader.readUInt8()
    try reader.skip(1)  // hops
    transaction = try reader.readUInt32()
    try reader.skip(4)  // secs, flags
    clientAddress = try reader.readUInt32()
    yourAddress = try reader.readUInt32()
    try reader.skip(4)  // siaddr: the boot server
    relayAddress = try reader.readUInt32()
    let high = UInt64(try reader.readUInt32())
    let low = UInt64(try reader.readUInt16())
    let isEthernet = hardwareType == 1 && hardwareLength == 6
    clientHardware = isEthernet ? high << 16 | low : 0
    try reader.skip(10 + 64 + 128)  // rest of chaddr, sname, file
    guard try reader.readUInt32() == Self.magicCookie else {
      throw reader.malformed("no magic cookie in front of DHCP options")
    }
    for _ in 0..<Self.maximumOptions {
      let code = try reader.readUInt8()
      if code == 255 {
        _ = reader.rest()  // padding
        return
      }
      // Pad, the other option without a length.
      if code == 0 { continue }
      let length = Int(try reader.readUInt8())
      var value = try reader.sub(length)
      switch code {
      case 1: subnetMask = try value.readUInt32()
      case 12: hostName = HTTPText.text(of: value.rest(), maximum: length)
      case 50: requestedAddress = try value.readUInt32()
      case 53: messageType = DHCPMessageType(rawValue: try value.readUInt8())
      case 54: serverIdentifier = try value.readUInt32()
      case 60: vendorClass = HTTPText.text(of: value.rest(), maximum: length)
      case 61:
        var identifier: [UInt8] = []
        while !value.isAtEnd { identifier.append(try value.readUInt8()) }
        clientIdentifier = identifier
      default: break
      }
    }
    throw reader.limit("more than 256 DHCP options")
  }
}

/// Option 53 of DHCP; a number of IANA's registry.
public struct DHCPMessageType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let discover = DHCPMessageType(rawValue: 1)
  public static let offer = DHCPMessageType(rawValue: 2)
  public static let request = DHCPMessageType(rawValue: 3)
  public static let decline = DHCPMessageType(rawValue: 4)
  public static let acknowledge = DHCPMessageType(rawValue: 5)
  public static let refuse = DHCPMessageType(rawValue: 6)
  public static let release = DHCPMessageType(rawValue: 7)
  public static let inform = DHCPMessageType(rawValue: 8)
}
