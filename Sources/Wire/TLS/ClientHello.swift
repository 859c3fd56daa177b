/// How a hello is laid out: DTLS adds a cookie to the ClientHello.
public enum HelloForm: Sendable {
  /// TLS over TCP or in QUIC's CRYPTO frames.
  case stream
  /// DTLS.
  case datagram
}

/// The ClientHello, read in place (RFC 8446 section 4.1.2, RFC 6347 section 4.2.1).
///
/// Reading allocates nothing. Extensions are looked at once, when the hello is read. One whose
/// body breaks its rules is left out and reported by `extensionFault`, since a peer that does not
/// know the extension would not have noticed.
public struct ClientHello: ~Escapable {
  public let legacyVersion: ProtocolVersion
  /// 32 octets.
  public let random: Span<UInt8>
  /// At most 32 octets.
  public let sessionID: Span<UInt8>
  /// Empty unless the form is `datagram`.
  public let cookie: Span<UInt8>
  public let cipherSuites: CodePointList<CipherSuite>
  public let compressionMethods: Span<UInt8>
  /// Whether there is a list of extensions, be it an empty one.
  public let hasExtensions: Bool
  public let extensions: ExtensionList

  /// The versions offered, when the client lists them (RFC 8446 section 4.2.1).
  public let supportedVersions: CodePointList<ProtocolVersion>?
  /// The first `host_name` as sent, not empty (RFC 6066 section 3).
  public let serverName: Span<UInt8>?
  public let applicationProtocols: ProtocolNameList?
  public let supportedGroups: CodePointList<NamedGroup>?
  public let keyShares: KeyShareList?
  /// An encrypted hello of the outer kind; the server name is then the provider's public one.
  ///
  /// A hello that only pretends looks the same (RFC 9849).
  public let hasEncryptedClientHello: Bool
  /// The drafts' encrypted server name; no name is in clear.
  public let hasEncryptedServerName: Bool
  public let hasEarlyData: Bool
  public let hasPreSharedKey: Bool
  /// A non-empty session ticket of TLS 1.2 and older (RFC 5077).
  public let hasSessionTicket: Bool
  public let hasFallbackSCSV: Bool
  public let hasRenegotiationSCSV: Bool
  /// The first extension body that broke a rule; the extension counts as absent.
  public let extensionFault: DecodeError?

  /// Octets of the largest body that is read; a browser's hello takes about two thousand.
  public static let maximumLength = 1 << 16

