import TestKit
import Testing
import Wire

@Suite("Security token")
struct SecurityTokenTests {
  /// The security buffer of a SESSION_SETUP request of SMB2.
  private func buffer(_ message: [UInt8]) throws -> [UInt8] {
    let octets = withoutSessionHeader(message)
    var reader = OctetReader(octets.span, layer: .smb2)
    var buffer = try SMB2SessionSetupRequest(parsing: &reader).securityBuffer()
    return array(buffer.rest())
  }

  private func smb1Buffer(_ message: [UInt8]) throws -> [UInt8] {
    let octets = withoutSessionHeader(message)
    var reader = OctetReader(octets.span, layer: .smb1)
    var blob = try SMB1SessionSetupAndXRequest(parsing: &reader).securityBlob
    return array(blob.rest())
  }

  @Test("reads user and domain of a client that answers with NTLMv2")
  func ntlmV2() throws {
    for octets in [
      try buffer(SambaMessages.sessionSetupRequestAuthenticate),
      try smb1Buffer(SambaMessages.smb1SessionSetupRequest),
    ] {
      var reader = OctetReader(octets.span, layer: .smb2, boundary: .length)
      let token = try SecurityToken(parsing: &reader)
      #expect(token.framing == .negTokenResp)
      #expect(token.mechanism == .ntlmssp)
      let message = try token.ntlmMessage()
      guard let message else { throw Missing() }
      #expect(message.messageType == .authenticate)
      #expect(message.response == .ntlmV2)
      #expect(message.negotiateFlags.rawValue == 0x6208_8215)
      #expect(String(utf16LittleEndian: message.userName) == "labuser")
      #expect(String(utf16LittleEndian: message.domainName) == "LAB")
    }
  }

  @Test("tells NTLMv1 by the length of its response")
  func ntlmV1() throws {
    let octets = try smb1Buffer(SambaMessages.smb1NTLMv1Authenticate)
    var reader = OctetReader(octets.span, layer: .smb1, boundary: .length)
    let message = try SecurityToken(parsing: &reader).ntlmMessage()
    guard let message else { throw Missing() }
    #expect(message.response == .ntlmV1)
    #expect(String(utf16LittleEndian: message.userName) == "labuser")
  }

  @Test("tells a null session")
  func anonymous() throws {
    let octets = try buffer(SambaMessages.anonymousAuthenticate)
    var reader = OctetReader(octets.span, layer: .smb2, boundary: .length)
    let message = try SecurityToken(parsing: &reader).ntlmMessage()
    guard let message else { throw Missing() }
    #expect(message.response == .anonymous)
    #expect(message.negotiateFlags.contains(.anonymous))
    #expect(message.userName.count == 0)
  }

  @Test("reads the mechanisms that a server offers")
  func serverOffer() throws {
    let octets = withoutSessionHeader(SambaMessages.negotiateResponse311)
    var reader = OctetReader(octets.span, layer: .smb2)
    var buffer = try SMB2NegotiateResponse(parsing: &reader).securityBuffer()
    let token = try SecurityToken(parsing: &buffer)
    #expect(token.framing == .negTokenInit)
    #expect(token.offered == .ntlmssp)
    #expect(token.mechanism == .ntlmssp)
    let message = try token.ntlmMessage()
    let isNone = message == nil
    #expect(isNone)
  }

  @Test("reads Kerberos offered first and selected")
  func kerberos() throws {
    // Encoded by impacket 0.10: MS KRB5, KRB5 and NTLMSSP, with a Kerberos token.
    let offer = hex(
      """
      604a06062b0601050502a040303ea024302206092a864882f71201020206092a864886f712010202060a2b060104
      01823702020aa2160414601206092a864886f71201020201006e03020105
      """)
    var reader = OctetReader(offer.span, layer: .smb2, boundary: .length)
    let token = try SecurityToken(parsing: &reader)
    #expect(token.framing == .negTokenInit)
    #expect(token.offered == [.kerberos, .ntlmssp])
    #expect(token.mechanism == .kerberos)

    // Encoded by impacket 0.10: accept-completed, MS KRB5.
    let answer = hex("a1143012a0030a0100a10b06092a864882f712010202")
    var answerReader = OctetReader(answer.span, layer: .smb2, boundary: .length)
    let response = try SecurityToken(parsing: &answerReader)
    #expect(response.framing == .negTokenResp)
    #expect(response.negState == .acceptCompleted)
    #expect(response.mechanism == .kerberos)

    // The token inside the offer, alone.
    let bare = hex("601206092a864886f71201020201006e03020105")
    var bareReader = OctetReader(bare.span, layer: .smb2, boundary: .length)
    let direct = try SecurityToken(parsing: &bareReader)
    #expect(direct.framing == .gssAPI)
    #expect(direct.mechanism == .kerberos)
  }

