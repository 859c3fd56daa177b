internal import Observations

/// Services without encryption: forbidden, or discouraged.
public struct ClearTextServices: Expectation {
  public static let key = "clear-text-services"

  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// Data that moved is a failure.
    case forbidden
    /// Payload is a warning, credentials are a failure.
    case discouraged
  }

  public let level: Level

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    let words = Level.allCases.map(\.rawValue)
    guard let word = Parameters.word(node, words, into: &mistakes),
      let level = Level(rawValue: word)
    else { return nil }
    self.level = level
  }

  public var summary: LocalizedText {
    switch level {
    case .forbidden:
      LocalizedText(
        en: "No data moves over services without encryption.", zh: "不得通过未加密的服务传输数据。",
        ja: "暗号化されていないサービスでデータを転送してはなりません。")
    case .discouraged:
      LocalizedText(
        en: "Services without encryption are avoided, and credentials never cross them.",
        zh: "应避免使用未加密的服务，且不得通过其传输凭据。", ja: "暗号化されていないサービスは避け、資格情報を流しません。")
    }
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    // What the web server of a Local Run Manager answers is the business of its own clauses.
    guard subject.attempt == nil, let service = Self.service(of: subject.connection) else { return }
    var judgement: Judgement
    switch level {
    case .forbidden: judgement = judgeForbidden(subject, service)
    case .discouraged:
      guard let found = judgeDiscouraged(subject) else { return }
      judgement = found
    }
    judgement.service = service
    judgements.append(judgement)
  }

  private func judgeForbidden(_ subject: AssetConnection, _ service: String) -> Judgement {
    if Self.mayHaveTurnedToTLS(subject.connection) {
      return subject.judgement(.clearText, .undetermined, .gap)
    }
    // A datagram that nobody answered was sent in clear; whether anybody took it is not known.
    if hasMovedData(subject.connection), subject.stage >= .established {
      // Revocation lists and connectivity checks are in clear by design, and hold nothing.
      if isBackground(subject), !subject.hasCredentials {
        return subject.judgement(.clearText, .info, .clearBackground)
      }
      // Printable payload of no known protocol is a sign, not proof, of a clear service.
      return service == Service.text.rawValue
        ? subject.judgement(.clearText, .warn, .clearUnclassified)
        : subject.judgement(.clearText, .fail, .clearDataMoved)
    }
    switch subject.stage {
    case .refused: return subject.judgement(.clearText, .info, .clearRefused)
    case .attempted: return subject.judgement(.clearText, .warn, .clearAttempt)
    case .established, .succeeded: return subject.judgement(.clearText, .warn, .clearNoData)
    }
  }

  private func judgeDiscouraged(_ subject: AssetConnection) -> Judgement? {
    if subject.hasCredentials {
      return subject.judgement(.clearText, .fail, .clearCredentials)
    }
    guard hasMovedData(subject.connection) else { return nil }
    if Self.mayHaveTurnedToTLS(subject.connection) {
      return subject.judgement(.clearText, .undetermined, .gap)
    }
    if isBackground(subject) {
      return subject.judgement(.clearText, .info, .clearBackground)
    }
    return subject.judgement(.clearText, .warn, .clearPayload)
  }

  private func isBackground(_ subject: AssetConnection) -> Bool {
    guard case .http = subject.connection.application else { return false }
    return subject.listing == .background || subject.isBackgroundByName
  }

  /// Services that begin in clear and can turn to TLS (STARTTLS and its kin).
  private static let upgradable: Set<Service> = [
    .ftp, .smtp, .pop3, .imap, .ldap, .irc, .xmpp, .mysql, .postgresql, .nntp, .sieve, .rdp,
    .socks,
  ]

  /// The capture lacks octets in which the ends may have agreed on TLS.
  static func mayHaveTurnedToTLS(_ connection: Connection) -> Bool {
    guard connection.hasGap else { return false }
    switch connection.application {
    case .http(let conversation):
      return conversation.decisive.map { $0.method == "CONNECT" } ?? true
    case .directory(let exchange): return !exchange.hasClearBind
    // The protocol that would show itself in the missing octets may be one that turns to TLS.
    case .other(.text), .other(.binary), .unknown: return true
    case .other(let service): return upgradable.contains(service)
    default: return false
    }
  }

  /// Over TCP both ends speak; a datagram needs no answer to have carried data.
  private func hasMovedData(_ connection: Connection) -> Bool {
    if connection.transport == .udp {
      return connection.fromInitiator.octets > 0 && connection.stage != .refused
    }
    return connection.stage >= .established && connection.fromInitiator.octets > 0
      && connection.fromResponder.octets > 0
  }

  /// The clear-text service of a connection: by its content, and by the registered port where
  /// the content alone was not recognised.
  static func service(of connection: Connection) -> String? {
    switch connection.application {
    case .http(let conversation): return conversation.isTunnel ? nil : "http"
    case .tls, .quic, .smb, .dns: return nil
    case .clinical(let exchange): return exchange.service.rawValue
    // The contents of Kerberos are encrypted by themselves; LDAP without a bind in clear carries
    // what a directory tells everybody.
    case .directory(let exchange):
      return exchange.service == .ldap ? exchange.service.rawValue : nil
    case .other(.text): return portService(connection) ?? Service.text.rawValue
    case .other(.binary), .unknown: return portService(connection)
    case .other(let service): return service.isClearText ? service.rawValue : nil
    }
  }

  /// Clear-text services towards storage by their ports in the IANA registry.
  private static func portService(_ connection: Connection) -> String? {
    switch (connection.responder.port, connection.transport) {
    case (20, .tcp), (21, .tcp): "ftp"
    case (23, .tcp): "telnet"
    case (69, .udp): "tftp"
    case (80, .tcp): "http"
    case (111, _), (2_049, _): "nfs"
    case (512...514, .tcp): "rlogin"
    case (548, .tcp): "afp"
    case (873, .tcp): "rsync"
    case (3_260, .tcp): "iscsi"
    default: nil
    }
  }
}

extension AssetConnection {
  /// The peer goes by a name that operating systems ask in clear: revocation and connectivity.
  var isBackgroundByName: Bool {
    guard let name = names.best?.name else { return false }
    return BackgroundNames.isRevocation(name) || BackgroundNames.isConnectivity(name)
  }
}
