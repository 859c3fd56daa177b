/// What the long headers and Initial packets of one QUIC connection show.
public struct QUICConnection: Hashable, Codable, Sendable {
  /// The version of the newest long header; after a negotiation the one that was settled on.
  public var version: QUICConnection.Version
  /// The hellos out of the Initial packets; nil when the version is unknown or they were not seen.
  ///
  /// Its protected records speak of Handshake and short-header packets, `applicationData` of short headers
  /// from both ends beyond the handshake's own.
  public var handshake: TLSHandshake?
  /// Versions that the server offered instead of the client's, GREASE included.
  public var negotiatedVersions: [QUICConnection.Version] = []
  public var hasRetry = false
  /// The client sent data before the handshake was complete (0-RTT).
  public var hasEarlyData = false
  /// The error code of a CONNECTION_CLOSE in an Initial packet; 0x100 and an alert's number when
  /// TLS failed (RFC 9001 4.8).
  public var closeFromClient: UInt64?
  public var closeFromServer: UInt64?
  /// Initial packets that their keys did not open, or whose keys could not be known.
  public var unreadInitials: UInt16 = 0
  /// Packets of each end behind the hellos.
  public var handshakeFromClient = false
  public var handshakeFromServer = false
  public var shortHeaderFromClient = false
  public var shortHeaderFromServer = false
  /// The frame that decided `stage`.
  public var deciding: Moment?

  public init(version: Version) {
    self.version = version
  }

  /// How far the connection got.
  ///
  /// A Retry, a version negotiation or a bare acknowledgement is no acceptance.
  public var stage: Stage {
    if handshake?.applicationData == true { return .succeeded }
    if handshake?.version != nil || handshakeFromServer
      || (shortHeaderFromClient && shortHeaderFromServer)
    {
      return .established
    }
    return closeFromServer == nil ? .attempted : .refused
  }

  /// A QUIC version number; numbers without a name are data too.
  public struct Version: RawRepresentable, Hashable, Codable, Sendable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// RFC 9000.
    public static let version1 = Version(rawValue: 1)
    /// RFC 9369.
    public static let version2 = Version(rawValue: 0x6b33_43cf)

    /// True for the versions whose Initial packets are read: 1, 2 and its drafts, the drafts 22 to
    /// 34 of version 1, and Facebook's numbers for two of these.
    public var isDecoded: Bool {
      switch rawValue {
      case 0x0000_0001, 0x6b33_43cf, 0x709a_50c4, 0xff00_0016...0xff00_0022: true
      case 0xface_b001, 0xface_b002, 0xface_b00e: true
      default: false
      }
    }
  }
}

extension QUICConnection.Version: CustomStringConvertible {
  /// `1`, `2`, `draft-29`, `Q046` or the number in hexadecimal.
  public var description: String {
    switch rawValue {
    case 1: return "1"
    case 0x6b33_43cf: return "2"
    case 0xff00_0000...0xff00_00ff: return "draft-\(rawValue & 255)"
    default:
      let octets = (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> (24 - 8 * $0)) }
      let isGoogle =
        (octets[0] == 0x51 || octets[0] == 0x54)
        && octets.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
      return isGoogle
        ? String(decoding: octets, as: UTF8.self) : "0x" + String(rawValue, radix: 16)
    }
  }
}
