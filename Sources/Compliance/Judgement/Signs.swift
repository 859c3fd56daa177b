internal import Observations

/// What clauses ask of a connection beside its application, as a few flags: part of the facts by
/// which rulings are shared.
struct Signs: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  /// Bits that are used, for the facts.
  static let width: UInt64 = 20

  /// The peer's address or name is on the site's list of threats.
  static let indicated = Signs(rawValue: 1 << 0)
  /// A private address that is not among the organisation's own.
  static let foreignPrivate = Signs(rawValue: 1 << 1)
  /// The connection began as RDP and went on in TLS.
  static let remoteDesktop = Signs(rawValue: 1 << 2)
  /// The asset's packets travel in a tunnel that a host makes.
  static let inTunnel = Signs(rawValue: 1 << 3)
  /// One of too many unlisted domains in a short time.
  static let manyDomains = Signs(rawValue: 1 << 4)
  /// More than `bulkOctets` came to the end that opened the connection.
  static let bulkInbound = Signs(rawValue: 1 << 5)
  /// So many octets that a remote session carried a picture.
  static let sessionVolume = Signs(rawValue: 1 << 6)
  /// The best ten seconds reached the rate that a clause asks for.
  static let fast = Signs(rawValue: 1 << 7)
  /// A long transfer stayed below that rate although there was more to send.
  static let slow = Signs(rawValue: 1 << 8)
  /// A program was fetched over clear HTTP.
  static let program = Signs(rawValue: 1 << 9)
  /// A program was written to the asset over SMB in clear.
  static let programWritten = Signs(rawValue: 1 << 10)
  /// ALPN of AnyDesk.
  static let anyDesk = Signs(rawValue: 1 << 11)
  /// The path of WinRM.
  static let management = Signs(rawValue: 1 << 12)
  static let administration = Signs(rawValue: 1 << 13)
  static let domainShare = Signs(rawValue: 1 << 14)
  static let netlogonPipe = Signs(rawValue: 1 << 15)
  static let policyFile = Signs(rawValue: 1 << 16)
  /// Authenticated encryption of TLS (RFC 5116).
  static let authenticatedCipher = Signs(rawValue: 1 << 17)
  static let failedPreauthentication = Signs(rawValue: 1 << 18)
  /// Mail, search and other names of people's use, or browsers' own words.
  static let web = Signs(rawValue: 1 << 19)

  /// An installer or update has more than this; pages and telemetry have less.
  static let bulkOctets: UInt64 = 5_000_000
  /// Keep-alives of a day stay below, a minute of a shared screen does not.
  static let sessionOctets: UInt64 = 1_048_576
  /// Recommended for BeckmanConnect, in bits a second.
  static let usualBitRate: UInt64 = 6_000_000

  private static let wsman = Array("/wsman".utf8)

  /// What the connection itself shows.
  init(_ connection: Connection) {
    var signs: Signs = []
    if connection.upgradedFrom == .rdp { signs.insert(.remoteDesktop) }
    if connection.encapsulation.contains(where: \.isHostTunnel) { signs.insert(.inTunnel) }
    if connection.fromResponder.octets > Self.bulkOctets { signs.insert(.bulkInbound) }
    let both = connection.fromInitiator.octets &+ connection.fromResponder.octets
    if both > Self.sessionOctets { signs.insert(.sessionVolume) }
    signs.formUnion(Self.throughput(of: connection))
    switch connection.application {
    case .tls(let handshake):
      if handshake.clientALPN.contains(where: { $0.utf8.starts(with: "anydesk/".utf8) }) {
        signs.insert(.anyDesk)
      }
      if handshake.cipherSuite.map(AuthenticatedCipherSuites.contains) ?? false {
        signs.insert(.authenticatedCipher)
      }
    case .http(let conversation):
      if let target = conversation.decisive?.target.utf8, target.count >= 6,
        target.prefix(6).map({ (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }) == Self.wsman
      {
        signs.insert(.management)
      }
    case .smb(let smb): signs.formUnion(Self.signs(of: smb))
    case .directory(let exchange):
      if exchange.failedPreauthentications > 0 { signs.insert(.failedPreauthentication) }
    case .clinical, .quic, .dns, .other, .unknown: break
    }
    self = signs
  }

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  private static func signs(of smb: SMBConnection) -> Signs {
    guard
      !smb.diskShares.isEmpty || !smb.servicePipes.isEmpty || smb.policyFile != nil
        || smb.programWritten != nil
    else { return [] }
    var signs: Signs = []
    if smb.hasAdministrativeShare || smb.hasAdministrativePipe { signs.insert(.administration) }
    if smb.hasDomainShare { signs.insert(.domainShare) }
    if smb.hasNetlogonPipe { signs.insert(.netlogonPipe) }
    if smb.policyFile != nil { signs.insert(.policyFile) }
    if smb.programWritten != nil { signs.insert(.programWritten) }
    return signs
  }

  /// Whether the way carried the usual rate, or the sender had more to send than it carried.
  private static func throughput(of connection: Connection) -> Signs {
    let (there, back) = (connection.fromInitiator, connection.fromResponder)
    // Octets of ten seconds.
    let usual = usualBitRate / 8 * 10
    if max(there.peakOctets, back.peakOctets) >= usual { return .fast }
    let (sender, receiver) = there.octets > back.octets ? (there, back) : (back, there)
    let isLong = connection.last.time.since(connection.first.time) > 30_000_000_000
    return isLong && sender.octets > bulkOctets && (sender.isLossy || receiver.closedWindows > 0)
      ? .slow : []
  }
}

