import TestKit
import Testing
import Wire

/// Expected values of recorded hellos come from tshark 4.0.17, of RFC 8448 from its text.
@Suite struct ServerHelloTests {
  @Test(
    "reads version, suite, marker and group of recorded answers",
    arguments: [
      (
        TLSRecords.rfc8448Answer,
        ServerHelloSummary(selected: .tls13, suite: 0x1301, sessionIDLength: 0, group: 29)
      ),
      (
        TLSRecords.openSSLAnswer13,
        ServerHelloSummary(selected: .tls13, suite: 0x1302, sessionIDLength: 32, group: 29)
      ),
      (
        TLSRecords.openSSLAnswer12,
        ServerHelloSummary(
          selected: .tls12, suite: 0xC030, sessionIDLength: 0, marker: .toTLS12,
          applicationProtocol: "http/1.1")
      ),
      (
        TLSRecords.openSSLAnswer10,
        ServerHelloSummary(
          selected: .tls10, suite: 0xC014, sessionIDLength: 0, marker: .toTLS11OrBelow)
      ),
      (
        TLSRecords.openSSLRetry,
        ServerHelloSummary(
          selected: .tls13, suite: 0x1302, sessionIDLength: 32, isRetry: true, group: 24)
      ),
      (
        TLSRecords.openSSLAnswerAfterRetry,
        ServerHelloSummary(selected: .tls13, suite: 0x1302, sessionIDLength: 32, group: 24)
      ),
      (
        TLSRecords.answerToSSL2Hello,
        ServerHelloSummary(selected: .tls10, suite: 0x0039, sessionIDLength: 32)
      ),
    ])
  func recorded(text: String, expected: ServerHelloSummary) throws {
    #expect(try readServerHello(hex(text)) == expected)
  }

  @Test("fails as truncated on every prefix")
  func prefixes() {
    for text in [TLSRecords.rfc8448Answer, TLSRecords.openSSLAnswer12] {
      let failures = prefixFailures(of: hex(text), layer: .tls) { reader throws(DecodeError) in
        _ = try readServerHello(&reader)
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }

  private func parse(_ body: [UInt8]) throws(DecodeError) -> ServerHelloSummary {
    var reader = OctetReader(body.span, layer: .tls, boundary: .length)
    return ServerHelloSummary(try ServerHello(parsing: &reader))
  }

  @Test("reads the short form of the drafts before 22")
  func draft18() throws {
    let random = [UInt8](repeating: 5, count: 32)
    let old = try parse(hex("7f12") + random + hex("1301 0000"))
    #expect(old.selected == ProtocolVersion(rawValue: 0x7F12))
    #expect(old.selected.level == .tls13)
    #expect(old.suite == 0x1301)
    // From draft 22 on the number is in the extension and the form is the final one.
    let new = try parse(hex("0303") + random + hex("00 1301 00 0006 002b 0002 7f16"))
    #expect(new.selected == ProtocolVersion(rawValue: 0x7F16))
    #expect(new.selected.description == "TLS 1.3 draft 22")
  }

  @Test("gives the marker no meaning with TLS 1.3 and with other last octets")
  func markers() throws {
    let start = [UInt8](repeating: 5, count: 24)
    let marker = "444f574e475244"
    let rest = "00 1301 00"
    #expect(try parse(hex("0303") + start + hex(marker + "01" + rest)).marker == .toTLS12)
    #expect(try parse(hex("0303") + start + hex(marker + "00" + rest)).marker == .toTLS11OrBelow)
    #expect(try parse(hex("0303") + start + hex(marker + "02" + rest)).marker == .none)
    #expect(
      try parse(hex("0303") + start + hex(marker + "01" + rest + "0006 002b 0002 0304")).marker
        == .none)
  }

  @Test(
    "reports extensions that break their rules",
    arguments: [
      "002b 0003 0303 00", "0010 0008 0006 02 6832 02 6833", "0033 0003 001d 00",
    ])
  func faults(text: String) throws {
    let list = hex(text)
    let body =
      hex("0303") + [UInt8](repeating: 5, count: 32) + hex("00 c030 00")
      + [0, UInt8(list.count)] + list
    let hello = try parse(body)
    #expect(hello.fault != nil)
    #expect(hello.selected == .tls12)
    #expect(hello.applicationProtocol == nil)
    #expect(hello.group == nil)
  }

  @Test("keeps unknown versions and suites as data")
  func unknown() throws {
    let hello = try parse(
      hex("0303") + [UInt8](repeating: 5, count: 32) + hex("00 abcd 00 0006 002b 0002 0399"))
    #expect(hello.selected.rawValue == 0x0399)
    #expect(hello.selected.level == nil)
    #expect(hello.suite == 0xABCD)
    #expect(CipherSuite(rawValue: 0xABCD).description == "0xABCD")
    #expect(ProtocolVersion(rawValue: 0x0399).description == "0x0399")
  }
}
