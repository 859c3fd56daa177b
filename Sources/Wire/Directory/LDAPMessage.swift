/// The envelope of an LDAP message, over TCP or as a datagram (CLDAP, MS-ADTS section 6.3.3).
///
/// RFC 4511 section 4.1.1. Of a bind only its kind is read, of a search whether it is the ping by
/// which Windows looks for a domain controller.
public struct LDAPMessage: Hashable, Sendable {
  /// The tag of the operation (section 4.2 onwards).
  public var operation: LDAPOperation
  /// The result of a response; 0 is success.
  public var resultCode: UInt8?
  /// A simple bind with a name or password, which crosses the network as it is.
  public var isSimpleBindWithSecret = false
  /// A search that asks for the attribute `Netlogon`.
  public var isNetlogonPing = false

  /// Octets of a search request in which the attribute is looked for; a ping has about 150.
  private static let searchedOctets = 1_024

  /// - Throws: `truncated` when the octets end first; `malformed` when they are no LDAP message.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    var envelope = try DistinguishedElement(
      parsing: &reader, tag: 0x30, "an LDAP message is a SEQUENCE")
    _ = try DistinguishedElement(
      parsing: &envelope.contents, tag: 0x02, "an LDAP message has an INTEGER for its number")
    var body = try DistinguishedElement(parsing: &envelope.contents)
    operation = LDAPOperation(rawValue: body.tag)
    switch operation {
    case .bindRequest:
      _ = try DistinguishedElement(
        parsing: &body.contents, tag: 0x02, "a bind states its version")
      var name = try DistinguishedElement(
        parsing: &body.contents, tag: 0x04, "a bind states a name")
      var method = try DistinguishedElement(parsing: &body.contents)
      isSimpleBindWithSecret =
        method.tag == 0x80 && (method.contents.rest().count > 0 || name.contents.rest().count > 0)
    case .bindResponse, .searchDone:
      var result = try DistinguishedElement(
        parsing: &body.contents, tag: 0x0a, "a response states a result")
      resultCode = try result.contents.readUInt8()
    case .searchRequest: isNetlogonPing = Self.asksForNetlogon(body.contents.rest())
    default: break
    }
  }

  /// `04 08 Netlogon`, in letters of either case (RFC 4512 section 2.5).
  private static func asksForNetlogon(_ octets: Span<UInt8>) -> Bool {
    let wanted: StaticString = "netlogon"
    let count = min(octets.count, searchedOctets)
    var start = 0
    while start + 10 <= count {
      if octets[start] == 0x04, octets[start + 1] == 0x08 {
        var index = start + 2
        var isEqual = true
        for octet in "\(wanted)".utf8 {
          if octets[index] | 0x20 != octet { isEqual = false }
          index += 1
        }
        if isEqual { return true }
      }
      start += 1
    }
    return false
  }
}

/// The operation of an LDAP message, by its APPLICATION tag (RFC 4511 section 4.2 to 4.12).
public struct LDAPOperation: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bindRequest = LDAPOperation(rawValue: 0x60)
  public static let bindResponse = LDAPOperation(rawValue: 0x61)
  public static let searchRequest = LDAPOperation(rawValue: 0x63)
  public static let searchEntry = LDAPOperation(rawValue: 0x64)
  public static let searchDone = LDAPOperation(rawValue: 0x65)
}
