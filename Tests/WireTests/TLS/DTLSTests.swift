import TestKit
import Testing
import Wire

/// Expected values come from tshark 4.0.17.
@Suite struct DTLSTests {
  @Test(
    "reads record and handshake headers of a flight",
    arguments: [
      (TLSRecords.dtlsHello, ProtocolVersion.dtls10, 0, 217, HandshakeType.clientHello, 0, 205),
      (TLSRecords.dtlsVerify, .dtls10, 0, 35, .helloVerifyRequest, 0, 23),
      (TLSRecords.dtlsHelloCookie, .dtls10, 1, 237, .clientHello, 1, 225),
      (TLSRecords.dtlsAnswer, .dtls12, 1, 73, .serverHello, 1, 61),
    ] as [(String, ProtocolVersion, UInt64, UInt16, HandshakeType, UInt16, UInt32)])
  func headers(
    text: String, version: ProtocolVersion, sequence: UInt64, length: UInt16, type: HandshakeType,
    message: UInt16, fragment: UInt32
  ) throws {
    let octets = hex(text)
    var reader = OctetReader(octets.span, layer: .dtls)
    let record = try DTLSRecordHeader(parsing: &reader)
    #expect(record.contentType == .handshake)
    #expect(record.legacyVersion == version)
    #expect(record.epoch == 0)
    #expect(record.sequenceNumber == sequence)
    #expect(record.length == length)
    #expect(record.isPlausible)
    let handshake = try DTLSHandshakeHeader(parsing: &reader)
    #expect(handshake.type == type)
    #expect(handshake.messageSequence == message)
    #expect(handshake.fragmentLength == fragment)
    #expect(handshake.isWhole)
  }

  private func read(_ reader: inout OctetReader) throws(DecodeError) -> ([UInt8], String?) {
    let record = try DTLSRecordHeader(parsing: &reader)
    var fragment = try reader.sub(Int(record.length))
    let handshake = try DTLSHandshakeHeader(parsing: &fragment)
    var body = try fragment.sub(Int(handshake.fragmentLength))
    if handshake.type == .helloVerifyRequest {
      let verify = try HelloVerifyRequest(parsing: &body)
      return (verify.cookie.indices.map { verify.cookie[$0] }, nil)
    }
    let hello = try ClientHello(parsing: &body, form: .datagram)
    let name: String? = asciiText(hello.serverName)
    return (hello.cookie.indices.map { hello.cookie[$0] }, name)
  }

  @Test("reads the cookie of the request and of the second hello")
  func cookies() throws {
    let cookie = hex("0f35721a0685a247970b736625f7965a29474915")
    for (text, cookie, name) in [
      (TLSRecords.dtlsHello, [], "dtls.example.com"),
      (TLSRecords.dtlsVerify, cookie, nil),
      (TLSRecords.dtlsHelloCookie, cookie, "dtls.example.com"),
    ] as [(String, [UInt8], String?)] {
      let octets = hex(text)
      var reader = OctetReader(octets.span, layer: .dtls)
      let found = try read(&reader)
      #expect(found.0 == cookie)
      #expect(found.1 == name)
    }
  }

  @Test("fails as truncated on every prefix")
  func prefixes() {
    for text in [TLSRecords.dtlsVerify, TLSRecords.dtlsHelloCookie] {
      let failures = prefixFailures(of: hex(text), layer: .dtls) { reader throws(DecodeError) in
        _ = try read(&reader)
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }

  @Test("refuses a fragment that reaches past its message")
  func fragment() {
    for (text, expected) in [
      ("01 000010 0000 000008 000008", nil), ("01 000010 0000 000008 000009", .malformed),
      ("01 ffffff 0000 ffffff ffffff", .malformed),
    ] as [(String, DecodeError.Kind?)] {
      let octets = hex(text)
      #expect(
        decodeFailure { () throws(DecodeError) in
          var reader = OctetReader(octets.span, layer: .dtls)
          _ = try DTLSHandshakeHeader(parsing: &reader)
        } == expected)
    }
  }

  @Test("passes over a connection identifier of known length")
  func connectionID() throws {
    // RFC 9146 section 4: the identifier lies between sequence number and length.
    let octets = hex("19 fefd 0001 000000000005 aabbcc 0020")
    var reader = OctetReader(octets.span, layer: .dtls)
    let header = try DTLSRecordHeader(parsing: &reader, connectionIDLength: 3)
    #expect(header.contentType == .tls12CID)
    #expect(header.epoch == 1)
    #expect(header.sequenceNumber == 5)
    #expect(header.length == 32)
  }

  @Test("tells the unified header of encrypted records by its top bits")
  func unified() {
    #expect((0...255).filter { DTLSRecordHeader.isUnifiedHeader(firstOctet: $0) } == Array(32...63))
  }
}
