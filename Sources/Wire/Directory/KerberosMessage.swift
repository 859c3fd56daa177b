/// A message of Kerberos version 5: who asks a key distribution centre for what, as far as it is
/// in clear.
///
/// RFC 4120 section 5.4, 5.9. Tickets and authenticators are encrypted and passed over.
public struct KerberosMessage: Hashable, Sendable {
  /// The number of the APPLICATION tag, which is the message type (section 5.10).
  public let type: KerberosMessageType
  /// The client's name ends in `$`, as that of a computer's account does (MS-KILE 3.1.5.11); nil
  /// when the message states none.
  public private(set) var isComputerAccount: Bool?
  public private(set) var realm: String?
  /// Only of errors (section 7.5.9).
  public private(set) var errorCode: UInt32?

  /// Members of a sequence, and of a name.
  private static let maximumMembers = 32

  /// - Throws: `truncated` when the octets end first; `malformed` for anything that is not a
  ///   message of version 5.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    var message = try DistinguishedElement(parsing: &reader)
    guard message.tag & 0xe0 == 0x60 else {
      throw reader.malformed("a Kerberos message has an APPLICATION tag")
    }
    type = KerberosMessageType(rawValue: message.tag & 0x1f)
    var sequence = try DistinguishedElement(
      parsing: &message.contents, tag: 0x30, "a Kerberos message is a SEQUENCE")
    let isRequest = type == .authenticationRequest || type == .ticketRequest
    for _ in 0..<Self.maximumMembers {
      if sequence.contents.isAtEnd { return }
      var member = try DistinguishedElement(parsing: &sequence.contents)
      switch (type, member.tag) {
      case (.error, 0xa6): errorCode = try Self.number(&member.contents)
      case (.error, 0xa7), (.authenticationReply, 0xa3), (.ticketReply, 0xa3):
        realm = try Self.text(&member.contents)
      case (.error, 0xa8), (.authenticationReply, 0xa4), (.ticketReply, 0xa4):
        isComputerAccount = try Self.endsInDollar(&member.contents)
      case (_, 0xa4) where isRequest:
        var body = try DistinguishedElement(
          parsing: &member.contents, tag: 0x30, "the body of a request is a SEQUENCE")
        for _ in 0..<Self.maximumMembers {
          if body.contents.isAtEnd { break }
          var field = try DistinguishedElement(parsing: &body.contents)
          switch field.tag {
          case 0xa1: isComputerAccount = try Self.endsInDollar(&field.contents)
          case 0xa2: realm = try Self.text(&field.contents)
          default: break
          }
        }
      default: break
      }
    }
  }

  private static func number(_ reader: inout OctetReader) throws(DecodeError) -> UInt32 {
    var element = try DistinguishedElement(
      parsing: &reader, tag: 0x02, "a number of Kerberos is an INTEGER")
    var value: UInt32 = 0
    // Int32 fits into four octets (section 5.2.4).
    for _ in 0..<4 {
      if element.contents.isAtEnd { break }
      value = value << 8 | UInt32(try element.contents.readUInt8())
    }
    return value
  }

  /// Most octets of a realm: those of a domain name (RFC 1035 section 3.1).
  private static let maximumRealm = 255

  private static func text(_ reader: inout OctetReader) throws(DecodeError) -> String {
    var element = try DistinguishedElement(
      parsing: &reader, tag: 0x1b, "a string of Kerberos is a GeneralString")
    return HTTPText.text(of: element.contents.rest(), maximum: maximumRealm)
  }

  /// Looks at the end of the last part of a PrincipalName (section 5.2.2).
  private static func endsInDollar(_ reader: inout OctetReader) throws(DecodeError) -> Bool? {
    var principal = try DistinguishedElement(
      parsing: &reader, tag: 0x30, "a name of Kerberos is a SEQUENCE")
    var found: Bool?
    for _ in 0..<maximumMembers {
      if principal.contents.isAtEnd { break }
      var member = try DistinguishedElement(parsing: &principal.contents)
      guard member.tag == 0xa1 else { continue }
      var parts = try DistinguishedElement(
        parsing: &member.contents, tag: 0x30, "the parts of a name are a SEQUENCE")
      for _ in 0..<maximumMembers {
        if parts.contents.isAtEnd { break }
        var part = try DistinguishedElement(
          parsing: &parts.contents, tag: 0x1b, "a string of Kerberos is a GeneralString")
        let octets = part.contents.rest()
        found = octets.count > 0 && octets[octets.count - 1] == 0x24
      }
    }
    return found
  }
}

/// The type of a Kerberos message (RFC 4120 section 5.10).
public struct KerberosMessageType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let authenticationRequest = KerberosMessageType(rawValue: 10)
  public static let authenticationReply = KerberosMessageType(rawValue: 11)
  public static let ticketRequest = KerberosMessageType(rawValue: 12)
  public static let ticketReply = KerberosMessageType(rawValue: 13)
  public static let applicationRequest = KerberosMessageType(rawValue: 14)
  public static let applicationReply = KerberosMessageType(rawValue: 15)
  public static let error = KerberosMessageType(rawValue: 30)

  public var isRequest: Bool { self == .authenticationRequest || self == .ticketRequest }
}
