internal import Observations

/// Which frame of a connection decided a judgement.
///
/// A judgement names the place and not the frame itself, so that it holds for every connection
/// with the same facts.
enum DecidingFrame: Hashable, Sendable {
  /// The frame that decided how far the connection got, or the question itself.
  case stage
  case clientHello, serverHello
  /// The frame that decided the handshake's stage, else one of the hellos.
  case handshakeOrClientHello, handshakeOrServerHello
  case negotiateRequest, negotiateResponse, lastNegotiate
  case firstClearData, firstEncrypted
  /// The first session that is a guest's or nobody's.
  case unauthenticatedSession
  /// A session by its place in the list.
  case session(UInt8)
  /// What the web server answered, in clear or by a handshake.
  case answer
  /// What accepted or turned away a clinical exchange, or a directory's grant.
  case acceptance
  /// Where a patient was named.
  case patient

  /// The frame itself; one that was never seen falls back on the connection's own.
  func moment(in connection: Connection) -> Moment {
    if self == .stage { return connection.deciding }
    let found: Moment? =
      switch connection.application {
      case .tls(let handshake): moment(in: handshake)
      case .smb(let smb): moment(in: smb)
      case .quic(let quic): quic.deciding
      case .http(let conversation): self == .answer ? conversation.decisive?.response : nil
      case .clinical(let exchange):
        self == .patient ? exchange.patient : exchange.accepted ?? exchange.rejected
      case .directory(let exchange): exchange.granted
      case .dns, .other, .unknown: nil
      }
    return found ?? connection.deciding
  }

  private func moment(in handshake: TLSHandshake) -> Moment? {
    switch self {
    case .clientHello: handshake.clientHello
    case .serverHello: handshake.serverHello
    case .handshakeOrClientHello: handshake.deciding ?? handshake.clientHello
    case .handshakeOrServerHello, .answer: handshake.deciding ?? handshake.serverHello
    default: nil
    }
  }

  private func moment(in smb: SMBConnection) -> Moment? {
    switch self {
    case .negotiateRequest: smb.negotiateRequest
    case .negotiateResponse: smb.negotiateResponse
    case .lastNegotiate: smb.negotiateResponse ?? smb.negotiateRequest
    case .firstClearData: smb.firstClearData
    case .firstEncrypted: smb.firstEncrypted
    case .unauthenticatedSession: smb.unauthenticatedSince
    case .session(let place):
      Int(place) < smb.sessions.count ? smb.sessions[Int(place)].established : nil
    default: nil
    }
  }
}
