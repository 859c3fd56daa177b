import TestKit
import Testing
import Wire

/// Messages of MIT Kerberos 1.20 and OpenLDAP 2.5 in services/kerberos-*.pcap and services/ldap-*.pcap;
/// the values are tshark's.
@Suite("Directory messages") struct DirectoryMessageTests {
  static let request = hex(
    """
    6a81b73081b4a103020105a20302010aa31a3018300aa10402020096a2020400300aa10402020095a202
    0400a4818b308188a00703050000000010a1153013a003020101a10c300a1b086f70657261746f72a20d
    1b0b4c41422e4558414d504c45a320301ea003020102a11730151b066b72627467741b0b4c41422e4558
    414d504c45a511180f32303236313132323132343232345aa70602046a1a8522a81a3018020112020111
    02011402011302011002011702011902011a
    """)
  static let error = hex(
    """
    7e81ec3081e9a003020105a10302011ea411180f32303236313132313132343232345aa505020305b775
    a603020119a70d1b0b4c41422e4558414d504c45a8153013a003020101a10c300a1b086f70657261746f
    72a90d1b0b4c41422e4558414d504c45aa20301ea003020102a11730151b066b72627467741b0b4c4142
    2e4558414d504c45ab101b0e4e45454445445f50524541555448ac5504533051300aa10402020088a202
    04003029a103020113a2220420301e301ca003020112a1151b134c41422e4558414d504c456f70657261
    746f723009a103020102a2020400300da10402020085a20504034d4954
    """)
  /// The request with the account of a computer, by its own length.
  static var computer: [UInt8] {
    var octets = Self.request
    if let place = octets.firstRange(of: Array("operator".utf8)) {
      octets.replaceSubrange(place, with: Array("MISEQ07$".utf8))
    }
    return octets
  }

  private func kerberos(_ octets: [UInt8]) throws -> KerberosMessage {
    var reader = OctetReader(octets.span, layer: .kerberos)
    return try KerberosMessage(parsing: &reader)
  }

  @Test("reads type and realm of a request, and whether a computer asks")
  func readsKerberos() throws {
    let message = try kerberos(Self.request)
    #expect(message.type == .authenticationRequest)
    #expect(message.realm == "LAB.EXAMPLE")
    #expect(message.isComputerAccount == false)
    #expect(try kerberos(Self.computer).isComputerAccount == true)
    let error = try kerberos(Self.error)
    #expect(error.type == .error)
    #expect(error.errorCode == 25)
    #expect(error.realm == "LAB.EXAMPLE")
  }

  @Test("fails every shorter message at the place of the missing octets")
  func failsEveryPrefix() {
    for octets in [Self.request, Self.error] {
      let failures = prefixFailures(of: octets, layer: .kerberos) { (reader) throws(DecodeError) in
        _ = try KerberosMessage(parsing: &reader)
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }

  @Test("never reads past a length that lies, wherever it stands")
  func lyingLengths() {
    for place in Self.request.indices {
      var octets = Self.request
      octets[place] = 0x84
      _ = failure(of: octets, layer: .kerberos) { (reader) throws(DecodeError) in
        _ = try KerberosMessage(parsing: &reader)
      }
    }
  }

  static let simpleBind = hex(
    """
    3030020101602b020103041a636e3d61646d696e2c64633d6c61622c64633d6578616d706c65
    800a696e737472756d656e74
    """)
  static let anonymousBind = hex("300c020101600702010304008000")
  static let bindResponse = hex("300c02010161070a010004000400")
  /// The ping of MS-ADTS section 6.3.3.1 by hand: base search, scope 0, filter DnsDomain and NtVer, attribute
  /// `Netlogon`.
  static let ping = hex(

    "304d020105634804000a01000a0100020100020100010100a029a3180409446e73446f6d61696e04"
      + "0b6c61622e6578616d706c65a30d04054e74566572040406000000300a04084e65746c6f676f6e")

  private func ldap(_ octets: [UInt8]) throws -> LDAPMessage {
    var reader = OctetReader(octets.span, layer: .ldap)
    return try LDAPMessage(parsing: &reader)
  }

  @Test("tells a bind with a password from one without, and a ping from a search")
  func readsLDAP() throws {
    let bind = try ldap(Self.simpleBind)
    #expect(bind.operation == .bindRequest)
    #expect(bind.isSimpleBindWithSecret)
    #expect(try !ldap(Self.anonymousBind).isSimpleBindWithSecret)
    #expect(try ldap(Self.bindResponse).resultCode == 0)
    #expect(try ldap(Self.ping).isNetlogonPing)
    let search = hex(
      "3025020102632004000a01000a0100020100020100010100870b6f626a656374636c6173733000")
    #expect(try !ldap(search).isNetlogonPing)
  }

  @Test("fails every shorter LDAP message at the place of the missing octets")
  func failsEveryShorterLDAP() {
    for octets in [Self.simpleBind, Self.bindResponse, Self.ping] {
      let failures = prefixFailures(of: octets, layer: .ldap) { (reader) throws(DecodeError) in
        _ = try LDAPMessage(parsing: &reader)
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }
}
