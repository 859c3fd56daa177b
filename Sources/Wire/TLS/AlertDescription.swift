/// What an alert reports (IANA registry “TLS Alerts”).
public struct AlertDescription: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let closeNotify = AlertDescription(rawValue: 0)
  public static let unexpectedMessage = AlertDescription(rawValue: 10)
  public static let badRecordMAC = AlertDescription(rawValue: 20)
  public static let handshakeFailure = AlertDescription(rawValue: 40)
  public static let badCertificate = AlertDescription(rawValue: 42)
  public static let certificateExpired = AlertDescription(rawValue: 45)
  public static let certificateUnknown = AlertDescription(rawValue: 46)
  public static let illegalParameter = AlertDescription(rawValue: 47)
  public static let unknownCA = AlertDescription(rawValue: 48)
  public static let decodeError = AlertDescription(rawValue: 50)
  public static let protocolVersion = AlertDescription(rawValue: 70)
  public static let insufficientSecurity = AlertDescription(rawValue: 71)
  public static let internalError = AlertDescription(rawValue: 80)
  public static let inappropriateFallback = AlertDescription(rawValue: 86)
  public static let userCanceled = AlertDescription(rawValue: 90)
  public static let noRenegotiation = AlertDescription(rawValue: 100)
  public static let unrecognizedName = AlertDescription(rawValue: 112)
  public static let noApplicationProtocol = AlertDescription(rawValue: 120)
  public static let echRequired = AlertDescription(rawValue: 121)

  /// The registry's name, nil for a number that this decoder has no name for.
  public var name: String? {
    switch rawValue {
    case 0: "close_notify"
    case 10: "unexpected_message"
    case 20: "bad_record_mac"
    case 21: "decryption_failed"
    case 22: "record_overflow"
    case 30: "decompression_failure"
    case 40: "handshake_failure"
    case 41: "no_certificate"
    case 42: "bad_certificate"
    case 43: "unsupported_certificate"
    case 44: "certificate_revoked"
    case 45: "certificate_expired"
    case 46: "certificate_unknown"
    case 47: "illegal_parameter"
    case 48: "unknown_ca"
    case 49: "access_denied"
    case 50: "decode_error"
    case 51: "decrypt_error"
    case 52: "too_many_cids_requested"
    case 60: "export_restriction"
    case 70: "protocol_version"
    case 71: "insufficient_security"
    case 80: "internal_error"
    case 86: "inappropriate_fallback"
    case 90: "user_canceled"
    case 100: "no_renegotiation"
    case 109: "missing_extension"
    case 110: "unsupported_extension"
    case 111: "certificate_unobtainable"
    case 112: "unrecognized_name"
    case 113: "bad_certificate_status_response"
    case 114: "bad_certificate_hash_value"
    case 115: "unknown_psk_identity"
    case 116: "certificate_required"
    case 120: "no_application_protocol"
    case 121: "ech_required"
    default: nil
    }
  }
}

extension AlertDescription: CustomStringConvertible {
  public var description: String { name ?? "alert \(rawValue)" }
}
