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

  /// Whether types of packets and labels of keys are those of version 2 (RFC 9369 section 3), as
  /// in its later drafts.
  var isLikeVersion2: Bool { self == .version2 || rawValue == 0x709A_50C4 }

  /// The salt of the key derivation (RFC 9001 section 5.2, RFC 9369 section 3.3.1).
  ///
  /// Software that speaks old drafts is still met, and Facebook's 0xFACEB00n follow drafts 22 and
  /// 27. Before draft 22 headers were others; Google's T050 and T051 have frames of their own.
  var salt: [UInt8]? {
    switch rawValue {
    case 0x0000_0001, 0xFF00_0021, 0xFF00_0022: Self.salt1
    case 0x6B33_43CF: Self.salt2
    case 0x709A_50C4: Self.saltDraft2
    case 0xFF00_001D...0xFF00_0020: Self.saltDraft29
    case 0xFF00_0017...0xFF00_001C, 0xFACE_B002, 0xFACE_B00E: Self.saltDraft23
    case 0xFF00_0016, 0xFACE_B001: Self.saltDraft22
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
  /// Drafts of version 2.
  private static let saltDraft2: [UInt8] = [
    0xA7, 0x07, 0xC2, 0x03, 0xA5, 0x9B, 0x47, 0x18, 0x4A, 0x1D,
    0x62, 0xCA, 0x57, 0x04, 0x06, 0xEA, 0x7A, 0xE3, 0xE5, 0xD3,
  ]
  private static let saltDraft22: [UInt8] = [
    0x7F, 0xBC, 0xDB, 0x0E, 0x7C, 0x66, 0xBB, 0xE9, 0x19, 0x3A,
    0x96, 0xCD, 0x21, 0x51, 0x9E, 0xBD, 0x7A, 0x02, 0x64, 0x4A,
  ]
  /// Drafts 23 to 28.
  private static let saltDraft23: [UInt8] = [
    0xC3, 0xEE, 0xF7, 0x12, 0xC7, 0x2E, 0xBB, 0x5A, 0x11, 0xA7,
    0xD2, 0x43, 0x2B, 0xB4, 0x63, 0x65, 0xBE, 0xF9, 0xF5, 0x02,
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
