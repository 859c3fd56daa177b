/// A TLS or DTLS version as a hello states it, ordered by strength and not by number.
///
/// Numbers: 0x0002 SSL 2.0, 0x0300 SSL 3.0, 0x0301...0x0304 TLS 1.0 to 1.3, 0x7fXX drafts of 1.3,
/// 0xfefX DTLS (0x0100 DTLS 1.0 of OpenSSL before 0.9.8f). Any other value is kept as it is.
public struct TLSVersion: RawRepresentable, Hashable, Codable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let ssl2 = TLSVersion(rawValue: 0x0002)
  public static let ssl3 = TLSVersion(rawValue: 0x0300)
  public static let tls10 = TLSVersion(rawValue: 0x0301)
  public static let tls11 = TLSVersion(rawValue: 0x0302)
  public static let tls12 = TLSVersion(rawValue: 0x0303)
  public static let tls13 = TLSVersion(rawValue: 0x0304)
  public static let dtls10 = TLSVersion(rawValue: 0xfeff)
  public static let dtls12 = TLSVersion(rawValue: 0xfefd)
  public static let dtls13 = TLSVersion(rawValue: 0xfefc)

  /// Strength on one scale for TLS and DTLS (DTLS 1.0 stands beside TLS 1.1, which it is derived
  /// from: RFC 4347 1); nil for a number that no known version has.
  @inlinable public var rank: Int? {
    switch rawValue {
    case 0x0002: 2
    case 0x0300: 30
    case 0x0301: 31
    case 0x0302, 0xfeff, 0x0100: 32
    case 0x0303, 0xfefd: 33
    case 0x0304, 0xfefc, 0x7f00...0x7fff, 0xfb00...0xfbff: 34
    default: nil
    }
  }

  /// True when the version is known and below TLS 1.2.
  @inlinable public var isBelowTLS12: Bool { rank.map { $0 < 33 } ?? false }
}

extension TLSVersion: CustomStringConvertible {
  /// `SSLv2`, `SSLv3`, `1.0` … `1.3`, `DTLS 1.0`, `1.3 draft 23`, or the number in hexadecimal.
  public var description: String {
    switch rawValue {
    case 0x0002: "SSLv2"
    case 0x0300: "SSLv3"
    case 0x0301: "1.0"
    case 0x0302: "1.1"
    case 0x0303: "1.2"
    case 0x0304: "1.3"
    case 0xfeff, 0x0100: "DTLS 1.0"
    case 0xfefd: "DTLS 1.2"
    case 0xfefc: "DTLS 1.3"
    case 0x7f00...0x7fff: "1.3 draft \(rawValue & 255)"
    case 0xfb00...0xfbff: "1.3 draft fb\(rawValue & 255)"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
