/// The kind of a handshake message (RFC 8446 section 4, RFC 5246 section 7.4).
public struct HandshakeType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let helloRequest = HandshakeType(rawValue: 0)
  public static let clientHello = HandshakeType(rawValue: 1)
  public static let serverHello = HandshakeType(rawValue: 2)
  public static let helloVerifyRequest = HandshakeType(rawValue: 3)
  public static let newSessionTicket = HandshakeType(rawValue: 4)
  public static let endOfEarlyData = HandshakeType(rawValue: 5)
  /// Only drafts of TLS 1.3 before 22 used a type of its own for it.
  public static let helloRetryRequest = HandshakeType(rawValue: 6)
  public static let encryptedExtensions = HandshakeType(rawValue: 8)
  public static let certificate = HandshakeType(rawValue: 11)
  public static let serverKeyExchange = HandshakeType(rawValue: 12)
  public static let certificateRequest = HandshakeType(rawValue: 13)
  public static let serverHelloDone = HandshakeType(rawValue: 14)
  public static let certificateVerify = HandshakeType(rawValue: 15)
  public static let clientKeyExchange = HandshakeType(rawValue: 16)
  public static let finished = HandshakeType(rawValue: 20)
  public static let certificateURL = HandshakeType(rawValue: 21)
  public static let certificateStatus = HandshakeType(rawValue: 22)
  public static let keyUpdate = HandshakeType(rawValue: 24)
  public static let compressedCertificate = HandshakeType(rawValue: 25)
  public static let messageHash = HandshakeType(rawValue: 254)
}

extension HandshakeType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .helloRequest: "hello_request"
    case .clientHello: "client_hello"
    case .serverHello: "server_hello"
    case .helloVerifyRequest: "hello_verify_request"
    case .newSessionTicket: "new_session_ticket"
    case .endOfEarlyData: "end_of_early_data"
    case .helloRetryRequest: "hello_retry_request"
    case .encryptedExtensions: "encrypted_extensions"
    case .certificate: "certificate"
    case .serverKeyExchange: "server_key_exchange"
    case .certificateRequest: "certificate_request"
    case .serverHelloDone: "server_hello_done"
    case .certificateVerify: "certificate_verify"
    case .clientKeyExchange: "client_key_exchange"
    case .finished: "finished"
    case .certificateURL: "certificate_url"
    case .certificateStatus: "certificate_status"
    case .keyUpdate: "key_update"
    case .compressedCertificate: "compressed_certificate"
    case .messageHash: "message_hash"
    default: "handshake type \(rawValue)"
    }
  }
}
