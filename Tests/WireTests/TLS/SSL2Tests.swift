import TestKit
import Testing
import Wire

@Suite struct SSL2Tests {
  private func read(
    _ reader: inout OctetReader
  ) throws(DecodeError) -> (ProtocolVersion, [UInt32], Int, Int) {
    let hello = try SSL2ClientHello(parsing: &reader)
    return (
      hello.version, hello.cipherSpecs.indices.map { hello.cipherSpecs[$0].rawValue },
      hello.sessionID.count, hello.challenge.count
    )
  }

  @Test("reads a recorded hello that offers TLS 1.0")
  func recorded() throws {
    let octets = hex(TLSRecords.ssl2HelloTLS10)
    var reader = OctetReader(octets.span, layer: .tls)
    let (version, specs, sessionID, challenge) = try read(&reader)
    #expect(version == .tls10)
    #expect(specs.count == 26)
    #expect(specs.prefix(4) == [0x010080, 0x030080, 0x0700C0, 0x060040])
    #expect(specs.last == 0x000006)
    #expect(sessionID == 0)
    #expect(challenge == 16)
    let isAtEnd = reader.isAtEnd
    #expect(isAtEnd)
  }

  @Test("names kinds of SSL 2.0 and suites of TLS in the same list")
  func names() {
    #expect(SSL2CipherSpec(rawValue: 0x010080).name == "SSL_CK_RC4_128_WITH_MD5")
    #expect(SSL2CipherSpec(rawValue: 0x00002F).name == "TLS_RSA_WITH_AES_128_CBC_SHA")
    #expect(SSL2CipherSpec(rawValue: 0x0A0B0C).description == "0x0A0B0C")
    #expect(SSL2CipherSpec(rawValue: 0x010080).cipherSuite == nil)
  }

  @Test("fails as truncated on every prefix")
  func prefixes() {
    let failures = prefixFailures(
      of: hex(TLSRecords.ssl2HelloTLS10), layer: .tls
    ) { reader throws(DecodeError) in
      _ = try read(&reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("recognises the hello after its fixed part and never before")
  func recognised() {
    let octets = hex(TLSRecords.ssl2HelloTLS10)
    for length in 0...octets.count {
      #expect(
        SSL2ClientHello.match(octets.span.extracting(0..<length))
          == (length < 11 ? .needsMore : .yes))
    }
  }

  @Test(
    "does not recognise other starts",
    arguments: [
      // TLS, SMB over TCP, HTTP, a wrong length, a version from nowhere.
      "16 0301 0151 010001", "00 000085 ff534d42 72 0000", "474554202f20485454502f312e31",
      "8068010301004e000000100100", "8067010901004e000000100100",
    ])
  func others(text: String) {
    #expect(SSL2ClientHello.match(hex(text).span) == .no)
  }

  @Test("reads a three-octet header with padding")
  func padding() throws {
    let octets =
      hex("0018 05") + hex("01 0002 0003 0000 0010 010080")
      + [UInt8](repeating: 7, count: 16) + [UInt8](repeating: 0, count: 5)
    var record = octets
    record[1] = UInt8(octets.count - 3)
    var reader = OctetReader(record.span, layer: .tls)
    let (version, specs, _, challenge) = try read(&reader)
    #expect(version == .ssl2)
    #expect(specs == [0x010080])
    #expect(challenge == 16)
    #expect(SSL2ClientHello.match(record.span) == .yes)
  }

  @Test("reads the fixed part of a server hello")
  func serverHello() throws {
    // Certificate of 2 octets, one kind, identifier of 16 octets.
    let octets = hex("8020 04 00 01 0002 0002 0003 0010")
    var reader = OctetReader(octets.span, layer: .tls)
    let hello = try SSL2ServerHello(parsing: &reader)
    #expect(hello.version == .ssl2)
    #expect(hello.certificateLength == 2)
    #expect(hello.cipherSpecsLength == 3)
    #expect(hello.connectionIDLength == 16)
    #expect(SSL2ServerHello.match(octets.span) == .yes)
    #expect(SSL2ServerHello.match(octets.span.extracting(0..<5)) == .needsMore)
    #expect(SSL2ServerHello.match(hex("8021 04 00 01 0002 0002 0003 0010").span) == .no)
    #expect(SSL2ServerHello.match(hex("1603 0100 4a02 0000 4603 0141 1b").span) == .no)
  }
}
