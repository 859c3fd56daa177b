/// One message of NTLM (MS-NLMP 2.2.1), without anything that could be attacked offline.
///
/// Challenges, responses and keys are never lent out: their lengths are enough to tell the
/// version.
public struct NTLMMessage: ~Escapable {
  public let messageType: NTLMMessageType
  public let negotiateFlags: NTLMNegotiateFlags
  /// AUTHENTICATE only: what the client proves its password with.
  public let response: NTLMResponse?

  private let domain: OctetReader
  private let user: OctetReader

  /// Reads all of the reader, which covers one token.
  ///
  /// - Throws: `malformed` for another Signature or a field that reaches past the token.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let message = try reader.reader(at: reader.position)
    try reader.require(12)
    guard try reader.readUInt64() == 0x4E54_4C4D_5353_5000 else {
      throw message.malformed("an NTLM message starts with NTLMSSP and a NUL")
    }
    messageType = NTLMMessageType(rawValue: try reader.readUInt32LittleEndian())
    var start = message
    let nothing = try start.sub(0)
    switch messageType {
    case .negotiate:
      negotiateFlags = NTLMNegotiateFlags(rawValue: try reader.readUInt32LittleEndian())
      (domain, user, response) = (nothing, nothing, nil)
    case .challenge:
      try reader.skip(8)  // TargetNameFields
      negotiateFlags = NTLMNegotiateFlags(rawValue: try reader.readUInt32LittleEndian())
      (domain, user, response) = (nothing, nothing, nil)
    case .authenticate:
      try reader.require(52)
      let lmResponse = try Payload(parsing: &reader)
      let ntResponse = try Payload(parsing: &reader)
      let domainName = try Payload(parsing: &reader)
      let userName = try Payload(parsing: &reader)
      _ = try Payload(parsing: &reader)  // Workstation
      _ = try Payload(parsing: &reader)  // EncryptedRandomSessionKey
      negotiateFlags = NTLMNegotiateFlags(rawValue: try reader.readUInt32LittleEndian())
      domain = try domainName.resolve(in: message)
      user = try userName.resolve(in: message)
      response = NTLMResponse(
        userNameLength: userName.length, lmLength: lmResponse.length, ntLength: ntResponse.length)
    default:
      negotiateFlags = []
      (domain, user, response) = (nothing, nothing, nil)
    }
    _ = reader.rest()
  }

  /// AUTHENTICATE only, else empty: in UTF-16LE when the flags say Unicode, else in an OEM
  /// character set.
  public var domainName: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var name = domain
      return name.rest()
    }
  }

  /// As `domainName`.
  public var userName: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var name = user
      return name.rest()
    }
  }

  /// A field that points into the message: length, allocated length, offset (MS-NLMP 2.2.1.3).
  private struct Payload {
    var length: Int
    var offset: Int

    init(parsing reader: inout OctetReader) throws(DecodeError) {
      length = Int(try reader.readUInt16LittleEndian())
      try reader.skip(2)
      offset = Int(try reader.readUInt32LittleEndian())
    }

    @_lifetime(copy message)
    func resolve(in message: OctetReader) throws(DecodeError) -> OctetReader {
      // The offset of an empty field says nothing.
      var place = try message.reader(at: length == 0 ? 0 : offset)
      return try place.sub(length)
    }
  }
}

/// The step of an NTLM message (MS-NLMP 2.2.1); another number stays data.
public struct NTLMMessageType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let negotiate = NTLMMessageType(rawValue: 1)
  public static let challenge = NTLMMessageType(rawValue: 2)
  public static let authenticate = NTLMMessageType(rawValue: 3)
}

/// What an AUTHENTICATE message proves a password with (MS-NLMP 2.2.1.3, 2.2.2.3 to 2.2.2.8).
public enum NTLMResponse: Hashable, Sendable {
  /// Neither a user nor a response: a null session.
  case anonymous
  /// An LM response alone.
  case lm
  /// An NT response of 24 octets, which NTLMv1 makes with and without extended session security.
  case ntlmV1
  /// A longer NT response: 16 octets and the client's challenge structure.
  case ntlmV2
  /// A user without a response, or a response of a length that no version has.
  case unknown

  /// - Parameters: octets of the three fields.
  init(userNameLength: Int, lmLength: Int, ntLength: Int) {
    switch ntLength {
    case 0:
      // An anonymous client sends a single zero octet as LM response (MS-NLMP 3.2.5.1.2).
      if userNameLength == 0, lmLength <= 1 {
        self = .anonymous
      } else {
        self = lmLength == 24 ? .lm : .unknown
      }
    case 24: self = .ntlmV1
    case 25...: self = .ntlmV2
    default: self = .unknown
    }
  }
}

/// What the peers of NTLM agree on (MS-NLMP 2.2.2.5); those that a verdict needs have names.
public struct NTLMNegotiateFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let unicode = NTLMNegotiateFlags(rawValue: 0x0000_0001)
  public static let oem = NTLMNegotiateFlags(rawValue: 0x0000_0002)
  public static let sign = NTLMNegotiateFlags(rawValue: 0x0000_0010)
  public static let seal = NTLMNegotiateFlags(rawValue: 0x0000_0020)
  public static let lmKey = NTLMNegotiateFlags(rawValue: 0x0000_0080)
  public static let anonymous = NTLMNegotiateFlags(rawValue: 0x0000_0800)
  public static let extendedSessionSecurity = NTLMNegotiateFlags(rawValue: 0x0008_0000)
  public static let keyExchange = NTLMNegotiateFlags(rawValue: 0x4000_0000)
}
