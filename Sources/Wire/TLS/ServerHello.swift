/// The ServerHello or the request to retry, read in place (RFC 8446 section 4.1.3).
///
/// Reading allocates nothing. Drafts of TLS 1.3 before 22 had no session identifier and no
/// compression method; their own version numbers tell them apart.
public struct ServerHello: ~Escapable {
  public let legacyVersion: ProtocolVersion
  /// 32 octets.
  public let random: Span<UInt8>
  /// At most 32 octets.
  public let sessionID: Span<UInt8>
  public let cipherSuite: CipherSuite
  public let compressionMethod: UInt8
  public let hasExtensions: Bool
  public let extensions: ExtensionList

  /// The version that the extension selects, nil without the extension.
  public let supportedVersion: ProtocolVersion?
  /// The protocol chosen by ALPN; TLS 1.3 sends it encrypted instead.
  public let applicationProtocol: Span<UInt8>?
  public let keyShareGroup: NamedGroup?
  public let hasPreSharedKey: Bool
  /// The first extension body that broke a rule; the extension counts as absent.
  public let extensionFault: DecodeError?

  /// Reads the whole body of a handshake message, to which the reader must be limited.
  ///
  /// - Throws: `truncated` or `malformed` when a field does not fit, `malformed` for a session
  ///   identifier above 32 octets and octets after the extensions, `limit` above
  ///   `ClientHello.maximumLength`.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    guard reader.remaining <= ClientHello.maximumLength else {
      throw reader.limit("ServerHello above 65,536 octets")
    }
    legacyVersion = ProtocolVersion(rawValue: try reader.readUInt16())
    random = try reader.take(32)
    let isShort = legacyVersion.isTLS13Draft && legacyVersion.minor < 22
    let sessionIDLength = isShort ? 0 : Int(try reader.readUInt8())
    guard sessionIDLength <= 32 else { throw reader.malformed("session_id above 32 octets") }
    sessionID = try reader.take(sessionIDLength)
    cipherSuite = CipherSuite(rawValue: try reader.readUInt16())
    compressionMethod = isShort ? 0 : try reader.readUInt8()
    hasExtensions = !reader.isAtEnd
    var list = try reader.sub(hasExtensions ? Int(try reader.readUInt16()) : 0)
    let extensions = try ExtensionList(parsing: &list)
    self.extensions = extensions
    try reader.expectEnd()

    var supportedVersion: ProtocolVersion?
    var applicationProtocol: Span<UInt8>?
    var keyShareGroup: NamedGroup?
    var hasPreSharedKey = false
    var fault: DecodeError?
    // Of two extensions with the same type the first counts.
    var iterator = extensions.makeIterator()
    while let found = iterator.next() {
      var body = found.makeReader()
      do throws(DecodeError) {
        switch found.type {
        case .supportedVersions where supportedVersion == nil:
          let version = ProtocolVersion(rawValue: try body.readUInt16())
          try body.expectEnd()
          supportedVersion = version
        case .alpn where applicationProtocol == nil:
          let names = try ProtocolNameList(parsing: &body)
          guard names.count == 1 else { throw body.malformed("more than one protocol selected") }
          applicationProtocol = names.first
        case .keyShare where keyShareGroup == nil:
          keyShareGroup = try Self.keyShareGroup(parsing: &body)
        case .preSharedKey: hasPreSharedKey = true
        default: break
        }
      } catch {
        if fault == nil { fault = error }
      }
    }
    self.supportedVersion = supportedVersion
    self.applicationProtocol = applicationProtocol
    self.keyShareGroup = keyShareGroup
    self.hasPreSharedKey = hasPreSharedKey
    extensionFault = fault
  }

  /// Reads the group of the server's share, or of a request to retry, which names the group only.
  private static func keyShareGroup(
    parsing body: inout OctetReader
  ) throws(DecodeError) -> NamedGroup {
    let group = NamedGroup(rawValue: try body.readUInt16())
    if !body.isAtEnd {
      try body.skip(Int(try body.readUInt16()))
      try body.expectEnd()
    }
    return group
  }

  /// The version in force from here on; the extension wins over the version field.
  public var selectedVersion: ProtocolVersion { supportedVersion ?? legacyVersion }

  /// Whether the message asks for a second ClientHello (RFC 8446 section 4.1.3).
  public var isHelloRetryRequest: Bool {
    Self.helloRetryRequestRandom.indices.allSatisfy {
      random[$0] == Self.helloRetryRequestRandom[$0]
    }
  }

  /// What the server says about the versions that it could have used.
  public enum DowngradeMarker: Hashable, Sendable {
    case none
    /// The server knows TLS 1.3 and chose TLS 1.2.
    case toTLS12
    /// The server knows TLS 1.2 or later and chose TLS 1.1 or earlier.
    case toTLS11OrBelow
  }

  /// The marker in the last eight octets of the random, `none` unless the version is below 1.3.
  ///
  /// Some servers send it with TLS 1.3, where it has no meaning. A retry has no random.
  public var downgradeMarker: DowngradeMarker {
    guard let level = selectedVersion.level, level < .tls13 else { return .none }
    for index in Self.downgradeText.indices
    where random[24 + index] != Self.downgradeText[index] { return .none }
    return switch random[31] {
    case 0: .toTLS11OrBelow
    case 1: .toTLS12
    default: .none
    }
  }

  public var hasDuplicateExtension: Bool { extensions.hasDuplicate }

  /// SHA-256 of “HelloRetryRequest”.
  private static let helloRetryRequestRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]
  /// “DOWNGRD”, followed by the octet that tells from which version.
  private static let downgradeText: [UInt8] = [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44]
}
