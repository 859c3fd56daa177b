/// Tags of bridges that wrap a whole frame or stand before its EtherType.
///
/// They name no station of their own that matters to an observer; only what follows does.
public enum BridgeTag: Hashable, Sendable {
  /// IEEE 802.1ah, 4 octets: service instance (24 bits) under priority and flags.
  case backboneService(UInt32)
  /// Cisco FabricPath, 2 octets: tree (10 bits) and time to live.
  case fabricPath
  /// Cisco VN-Tag (802.1BR's ancestor), 4 octets and the next EtherType.
  case virtualInterface

  /// Reads the tag that `etherType` announces; nil when it announces none.
  ///
  /// - Returns: the tag, and what follows it.
  /// - Throws: `truncated` when the octets end first.
  public static func read(
    _ etherType: EtherType, from reader: inout OctetReader
  ) throws(DecodeError) -> (tag: BridgeTag, next: EtherType)? {
    switch etherType {
    case .backboneService:
      return (.backboneService(try reader.readUInt32() & 0xFF_FFFF), .transparentEthernet)
    case .fabricPath:
      try reader.skip(2)
      return (.fabricPath, .transparentEthernet)
    case .virtualInterface:
      try reader.skip(4)
      return (.virtualInterface, EtherType(rawValue: try reader.readUInt16()))
    default: return nil
    }
  }
}

extension EtherType {
  public static let backboneService = EtherType(rawValue: 0x88E7)
  public static let fabricPath = EtherType(rawValue: 0x8903)
  public static let virtualInterface = EtherType(rawValue: 0x8926)
}
