internal import Observations

extension Evidence {
  /// The header fields that a judgement of a connection rests on.
  init(_ judgement: Judgement, of subject: AssetConnection) {
    self.init()
    let connection = subject.connection
    reserve(6)
    if let outcome = judgement.outcome { self[.outcome] = .text(outcome.rawValue) }
    if let service = judgement.service { self[.service] = .text(service) }
    switch connection.application {
    case .tls(let handshake): addTLS(handshake)
    case .quic(let quic):
      if self[.service] == nil { self[.service] = .text(Service.quic.rawValue) }
      if let handshake = quic.handshake { addTLS(handshake) }
    case .smb(let smb): addSMB(smb, judgement.fact)
    case .http(let conversation): addHTTP(conversation)
    case .clinical(let exchange):
      if self[.service] == nil { self[.service] = .text(exchange.service.rawValue) }
    case .directory(let exchange):
      if self[.service] == nil { self[.service] = .text(exchange.service.rawValue) }
    case .other(let service):
      if self[.service] == nil, judgement.fact != .tlsVersion {
        self[.service] = .text(service.rawValue)
      }
    case .dns, .unknown: break
    }
    switch judgement.fact {
    case .unlistedPeer, .destination, .region, .oneWay, .clearText:
      let isOutbound = subject.direction == .outbound
      let (own, other) =
        isOutbound
        ? (connection.fromInitiator, connection.fromResponder)
        : (connection.fromResponder, connection.fromInitiator)
      self[.octetsIn] = .number(other.octets)
      self[.octetsOut] = .number(own.octets)
    default: break
    }
  }

  private mutating func addTLS(_ handshake: TLSHandshake) {
    if let version = handshake.version { self[.tlsVersion] = .text("\(version)") }
    if let best = handshake.clientMaxVersion { self[.tlsClientMaxVersion] = .text("\(best)") }
    if let suite = handshake.cipherSuite { self[.tlsCipher] = .text(Self.hexadecimal(suite)) }
    if let version = handshake.version, version.isBelowTLS12,
      let best = handshake.clientMaxVersion
    {
      self[.limitedBy] = .text(best.isBelowTLS12 ? "client" : "server")
    }
  }

  private mutating func addSMB(_ smb: SMBConnection, _ fact: Fact) {
    if let dialect = smb.dialect {
      self[.smbDialect] = .text("\(dialect)")
    } else if smb.smb1Messages > 0 {
      self[.smbDialect] = .text("\(SMBDialect.smb1)")
    }
    switch fact {
    case .smbDialect, .smb1Offer:
      if let best = smb.clientMaxDialect {
        self[.smbClientMaxDialect] = .text("\(best)")
        if let dialect = smb.dialect, dialect < .smb311, dialect.isKnown {
          self[.limitedBy] = .text(best < .smb311 ? "client" : "server")
        }
      }
    case .smbSigning:
      self[.smbSigning] = .text(smb.signingPolicy)
      if smb.disk.total > 0 { self[.smbDataSigned] = .flag(smb.disk.isSignedBothWays) }
    case .smbEncryption, .smbPipe:
      if smb.disk.total > 0 || smb.isEncryptedBothWays {
        self[.smbDataEncrypted] = .flag(smb.disk.total == 0 && smb.isEncryptedBothWays)
      }
    default: break
    }
    if let account = smb.unauthenticatedAccount { self[.smbAccount] = .text(account) }
  }

  private mutating func addHTTP(_ conversation: HTTPConversation) {
    guard let exchange = conversation.decisive else { return }
    self[.httpMethod] = .text(exchange.method)
    self[.httpPath] = .text(Self.path(of: exchange))
    if let status = exchange.status { self[.httpStatus] = .number(UInt64(status)) }
  }

  /// The path of a target; most have no scheme to look for.
  private static func path(of exchange: HTTPExchange) -> String {
    let octets = exchange.target.utf8
    guard !octets.contains(UInt8(ascii: ":")) else { return exchange.path }
    let end = octets.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
    return end.map { String(exchange.target[..<$0]) } ?? exchange.target
  }

  private static func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension SMBConnection {
  /// What both SecurityModes say together.
  fileprivate var signingPolicy: String {
    if clientSigning?.required == true || serverSigning?.required == true { return "required" }
    let isEnabled = clientSigning?.enabled == true || serverSigning?.enabled == true
    return isEnabled ? "enabled" : "none"
  }

  fileprivate var unauthenticatedAccount: String? {
    if sessions.contains(where: \.isGuest) { return "guest" }
    let isAnonymous = sessions.contains { $0.isAnonymous || $0.mechanism == .anonymous }
    return isAnonymous ? "anonymous" : nil
  }
}
