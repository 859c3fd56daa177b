/// A QUIC version number (RFC 8999 section 4); every number is data, also one without a name.
public struct QUICVersion: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Not a version: the packet lists the versions that a server has (RFC 8999 section 6).
  public static let negotiation = QUICVersion(rawValue: 0)
  /// RFC 9000.
  public static let version1 = QUICVersion(rawValue: 1)
  /// RFC 9369.
  public static let version2 = QUICVersion(rawValue: 0x6B33_43CF)

  /// The number of a draft before version 1, nil for anything else.
  public var draft: UInt8? {
    rawValue >> 8 == 0xFF_0000 ? UInt8(truncatingIfNeeded: rawValue) : nil
  }

  /// Whether the number only serves to make a server negotiate (RFC 9000 section 15).
  public var isReserved: Bool { rawValue & 0x0F0F_0F0F == 0x0A0A_0A0A }

  /// Whether the number is of Google's protocol that came before: `Q` or `T` and three digits.
  public var isGoogle: Bool {
    let digits = (0..<3).allSatisfy { (0x30...0x39).contains(rawValue >> (8 * $0) & 0xFF) }
    return digits && (rawValue >> 24 == 0x51 || rawValue >> 24 == 0x54)
  }

  /// Whether the version is known by its number, read or not.
  public var isKnown: Bool {
    isDecoded || draft != nil || isReserved || isGoogle || rawValue >> 4 == 0xFACE_B00
  }

  /// Whether Initial packets of the version can be read.
  public var isDecoded: Bool { salt != nil }

  /// The salt of the key derivation (RFC 9001 section 5.2, RFC 9369 section 3.3.1).
  var salt: [UInt8]? {
    switch rawValue {
    case 0x0000_0001, 0xFF00_0021, 0xFF00_0022: Self.salt1
    case 0x6B33_43CF: Self.salt2
    case 0xFF00_001D...0xFF00_0020: Self.saltDraft29
    default: nil
    }
  }

  private static let salt1: [UInt8] = [
    0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17,
    0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC, 0xBB, 0x7F, 0x0A,
  ]
  private static let salt2: [UInt8] = [
    0x0D, 0xED, 0xE3, 0xDE, 0xF7, 0x00, 0xA6, 0xDB, 0x81, 0x93,
    0x81, 0xBE, 0x6E, 0x26, 0x9D, 0xCB, 0xF9, 0xBD, 0x2E, 0xD9,
  ]
  /// Drafts 29 to 32; drafts 33 and 34 have the salt of version 1.
  private static let saltDraft29: [UInt8] = [
    0xAF, 0xBF, 0xEC, 0x28, 0x99, 0x93, 0xD2, 0x4C, 0x9E, 0x97,
    0x86, 0xF1, 0x9C, 0x61, 0x11, 0xE0, 0x43, 0x90, 0xA8, 0x99,
  ]
}

extension QUICVersion: CustomStringConvertible {
  public var description: String {
    switch self {
    case .negotiation: "version negotiation"
    case .version1: "QUIC 1"
    case .version2: "QUIC 2"
    default:
      if let draft { "QUIC draft \(draft)" } else { "QUIC 0x" + String(rawValue, radix: 16) }
    }
  }
}
