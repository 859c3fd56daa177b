/// A mechanism of authentication, as far as a verdict tells them apart.
public enum SecurityMechanism: Hashable, Sendable {
  /// RFC 4121, its user-to-user form, and the misprinted identifier that Windows sends first.
  case kerberos
  /// MS-NLMP.
  case ntlmssp
  /// MS-NEGOEX.
  case negoEx
  /// The negotiation itself, RFC 4178.
  case spnego
  /// A mechanism without a name here, or none that can be seen.
  case unknown

  /// The mechanism that an object identifier in the contents of its DER element names.
  init(objectIdentifier: OctetReader) {
    var reader = objectIdentifier
    let octets = reader.rest()
    // At most eleven octets matter; each value is compared as one number with its length.
    guard octets.count <= 15 else {
      self = .unknown
      return
    }
    var number: UInt128 = 0
    for index in 0..<octets.count { number = number << 8 | UInt128(octets[index]) }
    switch (octets.count, number) {
    // 1.2.840.113554.1.2.2 and 1.2.840.113554.1.2.2.3
    case (9, 0x2A_8648_86F7_1201_0202), (10, 0x2A86_4886_F712_0102_0203): self = .kerberos
    // 1.2.840.48018.1.2.2
    case (9, 0x2A_8648_82F7_1201_0202): self = .kerberos
    // 1.3.6.1.4.1.311.2.2.10
    case (10, 0x2B06_0104_0182_3702_020A): self = .ntlmssp
    // 1.3.6.1.4.1.311.2.2.30
    case (10, 0x2B06_0104_0182_3702_021E): self = .negoEx
    // 1.3.6.1.5.5.2
    case (6, 0x2B06_0105_0502): self = .spnego
    default: self = .unknown
    }
  }

  /// The mechanism that a token shows by its first octets.
  init(token: OctetReader) {
    var reader = token
    let octets = reader.rest()
    if octets.hasASCIIPrefix("NTLMSSP\0") {
      self = .ntlmssp
    } else if octets.hasASCIIPrefix("NEGOEXTS") {
      self = .negoEx
    } else if octets.count > 0, octets[0] == 0x60 {
      // A GSS-API token inside SPNEGO: Kerberos wraps its AP-REQ in one.
      self = SecurityMechanism(gssAPIToken: token)
    } else {
      self = .unknown
    }
  }

  private init(gssAPIToken token: OctetReader) {
    var reader = token
    do throws(DecodeError) {
      var element = try DistinguishedElement(parsing: &reader)
      let name = try DistinguishedElement(
        parsing: &element.contents, tag: 0x06, "a GSS-API token names its mechanism")
      self.init(objectIdentifier: name.contents)
    } catch {
      self = .unknown
    }
  }
}

/// The mechanisms that a token offers.
public struct SecurityMechanisms: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let kerberos = SecurityMechanisms(rawValue: 1)
  public static let ntlmssp = SecurityMechanisms(rawValue: 2)
  public static let negoEx = SecurityMechanisms(rawValue: 4)
  /// At least one that has no name here.
  public static let unknown = SecurityMechanisms(rawValue: 8)

  init(_ mechanism: SecurityMechanism) {
    self =
      switch mechanism {
      case .kerberos: .kerberos
      case .ntlmssp: .ntlmssp
      case .negoEx: .negoEx
      case .spnego, .unknown: .unknown
      }
  }
}
