/// A message of IPv6 Neighbor Discovery, behind the 8 octets of its ICMPv6 header.
///
/// RFC 4861 section 4.1 to 4.4. Only what tells who lives at which address is kept.
public struct NeighborDiscoveryMessage: Hashable, Sendable {
  /// The address that is asked for or spoken of; nil in messages of and to routers.
  public var target: UInt128?
  /// The source or target link-layer address option (section 4.6.1), 48 bits.
  public var linkLayerAddress: UInt64?
  /// Bits of the first prefix that a router says is on the link (section 4.6.2).
  public var prefixLength: UInt8?

  /// Octets of options are counted in eights, so that an Ethernet frame holds fewer than this.
  public static let maximumOptions = 192

  /// Whether the type is one of the four that are read.
  public static func isKnown(_ type: ICMPv6Type) -> Bool { (133...136).contains(type.rawValue) }

  /// - Throws: `truncated` when the octets end inside a field or option; `malformed` for an option
  ///   of length 0 (section 4.6).
  public init(
    parsing reader: inout OctetReader, type: ICMPv6Type
  ) throws(DecodeError) {
    switch type {
    case .neighborSolicitation, .neighborAdvertisement:
      let high = UInt128(try reader.readUInt64())
      target = high << 64 | UInt128(try reader.readUInt64())
    case .routerAdvertisement: try reader.skip(8)  // reachable time, retrans timer
    default: break
    }
    for _ in 0..<Self.maximumOptions {
      if reader.isAtEnd { return }
      let option = try reader.readUInt8()
      let length = Int(try reader.readUInt8()) * 8
      guard length > 0 else { throw reader.malformed("Neighbor Discovery option of length 0") }
      var value = try reader.sub(length - 2)
      switch option {
      case 1 where length == 8, 2 where length == 8:
        linkLayerAddress = UInt64(try value.readUInt32()) << 16 | UInt64(try value.readUInt16())
      case 3: if prefixLength == nil { prefixLength = try value.readUInt8() }
      default: break
      }
    }
  }
}
