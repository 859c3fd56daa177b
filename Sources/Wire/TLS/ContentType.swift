/// The kind of a TLS record (RFC 8446 section 5.1).
public struct ContentType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let changeCipherSpec = ContentType(rawValue: 20)
  public static let alert = ContentType(rawValue: 21)
  public static let handshake = ContentType(rawValue: 22)
  public static let applicationData = ContentType(rawValue: 23)
  /// RFC 6520.
  public static let heartbeat = ContentType(rawValue: 24)
  /// A DTLS 1.2 record with a connection identifier, RFC 9146.
  public static let tls12CID = ContentType(rawValue: 25)
  /// An acknowledgement of DTLS 1.3, RFC 9147 section 7.
  public static let ack = ContentType(rawValue: 26)
}

extension ContentType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .changeCipherSpec: "change_cipher_spec"
    case .alert: "alert"
    case .handshake: "handshake"
    case .applicationData: "application_data"
    case .heartbeat: "heartbeat"
    case .tls12CID: "tls12_cid"
    case .ack: "ack"
    default: "content type \(rawValue)"
    }
  }
}