extension Traffic {
  /// So many segments came again that the network lost some of them.
  ///
  /// A transfer without losses repeats less than one in a thousand; where a quarter comes again, it
  /// is the mirror that shows packets twice.
  fileprivate var isLossy: Bool {
    let repeats = UInt64(repeatedSegments)
    return repeats >= 10 && repeats > packets / 1_000 && repeats < packets / 4
  }
}

extension Encapsulation {
  /// A wrapper that the end of a connection makes, and not the network or its mirror.
  var isHostTunnel: Bool {
    switch self {
    case .teredo, .ayiya, .l2tp, .sixInFour: true
    case .mpls, .gre, .erspan, .vxlan, .geneve, .gtp, .pppoe, .ipip, .etherip, .pbb, .fabricpath:
      false
    }
  }
}

/// Cipher suites that encrypt and authenticate in one step, by their numbers in the IANA registry.
enum AuthenticatedCipherSuites {
  static func contains(_ suite: UInt16) -> Bool {
    switch suite {
    // TLS 1.3 (RFC 8446 B.4).
    case 0x1301...0x1305: true
    // AES-GCM: RFC 5288, RFC 5289, RFC 5487.
    case 0x009c...0x00a9, 0xc02b...0xc032: true
    // ARIA-GCM, Camellia-GCM: RFC 6209, RFC 6367.
    case 0xc050...0xc05b, 0xc06a...0xc06f, 0xc07a...0xc08d: true
    // AES-CCM: RFC 6655, RFC 7251.
    case 0xc09c...0xc0af: true
    // ChaCha20-Poly1305: RFC 7905.
    case 0xcca8...0xccae: true
    default: false
    }
  }
}

extension HTTPExchange {
  /// A successful answer that is a program or an archive of one, by its type or its name.
  var servesProgram: Bool {
    guard let status, (200..<300).contains(status), method == "GET" else { return false }
    // All types of programs are applications.
    if let contentType, contentType.utf8.first.map({ $0 | 0x20 == 0x61 || $0 == 0x20 }) ?? false,
      Self.programTypes.contains(contentType.mediaType)
    {
      return true
    }
    let name = path
    guard let dot = name.utf8.lastIndex(of: 0x2e) else { return false }
    return Self.programEndings.contains(name[dot...].lowercased())
  }

  private static let programTypes: Set<String> = [
    "application/x-msdownload", "application/x-msdos-program", "application/x-msi",
    "application/vnd.microsoft.portable-executable", "application/x-ms-installer",
    "application/vnd.ms-cab-compressed", "application/x-iso9660-image",
    "application/x-7z-compressed",
  ]

  private static let programEndings: Set<String> = [
    ".exe", ".msi", ".msu", ".cab", ".dll", ".iso", ".7z", ".bat", ".ps1", ".vbs", ".scr",
  ]
}

extension String {
  /// A content type without its parameters, in lower case (RFC 9110 8.3.1).
  fileprivate var mediaType: String {
    var rest = utf8.prefix { $0 != UInt8(ascii: ";") }
    while rest.last == UInt8(ascii: " ") { rest.removeLast() }
    while rest.first == UInt8(ascii: " ") { rest.removeFirst() }
    return String(Substring(rest)).lowercased()
  }
}