  /// Reads the whole body of a handshake message, to which the reader must be limited.
  ///
  /// - Throws: `truncated` or `malformed` when a field does not fit, `malformed` for an empty or
  ///   odd list of suites, an empty list of compression methods, a session identifier above 32
  ///   octets and octets after the extensions, `limit` above `maximumLength`.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader, form: HelloForm = .stream) throws(DecodeError) {
    guard reader.remaining <= Self.maximumLength else {
      throw reader.limit("ClientHello above 65,536 octets")
    }
    legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16())
    random = try reader.take(32)
    let sessionIDLength = Int(try reader.readUInt8())
    guard sessionIDLength <= 32 else { throw reader.malformed("session_id above 32 octets") }
    sessionID = try reader.take(sessionIDLength)
    cookie = try reader.take(form == .datagram ? Int(try reader.readUInt8()) : 0)
    var suites = try reader.sub(Int(try reader.readUInt16()))
    guard !suites.isAtEnd else { throw reader.malformed("an empty list of cipher suites") }
    cipherSuites = try CodePointList(parsing: &suites)
    compressionMethods = try reader.take(Int(try reader.readUInt8()))
    guard !compressionMethods.isEmpty else {
      throw reader.malformed("an empty list of compression methods")
    }
    hasExtensions = !reader.isAtEnd
    var list = try reader.sub(hasExtensions ? Int(try reader.readUInt16()) : 0)
    let extensions = try ExtensionList(parsing: &list)
    self.extensions = extensions
    try reader.expectEnd()

    hasFallbackSCSV = cipherSuites.contains(.fallbackSCSV)
    hasRenegotiationSCSV = cipherSuites.contains(.emptyRenegotiationInfoSCSV)
    var supportedVersions: CodePointList<ProtocolVersion>?
    var serverName: Span<UInt8>?
    var applicationProtocols: ProtocolNameList?
    var supportedGroups: CodePointList<NamedGroup>?
    var keyShares: KeyShareList?
    var flags: Flags = []
    var fault: DecodeError?
    // Of two extensions with the same type the first counts.
    var iterator = extensions.makeIterator()
    while let found = iterator.next() {
      var body = found.makeReader()
      do throws(DecodeError) {
        switch found.type {
        case .supportedVersions where supportedVersions == nil:
          var list = try body.sub(Int(try body.readUInt8()))
          try body.expectEnd()
          guard !list.isAtEnd else { throw list.malformed("an empty list of versions") }
          supportedVersions = try CodePointList(parsing: &list)
        case .serverName where serverName == nil:
          serverName = try Self.hostName(parsing: &body)
        case .alpn where applicationProtocols == nil:
          applicationProtocols = try ProtocolNameList(parsing: &body)
        case .supportedGroups where supportedGroups == nil:
          var list = try body.sub(Int(try body.readUInt16()))
          try body.expectEnd()
          supportedGroups = try CodePointList(parsing: &list)
        case .keyShare where keyShares == nil:
          keyShares = try KeyShareList(parsing: &body)
        case .encryptedClientHello:
          // 0 is the outer hello; an inner one is never in clear.
          if try body.readUInt8() == 0 { flags.insert(.encryptedClientHello) }
        case .encryptedServerName: flags.insert(.encryptedServerName)
        case .earlyData: flags.insert(.earlyData)
        case .preSharedKey: flags.insert(.preSharedKey)
        case .sessionTicket where !body.isAtEnd: flags.insert(.sessionTicket)
        default: break
        }
      } catch {
        if fault == nil { fault = error }
      }
    }
    self.supportedVersions = supportedVersions
    self.serverName = serverName
    self.applicationProtocols = applicationProtocols
    self.supportedGroups = supportedGroups
    self.keyShares = keyShares
    hasEncryptedClientHello = flags.contains(.encryptedClientHello)
    hasEncryptedServerName = flags.contains(.encryptedServerName)
    hasEarlyData = flags.contains(.earlyData)
    hasPreSharedKey = flags.contains(.preSharedKey)
    hasSessionTicket = flags.contains(.sessionTicket)
    extensionFault = fault
  }

  /// Extensions whose presence is all that is kept.
  private struct Flags: OptionSet {
    let rawValue: UInt8
    static let encryptedClientHello = Flags(rawValue: 1)
    static let encryptedServerName = Flags(rawValue: 2)
    static let earlyData = Flags(rawValue: 4)
    static let preSharedKey = Flags(rawValue: 8)
    static let sessionTicket = Flags(rawValue: 16)
  }

  /// Reads a list of names and returns the first host name (RFC 6066 section 3).
  @_lifetime(copy body)
  private static func hostName(
    parsing body: inout OctetReader
  ) throws(DecodeError) -> Span<UInt8>? {
    var list = try body.sub(Int(try body.readUInt16()))
    try body.expectEnd()
    var name: Span<UInt8>?
    // Each turn takes three octets or more of a list that a 16-bit length bounds.
    while !list.isAtEnd {
      let type = try list.readUInt8()
      let octets = try list.take(Int(try list.readUInt16()))
      // 0 is host_name; a name of another type has the same length field and is passed over.
      guard type == 0, name == nil else { continue }
      guard !octets.isEmpty else { throw list.malformed("an empty host name") }
      name = octets
    }
    return name
  }
}
