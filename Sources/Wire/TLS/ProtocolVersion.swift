/// The version number of SSL, TLS or DTLS as it is on the wire.
///
/// DTLS counts downwards, so numbers must not be compared; `level` can be.
public struct ProtocolVersion: CodePoint {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let ssl2 = ProtocolVersion(rawValue: 0x0002)
  public static let ssl3 = ProtocolVersion(rawValue: 0x0300)
  public static let tls10 = ProtocolVersion(rawValue: 0x0301)
  public static let tls11 = ProtocolVersion(rawValue: 0x0302)
  public static let tls12 = ProtocolVersion(rawValue: 0x0303)
  public static let tls13 = ProtocolVersion(rawValue: 0x0304)
  public static let dtls10 = ProtocolVersion(rawValue: 0xFEFF)
  public static let dtls12 = ProtocolVersion(rawValue: 0xFEFD)
  public static let dtls13 = ProtocolVersion(rawValue: 0xFEFC)
  /// DTLS 1.0 as OpenSSL before 0.9.8f sent it, still found in one VPN product.
  public static let dtls10OpenSSL = ProtocolVersion(rawValue: 0x0100)

  @inlinable public var major: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
  @inlinable public var minor: UInt8 { UInt8(truncatingIfNeeded: rawValue) }

  /// Whether the number stands for a draft of TLS 1.3 (0x7F and the draft's number).
  @inlinable public var isTLS13Draft: Bool { major == 0x7F && minor > 0 }

  /// Whether the number belongs to the datagram form.
  public var isDatagram: Bool { major == 0xFE || self == .dtls10OpenSSL }

  /// What a version is worth, equal for the stream and the datagram form.
  public enum Level: UInt8, Comparable, Sendable, CaseIterable {
    case ssl2, ssl3, tls10, tls11, tls12, tls13

    @inlinable
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// The place of the version in the order of protection, nil for an unknown number.
  ///
  /// DTLS 1.0 is built on TLS 1.1 (RFC 4347 section 1), DTLS 1.2 on TLS 1.2 (RFC 6347).
  public var level: Level? {
    switch self {
    case .ssl2: .ssl2
    case .ssl3: .ssl3
    case .tls10: .tls10
    case .tls11, .dtls10, .dtls10OpenSSL: .tls11
    case .tls12, .dtls12: .tls12
    case .tls13, .dtls13: .tls13
    default: isTLS13Draft ? .tls13 : nil
    }
  }

  public var name: String? {
    switch self {
    case .ssl2: "SSL 2.0"
    case .ssl3: "SSL 3.0"
    case .tls10: "TLS 1.0"
    case .tls11: "TLS 1.1"
    case .tls12: "TLS 1.2"
    case .tls13: "TLS 1.3"
    case .dtls10, .dtls10OpenSSL: "DTLS 1.0"
    case .dtls12: "DTLS 1.2"
    case .dtls13: "DTLS 1.3"
    default: isTLS13Draft ? "TLS 1.3 draft \(minor)" : nil
    }
  }
}
