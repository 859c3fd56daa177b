internal import Compliance

/// The octets on the wire of the header field that decided, where the evidence tells them wholly.
enum DecidingOctets {
  /// The field's name and its octets in the order of the wire; nil for evidence of another kind.
  static func of(_ key: Evidence.Key, _ value: Evidence.Value) -> String? {
    guard case .text(let text) = value else { return nil }
    switch key {
    case .tlsVersion, .tlsClientMaxVersion: return tls(text)
    case .smbDialect, .smbClientMaxDialect: return smb(text)
    case .tlsCipher: return cipher(text)
    default: return nil
    }
  }

  /// ProtocolVersion, two octets (RFC 8446 section 4.1.2, RFC 9147 for DTLS).
  private static func tls(_ version: String) -> String? {
    switch version {
    case "SSLv3": "03 00"
    case "1.0": "03 01"
    case "1.1": "03 02"
    case "1.2": "03 03"
    case "1.3": "03 04"
    case "DTLS 1.0": "fe ff"
    case "DTLS 1.2": "fe fd"
    case "DTLS 1.3": "fe fc"
    default: nil
    }
  }

  /// DialectRevision, two octets, the least significant first (MS-SMB2 section 2.2.4).
  private static func smb(_ dialect: String) -> String? {
    switch dialect {
    case "2.0.2": "02 02"
    case "2.1": "10 02"
    case "3.0": "00 03"
    case "3.0.2": "02 03"
    case "3.1.1": "11 03"
    // Protocol identifier of the SMB 1 header (MS-CIFS section 2.2.3.1).
    case "SMB1": "ff 53 4d 42"
    default: nil
    }
  }

  /// CipherSuite, two octets; the evidence has it as 0x1301.
  private static func cipher(_ suite: String) -> String? {
    let digits = suite.dropFirst(2)
    guard suite.hasPrefix("0x"), digits.count == 4, digits.allSatisfy(\.isHexDigit) else {
      return nil
    }
    return "\(digits.prefix(2)) \(digits.suffix(2))"
  }
}
