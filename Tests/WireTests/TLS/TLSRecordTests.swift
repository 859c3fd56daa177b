import TestKit
import Testing
import Wire

@Suite struct TLSRecordTests {
  private func header(_ text: String) throws(DecodeError) -> TLSRecordHeader {
    let octets = hex(text)
    var reader = OctetReader(octets.span, layer: .tls)
    return try TLSRecordHeader(parsing: &reader)
  }

  @Test("reads a record header")
  func record() throws {
    #expect(
      try header("16 0301 0151")
        == TLSRecordHeader(contentType: .handshake, legacyVersion: .tls10, length: 337))
  }

  @Test("accepts the largest length and refuses one more")
  func largest() {
    #expect(decodeFailure { () throws(DecodeError) in _ = try header("17 0303 4800") } == nil)
    #expect(
      decodeFailure { () throws(DecodeError) in _ = try header("17 0303 4801") } == .malformed)
  }

  @Test(
    "takes only headers for TLS that TLS sends",
    arguments: [
      ("14 0303 0001", true), ("18 0304 0001", true), ("16 0300 4800", true),
      ("13 0303 0001", false), ("19 0303 0001", false), ("16 0303 0000", false),
      ("16 0305 0001", false), ("16 0201 0001", false), ("16 fefd 0001", false),
    ])
  func plausible(text: String, expected: Bool) throws {
    #expect(try header(text).isPlausible == expected)
  }

  @Test("fails as truncated on every prefix of a header")
  func prefixes() {
    for (text, size) in [("16 0301 0151", 5), ("01 0000c0", 4)] {
      let failures = prefixFailures(of: hex(text), layer: .tls) { reader throws(DecodeError) in
        if size == 5 {
          _ = try TLSRecordHeader(parsing: &reader)
        } else {
          _ = try TLSHandshakeHeader(parsing: &reader)
        }
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }

  @Test(
    "reads alerts in clear and refuses longer ones",
    arguments: [
      ("0256", "fatal inappropriate_fallback"), ("0246", "fatal protocol_version"),
      ("0100", "warning close_notify"), ("02f0", "fatal alert 240"),
      ("0946", "level 9 protocol_version"),
    ])
  func alerts(text: String, expected: String) throws {
    let octets = hex(text)
    var reader = OctetReader(octets.span, layer: .tls, boundary: .length)
    #expect(try Alert(parsing: &reader).description == expected)
    let longer = octets + [0]
    #expect(
      decodeFailure { () throws(DecodeError) in
        var reader = OctetReader(longer.span, layer: .tls, boundary: .length)
        _ = try Alert(parsing: &reader)
      } == .malformed)
  }

  @Test("names numbers and keeps unknown ones")
  func names() {
    #expect(ContentType.handshake.description == "handshake")
    #expect(ContentType(rawValue: 99).description == "content type 99")
    #expect(HandshakeType.serverHello.description == "server_hello")
    #expect(HandshakeType(rawValue: 99).description == "handshake type 99")
    #expect(NamedGroup(rawValue: 0x11EC).description == "X25519MLKEM768")
    #expect(ExtensionType(rawValue: 0xFE0D).description == "encrypted_client_hello")
    #expect(ExtensionType(rawValue: 0x0A0A).description == "GREASE 0x0A0A")
  }

  @Test("knows the sixteen GREASE numbers and no others")
  func grease() {
    // RFC 8701 section 2.
    let expected: Set<UInt16> = [
      0x0A0A, 0x1A1A, 0x2A2A, 0x3A3A, 0x4A4A, 0x5A5A, 0x6A6A, 0x7A7A, 0x8A8A, 0x9A9A, 0xAAAA,
      0xBABA, 0xCACA, 0xDADA, 0xEAEA, 0xFAFA,
    ]
    #expect(
      Set((0...UInt16.max).filter { CipherSuite(rawValue: $0).isGREASE }) == expected)
  }

  @Test("orders versions by what they protect, not by number")
  func levels() {
    let ordered: [ProtocolVersion] = [.ssl2, .ssl3, .tls10, .tls11, .tls12, .tls13]
    #expect(ordered.compactMap(\.level) == ProtocolVersion.Level.allCases)
    #expect(ProtocolVersion.dtls10.level == .tls11)
    #expect(ProtocolVersion.dtls12.level == .tls12)
    #expect(ProtocolVersion.dtls13.level == .tls13)
  }
}