  @Test("fails every prefix of an offer and of a raw NTLM message")
  func prefixes() {
    let offer = hex(
      """
      604a06062b0601050502a040303ea024302206092a864882f71201020206092a864886f712010202060a2b060104
      01823702020aa2160414601206092a864886f71201020201006e03020105
      """)
    // No octets at all are no token: nothing to decode and nothing missing.
    let failures = prefixFailures(of: offer, layer: .smb2, accepting: [0]) {
      reader throws(DecodeError) in
      _ = try SecurityToken(parsing: &reader)
    }
    #expect(failures.isEmpty)
    let negotiate = hex("4E544C4D53535000 01000000 97820862")
    let ntlm = prefixFailures(of: negotiate, layer: .smb2) { reader throws(DecodeError) in
      _ = try NTLMMessage(parsing: &reader)
    }
    #expect(ntlm.isEmpty)
  }

  @Test("recognises NTLM without SPNEGO")
  func raw() throws {
    let octets = hex("4E544C4D53535000 01000000 97820862")
    var reader = OctetReader(octets.span, layer: .smb2, boundary: .length)
    let token = try SecurityToken(parsing: &reader)
    #expect(token.framing == .raw)
    #expect(token.mechanism == .ntlmssp)
    let message = try token.ntlmMessage()
    guard let message else { throw Missing() }
    #expect(message.messageType == .negotiate)
  }

  @Test("keeps what it does not know as unknown", arguments: ["", "00", "4E544C4D", "FFFFFFFF"])
  func unknown(text: String) throws {
    let octets = hex(text)
    var reader = OctetReader(octets.span, layer: .smb2, boundary: .length)
    let token = try SecurityToken(parsing: &reader)
    #expect(token.framing == .unknown)
    #expect(token.mechanism == .unknown)
  }

  @Test("takes a mechanism without a name for unknown")
  func unknownMechanism() throws {
    // SPNEGO with the one mechanism 1.2.3.
    let octets = hex("6014 06062b0601050502 a00a 3008 a006 3004 06022a03")
    var reader = OctetReader(octets.span, layer: .smb2, boundary: .length)
    let token = try SecurityToken(parsing: &reader)
    #expect(token.offered == .unknown)
    #expect(token.mechanism == .unknown)
  }

  @Test(
    "rejects lengths and tags against DER",
    arguments: ["6080 0000", "6085 0000000001 00", "60840000FFFF", "6003 040100", "A102 0400"])
  func malformed(text: String) {
    let error = decodeError(hex(text), boundary: .length) { reader throws(DecodeError) in
      _ = try SecurityToken(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
  }

  @Test("reads 32 mechanisms and stops at 33", arguments: [31, 32, 33])
  func limit(count: Int) {
    let list = [[UInt8]](repeating: [0x06, 0x01, 0x2A], count: count).flatMap { $0 }
    let inner = [0x30, UInt8(list.count)] + list
    let member = [0xA0, UInt8(inner.count)] + inner
    let sequence = [0x30, UInt8(member.count)] + member
    let choice = [0xA0, UInt8(sequence.count)] + sequence
    let error = decodeError(choice, boundary: .length) { reader throws(DecodeError) in
      _ = try SecurityToken(parsing: &reader)
    }
    #expect(error?.kind == (count > 32 ? .limit : nil))
  }

  @Test("rejects an NTLM field that reaches past the token")
  func fieldPastToken() throws {
    // A type 3 message of the fixed part alone, with a user name of 8 octets at octet 60.
    let octets =
      hex("4E544C4D53535000 03000000") + [UInt8](repeating: 0, count: 24)
      + hex("0800 0800 3C000000") + [UInt8](repeating: 0, count: 20)
    let error = decodeError(octets, boundary: .length) { reader throws(DecodeError) in
      _ = try NTLMMessage(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 60)
  }
}
