/// The four octets in front of every SMB message on TCP.
///
/// Port 139 carries the session service of [RFC 1002 4.3](https://www.rfc-editor.org/rfc/rfc1002):
/// a type, seven reserved bits that are zero, and a length of 17 bits. Port 445 (MS-SMB2 2.1)
/// carries a zero octet and a length of 24 bits. Both read alike, and protocols are recognised by
/// content rather than by port, so one reading serves both; only a session message may use the
/// upper seven bits.
public struct NetBIOSSessionHeader: Hashable, Sendable {
  public static let octetCount = 4
  /// Largest length that the 17 bits of RFC 1002 can say, in octets.
  public static let maximumNetBIOSLength = 0x1_FFFF

  public var type: NetBIOSSessionPacketType
  /// Octets that follow this header.
  public var length: Int

  /// - Throws: `malformed` when a packet other than a session message has reserved bits set.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let word = try reader.readUInt32()
    type = NetBIOSSessionPacketType(rawValue: UInt8(truncatingIfNeeded: word >> 24))
    length = Int(word & 0x00FF_FFFF)
    if type != .sessionMessage, length > Self.maximumNetBIOSLength {
      throw DecodeError(
        .malformed, layer: reader.layer, offset: reader.offset - 3,
        rule: "reserved FLAGS of a NetBIOS session packet are zero")
    }
  }

  /// Whether the length needs the 24 bits of SMB directly on TCP.
  @inlinable public var isDirectTCPOnly: Bool { length > Self.maximumNetBIOSLength }
}

extension NetBIOSSessionHeader {
  /// What the first octets of one direction of a connection say about NetBIOS sessions and SMB.
  public enum Recognition: Hashable, Sendable {
    /// SMB in session messages, or the session service's own packets.
    case recognised
    /// Something else.
    case different
    /// Too few octets to tell.
    case undecided
  }

  /// Smallest SMB message: the header of SMB2's compressed form, 16 octets.
  static let minimumMessage = 16

  /// Looks at the first octets of a direction; eight are always enough.
  ///
  /// A session message must hold one of the four SMB protocol ids. A session service packet must
  /// have the length that RFC 1002 gives its type.
  public static func recognise(_ octets: Span<UInt8>) -> Recognition {
    guard octets.count > 0 else { return .undecided }
    let type = NetBIOSSessionPacketType(rawValue: octets[0])
    guard type.isDefined else { return .different }
    guard octets.count >= octetCount else { return .undecided }
    let length = Int(octets[1]) << 16 | Int(octets[2]) << 8 | Int(octets[3])
    switch type {
    case .positiveSessionResponse, .sessionKeepAlive:
      return length == 0 ? .recognised : .different
    case .negativeSessionResponse: return length == 1 ? .recognised : .different
    case .retargetSessionResponse: return length == 6 ? .recognised : .different
    case .sessionRequest:
      // Two encoded names, each a label of 32 octets between a length and a zero, and scopes.
      guard length >= 68, length <= 2 * 255 else { return .different }
      guard octets.count > octetCount else { return .undecided }
      return octets[4] == 32 ? .recognised : .different
    default:
      guard length >= minimumMessage else { return .different }
      for place in octetCount..<min(octets.count, octetCount + 4) {
        let expected: Bool =
          switch place {
          case 4: octets[place] >= 0xFC
          case 5: octets[place] == 0x53
          case 6: octets[place] == 0x4D
          default: octets[place] == 0x42
          }
        guard expected else { return .different }
      }
      return octets.count >= octetCount + 4 ? .recognised : .undecided
    }
  }
}

/// The packet types of the NetBIOS session service (RFC 1002 4.3.1).
public struct NetBIOSSessionPacketType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let sessionMessage = NetBIOSSessionPacketType(rawValue: 0x00)
  public static let sessionRequest = NetBIOSSessionPacketType(rawValue: 0x81)
  public static let positiveSessionResponse = NetBIOSSessionPacketType(rawValue: 0x82)
  public static let negativeSessionResponse = NetBIOSSessionPacketType(rawValue: 0x83)
  public static let retargetSessionResponse = NetBIOSSessionPacketType(rawValue: 0x84)
  public static let sessionKeepAlive = NetBIOSSessionPacketType(rawValue: 0x85)

  /// Whether RFC 1002 defines the type.
  public var isDefined: Bool { rawValue == 0 || (0x81...0x85).contains(rawValue) }
}

extension NetBIOSSessionPacketType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sessionMessage: "SESSION MESSAGE"
    case .sessionRequest: "SESSION REQUEST"
    case .positiveSessionResponse: "POSITIVE SESSION RESPONSE"
    case .negativeSessionResponse: "NEGATIVE SESSION RESPONSE"
    case .retargetSessionResponse: "RETARGET SESSION RESPONSE"
    case .sessionKeepAlive: "SESSION KEEP ALIVE"
    default: "NetBIOS packet type 0x" + String(rawValue, radix: 16)
    }
  }
}
