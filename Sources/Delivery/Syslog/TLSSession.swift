internal import CTLS
internal import Glibc

// Invariants of the unsafe code in this file:
// - `TLSContext` owns one SSL_CTX, freed once in `deinit`; sessions hold their own reference to it;
// - `TLSSession` owns one SSL, freed once in `deinit`, and is used by one thread at a time;
// - the socket outlives the session, because the session owns the connection too;
// - SSL_write and SSL_read get a start and a count of an array that is borrowed for the call.

/// What a TLS collector is trusted by (RFC 5425), read once: no file is opened later.
@safe
final class TLSContext: @unchecked Sendable {
  fileprivate let context: OpaquePointer

  /// - Throws: when a file cannot be read, a key does not fit its certificate, or others may read it.
  init(_ url: SyslogURL) throws(DeliveryError) {
    // libssl writes to the socket with write(2), which would end the process when the reader is gone.
    signal(SIGPIPE, SIG_IGN)
    guard let made = unsafe SSL_CTX_new(TLS_client_method()) else {
      throw DeliveryError("TLS is not available")
    }
    unsafe context = made
    unsafe labtap_tls_set_modes(made)
    // RFC 9662: TLS 1.2 at least, with forward secrecy and authenticated encryption; nothing is
    // sent as early data.
    guard unsafe labtap_tls_set_minimum(made) == 1,
      unsafe SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1
    else { throw DeliveryError("TLS 1.2 is not available") }
    unsafe SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nil)
    if let path = url.authorities {
      guard unsafe SSL_CTX_load_verify_locations(made, path, nil) == 1 else {
        throw DeliveryError("\(path): no certificates to trust (\(Self.reason))")
      }
    } else if unsafe SSL_CTX_set_default_verify_paths(made) != 1 {
      throw DeliveryError("the system's certificates cannot be read")
    }
    if let certificate = url.certificate, let key = url.key {
      try PrivateKeyFile.check(key)
      guard unsafe SSL_CTX_use_certificate_chain_file(made, certificate) == 1 else {
        throw DeliveryError("\(certificate): no certificate (\(Self.reason))")
      }
      guard unsafe SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) == 1,
        unsafe SSL_CTX_check_private_key(made) == 1
      else { throw DeliveryError("\(key): no key of that certificate (\(Self.reason))") }
    }
  }

  deinit {
    unsafe SSL_CTX_free(context)
  }

  /// What libssl says of the last failure.
  static var reason: String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let text = unsafe ERR_reason_error_string(code) else {
      return "no reason given"
    }
    return unsafe String(cString: text)
  }
}

/// A TLS session with a collector whose certificate and name were verified.
@safe
struct TLSSession: ~Copyable {
  private let session: OpaquePointer
  private let connection: CollectorSocket

  private static let handshakeMilliseconds: Int32 = 5_000

  /// Shakes hands with a collector; fails when its certificate or its name is not as it should be.
  static func open(
    _ context: TLSContext, name: String, over connection: consuming CollectorSocket
  ) throws(DeliveryError) -> TLSSession {
    let made = unsafe try session(context, name, connection.descriptor)
    let session = unsafe TLSSession(made, connection)
    try session.shakeHands()
    return session
  }

  private init(_ session: OpaquePointer, _ connection: consuming CollectorSocket) {
    unsafe self.session = session
    self.connection = connection
  }

  private static func session(
    _ context: TLSContext, _ name: String, _ descriptor: Int32
  ) throws(DeliveryError) -> OpaquePointer {
    guard let made = unsafe SSL_new(context.context) else {
      throw DeliveryError("TLS is not available")
    }
    // A host name is looked for among the certificate's names, an address among its addresses.
    let isAddress = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(made), name) == 1
    ERR_clear_error()
    let isNamed =
      unsafe isAddress
      || (SSL_set1_host(made, name) == 1 && labtap_tls_set_server_name(made, name) == 1)
    guard isNamed, unsafe SSL_set_fd(made, descriptor) == 1 else {
      unsafe SSL_free(made)
      throw DeliveryError("`\(name)` is no name of a host")
    }
    return unsafe made
  }

  deinit {
    unsafe SSL_free(session)
  }

  private func shakeHands() throws(DeliveryError) {
    while true {
      ERR_clear_error()
      let code = unsafe SSL_connect(session)
      if code == 1 { return }
      let verified = unsafe SSL_get_verify_result(session)
      guard verified == Int(X509_V_OK) else {
        let text = unsafe String(cString: X509_verify_cert_error_string(verified))
        throw DeliveryError("the collector's certificate is refused: \(text)")
      }
      guard try waits(code, milliseconds: Self.handshakeMilliseconds) else {
        throw DeliveryError("no answer to the TLS hello")
      }
    }
  }

  /// Waits for what the session needs; false when it did not come in time.
  private func waits(_ code: Int32, milliseconds: Int32) throws(DeliveryError) -> Bool {
    switch unsafe SSL_get_error(session, code) {
    case SSL_ERROR_WANT_READ: connection.wait(for: Int16(POLLIN), milliseconds: milliseconds) != 0
    case SSL_ERROR_WANT_WRITE:
      connection.wait(for: Int16(POLLOUT), milliseconds: milliseconds) != 0
    case SSL_ERROR_ZERO_RETURN: throw DeliveryError("the collector ended the connection")
    case SSL_ERROR_SYSCALL: throw DeliveryError("the connection broke")
    default: throw DeliveryError("TLS: \(TLSContext.reason)")
    }
  }

  func send(_ octets: [UInt8], milliseconds: Int32) throws(DeliveryError) {
    var sent = 0
    while sent < octets.count {
      ERR_clear_error()
      let start = sent
      let count = unsafe octets.withUnsafeBytes { buffer in
        // A record holds 16 KiB; more at once gains nothing.
        unsafe SSL_write(
          session, buffer.baseAddress.map { unsafe $0 + start },
          Int32(min(buffer.count - start, 16_384)))
      }
      if count > 0 {
        sent += Int(count)
      } else if try !waits(count, milliseconds: milliseconds) {
        throw DeliveryError("the collector takes nothing")
      }
    }
  }

  /// As `CollectorSocket.listen`; messages of the protocol itself, such as tickets, are silence.
  func listen(milliseconds: Int32) -> CollectorSocket.Silence {
    if unsafe SSL_pending(session) == 0,
      connection.wait(for: Int16(POLLIN), milliseconds: milliseconds) == 0
    {
      return .silent
    }
    var octets = [UInt8](repeating: 0, count: 512)
    ERR_clear_error()
    let count = unsafe octets.withUnsafeMutableBytes { buffer in
      unsafe SSL_read(session, buffer.baseAddress, Int32(buffer.count))
    }
    if count > 0 { return .spoke }
    switch unsafe SSL_get_error(session, count) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .silent
    case SSL_ERROR_ZERO_RETURN: return .ended
    case SSL_ERROR_SYSCALL: return .failed("the connection broke")
    default:
      let reason = TLSContext.reason
      // An end of the stream without the closing alert, as rsyslog's GnuTLS driver leaves it.
      return reason == "unexpected eof while reading" ? .ended : .failed("TLS: \(reason)")
    }
  }

  func finishSending() {
    ERR_clear_error()
    unsafe SSL_shutdown(session)
    connection.finishSending()
  }

  /// The version that was agreed on, such as `TLSv1.3`.
  var version: String { unsafe String(cString: SSL_get_version(session)) }
}
