/// A cipher suite (IANA registry “TLS Cipher Suites”).
public struct CipherSuite: CodePoint {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let aes128GCMSHA256 = CipherSuite(rawValue: 0x1301)
  public static let aes256GCMSHA384 = CipherSuite(rawValue: 0x1302)
  public static let chacha20Poly1305SHA256 = CipherSuite(rawValue: 0x1303)
  public static let aes128CCMSHA256 = CipherSuite(rawValue: 0x1304)
  public static let aes128CCM8SHA256 = CipherSuite(rawValue: 0x1305)
  /// A signal, not a suite: the client knows secure renegotiation (RFC 5746 section 3.3).
  public static let emptyRenegotiationInfoSCSV = CipherSuite(rawValue: 0x00FF)
  /// A signal, not a suite: the client repeats with a lower version (RFC 7507).
  public static let fallbackSCSV = CipherSuite(rawValue: 0x5600)

  /// Whether the number signals something and can never be selected.
  public var isSignal: Bool { self == .emptyRenegotiationInfoSCSV || self == .fallbackSCSV }

  /// Whether only TLS 1.3 can select the suite.
  public var isTLS13Only: Bool {
    (0x1301...0x1307).contains(rawValue) || (0xC0B4...0xC0B5).contains(rawValue)
  }

  /// Why a suite protects nothing, or less than a supported TLS version promises.
  public struct Weakness: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No encryption.
    public static let null = Weakness(rawValue: 1)
    /// Keys shortened for the export rules of the 1990s.
    public static let export = Weakness(rawValue: 2)
    /// RC4, forbidden by RFC 7465.
    public static let rc4 = Weakness(rawValue: 4)
    /// No authentication of the server.
    public static let anonymous = Weakness(rawValue: 8)
  }

  public var isWeak: Bool { !weakness.isEmpty }
}
