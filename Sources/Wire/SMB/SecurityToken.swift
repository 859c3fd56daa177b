/// What a security token of SMB says about the way of authentication.
///
/// Tokens are GSS-API tokens (RFC 2743 3.1) of SPNEGO
/// ([RFC 4178](https://www.rfc-editor.org/rfc/rfc4178) 4.2, with the server's hints of MS-SPNG 2.2.1), or of one mechanism without it. Only as much is
/// read as names the mechanism; secrets stay inside.
public struct SecurityToken: ~Escapable {
  public let framing: Framing
  /// The mechanisms that a NegTokenInit lists, in the order of preference; else the one in use.
  public let offered: SecurityMechanisms
  /// The mechanism that this token belongs to, or that a server selects.
  public let mechanism: SecurityMechanism
  /// NegTokenResp only: how far the negotiation is.
  public let negState: NegState?

  /// The mechanism's own token; empty when there is none.
  let mechanismToken: OctetReader

  /// How the mechanism's token is wrapped.
  public enum Framing: Hashable, Sendable {
    /// The mechanism's token stands alone.
    case raw
    /// RFC 2743 without SPNEGO.
    case gssAPI
    case negTokenInit
    case negTokenResp
    case unknown
  }

  /// RFC 4178 4.2.2; another number stays data.
  public struct NegState: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let acceptCompleted = NegState(rawValue: 0)
    public static let acceptIncomplete = NegState(rawValue: 1)
    public static let reject = NegState(rawValue: 2)
    public static let requestMIC = NegState(rawValue: 3)
  }

  /// Reads all of the reader, which covers one security buffer.
  ///
  /// - Throws: `malformed` when a token that opens as GSS-API or SPNEGO breaks their rules;
  ///   `limit` for lists past the maximum. Anything else is `unknown`.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    switch reader.peek() {
    case 0x60:
      var token = try DistinguishedElement(parsing: &reader)
      let name = try DistinguishedElement(
        parsing: &token.contents, tag: 0x06, "a GSS-API token names its mechanism")
      if SecurityMechanism(objectIdentifier: name.contents) == .spnego {
        self = try Self(negTokenInit: &token.contents)
      } else {
        self.init(
          framing: .gssAPI, mechanism: SecurityMechanism(objectIdentifier: name.contents),
          token: token.contents)
      }
    case 0xA0: self = try Self(negTokenInit: &reader)
    case 0xA1: self = try Self(negTokenResp: &reader)
    default:
      let mechanism = SecurityMechanism(token: reader)
      self.init(
        framing: mechanism == .unknown ? .unknown : .raw, mechanism: mechanism, token: reader)
    }
    _ = reader.rest()
  }

  /// The NTLM message inside; nil for another mechanism or when the token is empty.
  ///
  /// - Throws: what `NTLMMessage` throws.
  @_lifetime(copy self)
  public func ntlmMessage() throws(DecodeError) -> NTLMMessage? {
    guard SecurityMechanism(token: mechanismToken) == .ntlmssp else { return nil }
    var token = mechanismToken
    return try NTLMMessage(parsing: &token)
  }

  @_lifetime(copy token)
  private init(framing: Framing, mechanism: SecurityMechanism, token: OctetReader) {
    self.framing = framing
    self.mechanism = mechanism
    offered = SecurityMechanisms(mechanism)
    negState = nil
    mechanismToken = token
  }

  @_lifetime(copy reader)
  private init(negTokenInit reader: inout OctetReader) throws(DecodeError) {
    var choice = try DistinguishedElement(
      parsing: &reader, tag: 0xA0, "a first SPNEGO token is a NegTokenInit")
    var sequence = try DistinguishedElement(
      parsing: &choice.contents, tag: 0x30, "NegTokenInit is a SEQUENCE")
    var offered: SecurityMechanisms = []
    var preferred: SecurityMechanism?
    var token = try sequence.contents.reader(at: 0)
    token = try token.sub(0)
    var members = 0
    while !sequence.contents.isAtEnd {
      members += 1
      guard members <= DistinguishedElement.maximumElements else {
        throw sequence.contents.limit("more than 32 members in NegTokenInit")
      }
      var member = try DistinguishedElement(parsing: &sequence.contents)
      switch member.tag {
      case 0xA0:
        var list = try DistinguishedElement(
          parsing: &member.contents, tag: 0x30, "MechTypeList is a SEQUENCE")
        var count = 0
        while !list.contents.isAtEnd {
          count += 1
          guard count <= DistinguishedElement.maximumElements else {
            throw list.contents.limit("more than 32 mechanisms in MechTypeList")
          }
          let name = try DistinguishedElement(
            parsing: &list.contents, tag: 0x06, "MechType is an OBJECT IDENTIFIER")
          let mechanism = SecurityMechanism(objectIdentifier: name.contents)
          offered.insert(SecurityMechanisms(mechanism))
          if preferred == nil { preferred = mechanism }
        }
      case 0xA2:
        let octets = try DistinguishedElement(
          parsing: &member.contents, tag: 0x04, "mechToken is an OCTET STRING")
        token = octets.contents
      default: break  // reqFlags, negHints, mechListMIC
      }
    }
    framing = .negTokenInit
    self.offered = offered
    // The optimistic token belongs to the preferred mechanism; what it looks like is surer.
    let seen = SecurityMechanism(token: token)
    mechanism = seen == .unknown ? preferred ?? .unknown : seen
    negState = nil
    mechanismToken = token
  }

  @_lifetime(copy reader)
  private init(negTokenResp reader: inout OctetReader) throws(DecodeError) {
    var choice = try DistinguishedElement(parsing: &reader)
    var sequence = try DistinguishedElement(
      parsing: &choice.contents, tag: 0x30, "NegTokenResp is a SEQUENCE")
    var supported: SecurityMechanism?
    var state: NegState?
    var token = try sequence.contents.reader(at: 0)
    token = try token.sub(0)
    var members = 0
    while !sequence.contents.isAtEnd {
      members += 1
      guard members <= DistinguishedElement.maximumElements else {
        throw sequence.contents.limit("more than 32 members in NegTokenResp")
      }
      var member = try DistinguishedElement(parsing: &sequence.contents)
      switch member.tag {
      case 0xA0:
        var number = try DistinguishedElement(
          parsing: &member.contents, tag: 0x0A, "negState is ENUMERATED")
        state = NegState(rawValue: try number.contents.readUInt8())
      case 0xA1:
        let name = try DistinguishedElement(
          parsing: &member.contents, tag: 0x06, "supportedMech is an OBJECT IDENTIFIER")
        supported = SecurityMechanism(objectIdentifier: name.contents)
      case 0xA2:
        let octets = try DistinguishedElement(
          parsing: &member.contents, tag: 0x04, "responseToken is an OCTET STRING")
        token = octets.contents
      default: break  // mechListMIC
      }
    }
    framing = .negTokenResp
    let seen = SecurityMechanism(token: token)
    mechanism = seen == .unknown ? supported ?? .unknown : seen
    offered = SecurityMechanisms(mechanism)
    negState = state
    mechanismToken = token
  }
}
