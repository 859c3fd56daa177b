internal import Observations

/// What a connection is for, in the words that signatures use for services.
///
/// Content comes first; the registered port stands in only where nothing was said that could be
/// recognised, and what rests on it says so.
struct ServiceOnConnection: Sendable {
  var word: String
  var isByPortOnly = false

  /// Words beyond those of `Service`.
  static let ownWords = ["winrm", "anydesk", "smb-administration", "dns-over-tls"]

  static var words: [String] { Service.allCases.map(\.rawValue) + ownWords }

  init?(_ subject: AssetConnection) {
    let connection = subject.connection
    if let word = Self.byContent(subject) {
      self.word = word
      return
    }
    guard let word = Self.byPort(connection) else { return nil }
    self.word = word
    isByPortOnly = true
  }

  private static func byContent(_ subject: AssetConnection) -> String? {
    let port = subject.port
    if subject.signs.contains(.remoteDesktop) { return Service.rdp.rawValue }
    switch subject.connection.application {
    case .tls:
      // Mail behind STARTTLS is mail.
      if let service = subject.connection.upgradedFrom { return service.rawValue }
      if subject.signs.contains(.anyDesk) { return "anydesk" }
      // TLS from the first octet on ports that have one use.
      switch port {
      case 853: return "dns-over-tls"
      case 3_389: return Service.rdp.rawValue
      case 5_986: return "winrm"
      default: return nil
      }
    case .http:
      return subject.signs.contains(.management) || port == 5_985 ? "winrm" : nil
    case .smb: return subject.signs.contains(.administration) ? "smb-administration" : nil
    case .other(.binary), .other(.text): return nil
    case .other(let service): return service.rawValue
    case .clinical(let exchange): return exchange.service.rawValue
    case .directory(let exchange): return exchange.service.rawValue
    case .quic, .dns, .unknown: return nil
    }
  }

  /// Ports of remote access and mail in the IANA registry, where the content told nothing.
  private static func byPort(_ connection: Connection) -> String? {
    switch connection.application {
    case .unknown, .other(.binary), .other(.text): break
    default: return nil
    }
    guard connection.transport == .tcp || connection.transport == .udp else { return nil }
    switch connection.responder.port {
    case 22: return Service.ssh.rawValue
    case 23: return Service.telnet.rawValue
    case 3_389: return Service.rdp.rawValue
    case 5_900...5_903: return Service.vnc.rawValue
    case 5_938: return Service.teamviewer.rawValue
    case 5_985, 5_986: return "winrm"
    case 7_070: return "anydesk"
    default: return nil
    }
  }
}
