import Observations

/// Values as EVE spells them.
enum EVEText {
  /// As in `2026-01-01T10:00:00.000001+0000`: RFC 3339 but for the zone, which has no colon.
  static func timestamp(_ time: Timestamp) -> String {
    String(time.description.dropLast()) + "+0000"
  }

  static func transport(_ transport: Transport) -> String {
    switch transport {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .icmp: "ICMP"
    case .icmpv6: "IPv6-ICMP"
    default: String(transport.rawValue)
    }
  }

  /// The version of `tls.version`.
  static func version(_ version: TLSVersion) -> String {
    switch version.rawValue {
    case 0x0002: "SSLv2"
    case 0x0300: "SSLv3"
    case 0x0301: "TLSv1"
    case 0x0302: "TLS 1.1"
    case 0x0303: "TLS 1.2"
    case 0x0304: "TLS 1.3"
    case 0x7f00...0x7fff: "TLS 1.3 draft-\(version.rawValue & 255)"
    case 0xfb00...0xfbff: "TLS 1.3 draft-fb\(version.rawValue & 255)"
    case 0xfeff, 0x0100: "DTLS 1.0"
    case 0xfefd: "DTLS 1.2"
    case 0xfefc: "DTLS 1.3"
    default: hexadecimal(version.rawValue)
    }
  }

  /// A version that a client offers.
  ///
  /// Those that EVE has no name for, drafts and DTLS, are named as packet analysers name them;
  /// 0x0100 is the DTLS 1.0 of OpenSSL before 0.9.8f.
  static func offered(_ version: TLSVersion) -> String {
    switch version.rawValue {
    case 0x7f00...0x7fff: "TLS1.3-draft\(version.rawValue & 255)"
    case 0xfb00...0xfbff: "TLS1.3-fb\(version.rawValue & 255)"
    case 0x0100: "DTLS1.0-bad"
    case 0xfeff: "DTLS1.0"
    case 0xfefd: "DTLS1.2"
    case 0xfefc: "DTLS1.3"
    default: Self.version(version)
    }
  }

  /// A dialect of SMB 2 or 3 by its number, as in `3.11`; SMB1 has names of its own.
  static func dialect(_ dialect: SMBDialect) -> String {
    switch dialect {
    case .smb1: "SMB1"
    case .wildcard: "2.??"
    default: revision(dialect.rawValue)
    }
  }

  private static func revision(_ number: UInt16) -> String {
    guard (2...9).contains(number >> 8) else { return hexadecimal(number) }
    let minor = String(number & 255, radix: 16)
    return "\(number >> 8)." + (minor.count == 1 ? "0" + minor : minor)
  }

  /// Four digits at least, as in `0x0a0a`.
  static func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
