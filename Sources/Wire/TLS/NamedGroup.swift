/// A group for the key exchange (IANA registry “TLS Supported Groups”).
public struct NamedGroup: CodePoint {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let secp256r1 = NamedGroup(rawValue: 0x0017)
  public static let secp384r1 = NamedGroup(rawValue: 0x0018)
  public static let secp521r1 = NamedGroup(rawValue: 0x0019)
  public static let x25519 = NamedGroup(rawValue: 0x001D)
  public static let x448 = NamedGroup(rawValue: 0x001E)
  public static let ffdhe2048 = NamedGroup(rawValue: 0x0100)
  public static let ffdhe3072 = NamedGroup(rawValue: 0x0101)
  public static let ffdhe4096 = NamedGroup(rawValue: 0x0102)
  public static let ffdhe6144 = NamedGroup(rawValue: 0x0103)
  public static let ffdhe8192 = NamedGroup(rawValue: 0x0104)
  public static let mlkem512 = NamedGroup(rawValue: 0x0200)
  public static let mlkem768 = NamedGroup(rawValue: 0x0201)
  public static let mlkem1024 = NamedGroup(rawValue: 0x0202)
  public static let secp256r1MLKEM768 = NamedGroup(rawValue: 0x11EB)
  public static let x25519MLKEM768 = NamedGroup(rawValue: 0x11EC)
  public static let secp384r1MLKEM1024 = NamedGroup(rawValue: 0x11ED)
  /// The first form that browsers sent, replaced by `x25519MLKEM768`.
  public static let x25519Kyber768Draft00 = NamedGroup(rawValue: 0x6399)

  public var name: String? {
    switch self {
    case .secp256r1: "secp256r1"
    case .secp384r1: "secp384r1"
    case .secp521r1: "secp521r1"
    case .x25519: "x25519"
    case .x448: "x448"
    case .ffdhe2048: "ffdhe2048"
    case .ffdhe3072: "ffdhe3072"
    case .ffdhe4096: "ffdhe4096"
    case .ffdhe6144: "ffdhe6144"
    case .ffdhe8192: "ffdhe8192"
    case .mlkem512: "MLKEM512"
    case .mlkem768: "MLKEM768"
    case .mlkem1024: "MLKEM1024"
    case .secp256r1MLKEM768: "SecP256r1MLKEM768"
    case .x25519MLKEM768: "X25519MLKEM768"
    case .secp384r1MLKEM1024: "SecP384r1MLKEM1024"
    case .x25519Kyber768Draft00: "X25519Kyber768Draft00"
    default: nil
    }
  }
}
