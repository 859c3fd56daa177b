import TestKit
import Testing
import Wire

/// Expected values of recorded hellos come from tshark 4.0.17, of RFC 8448 from its text.
@Suite struct ClientHelloTests {
  @Test("reads the hello of RFC 8448")
  func rfc8448() throws {
    let hello = try readClientHello(hex(TLSRecords.rfc8448Hello))
    #expect(hello.suites == [0x1301, 0x1303, 0x1302])
    #expect(hello.extensions == [0, 0xFF01, 10, 35, 51, 43, 13, 45, 28])
    #expect(hello.serverName == "server")
    #expect(hello.versions == [0x0304])
    #expect(hello.groups == [0x1D, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104])
    #expect(hello.shares == [0x1D])
    #expect(hello.best == .tls13)
    #expect(hello.offersOld == false)
    #expect(hello.flags == [])
    #expect(hello.fault == nil)
  }

  @Test("reads names, protocols and versions of a hello with all versions")
  func openSSLDefault() throws {
    let hello = try readClientHello(hex(TLSRecords.openSSLHello13))
    #expect(hello.legacyVersion == 0x0303)
    #expect(hello.sessionIDLength == 32)
    #expect(hello.suites.count == 31)
    #expect(hello.suites.first == 0x1302)
    #expect(hello.extensions == [0, 11, 10, 35, 16, 22, 23, 13, 43, 45, 51])
    #expect(hello.serverName == "Portal.Example.COM")
    #expect(hello.protocols == ["h2", "http/1.1"])
    #expect(hello.versions == [0x0304, 0x0303, 0x0302, 0x0301])
    #expect(hello.groups == [0x1D, 0x17, 0x1E, 0x19, 0x18, 0x100, 0x101, 0x102, 0x103, 0x104])
    #expect(hello.shares == [0x1D])
    #expect(hello.best == .tls13)
    #expect(hello.offersOld == true)
    #expect(hello.flags == ["renegotiation"])
  }

  @Test("leaves the minimum open when only a version field offers TLS 1.2")
  func openSSL12() throws {
    let hello = try readClientHello(hex(TLSRecords.openSSLHello12))
    #expect(hello.versions == nil)
    #expect(hello.best == .tls12)
    #expect(hello.offersOld == nil)
    #expect(hello.serverName == "portal.example.com")
    #expect(hello.protocols == ["http/1.1"])
    #expect(hello.shares == nil)
  }

  @Test("reads a TLS 1.0 hello without a server name")
  func openSSL10() throws {
    let hello = try readClientHello(hex(TLSRecords.openSSLHello10))
    #expect(hello.legacyVersion == 0x0301)
    #expect(hello.best == .tls10)
    #expect(hello.offersOld == true)
    #expect(hello.serverName == nil)
    #expect(hello.suites.count == 23)
    #expect(hello.extensions == [11, 10, 35, 22, 23])
  }

  @Test("finds the signal of a repeated attempt with a lower version")
  func fallback() throws {
    #expect(
      try readClientHello(hex(TLSRecords.openSSLFallback)).flags == ["fallback", "renegotiation"])
  }

  @Test("passes over GREASE and finds the encrypted hello of a browser")
  func browser() throws {
    let hello = try readClientHello(hex(TLSRecords.browserHelloECH))
    #expect(hello.suites.first == 0x2A2A)
    #expect(hello.suites.count == 16)
    #expect(
      hello.extensions == [
        56026, 65281, 16, 13, 51, 45, 17513, 35, 43, 10, 65037, 23, 5, 18, 11, 0, 27, 39578, 21,
      ])
    #expect(hello.versions == [0x8A8A, 0x0304, 0x0303])
    #expect(hello.best == .tls13)
    #expect(hello.offersOld == false)
    #expect(hello.serverName == "cloudflare-ech.com")
    #expect(hello.protocols == ["h2", "http/1.1"])
    #expect(hello.groups == [0x1A1A, 0x1D, 0x17, 0x18])
    #expect(hello.shares == [0x1A1A, 0x1D])
    #expect(hello.flags == ["ech"])
  }

  @Test("reads the second hello after a request to retry")
  func afterRetry() throws {
    let hello = try readClientHello(hex(TLSRecords.openSSLHelloAfterRetry))
    #expect(hello.serverName == "retry.example.com")
    #expect(hello.shares == [0x18])
  }

  @Test(
    "fails as truncated on every prefix",
    arguments: [
      TLSRecords.rfc8448Hello, TLSRecords.openSSLHello13, TLSRecords.browserHelloECH,
    ])
  func prefixes(text: String) {
    let failures = prefixFailures(of: hex(text), layer: .tls) { reader throws(DecodeError) in
      _ = try readClientHello(&reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("calls a body that is shorter than its own fields malformed")
  func shortBody() {
    let whole = clientHelloBody(extensions: "0017 0000")
    // Without the list of extensions the hello is whole: old clients send none.
    let withoutList = clientHelloBody(extensions: nil).count
    for length in 0..<whole.count where length != withoutList {
      let kind = decodeFailure { () throws(DecodeError) in
        _ = try parseBody(Array(whole[..<length]))
      }
      #expect(kind == .malformed, "\(length) octets")
    }
    #expect(throws: Never.self) { try parseBody(Array(whole[..<withoutList])) }
  }

  @Test("tells a missing list of extensions from an empty one")
  func extensionsMissing() throws {
    for (text, expected) in [(nil, false), ("", true)] as [(String?, Bool)] {
      let body = clientHelloBody(extensions: text)
      var reader = OctetReader(body.span, layer: .tls, boundary: .length)
      let hello = try ClientHello(parsing: &reader)
      let hasExtensions = hello.hasExtensions
      #expect(hasExtensions == expected)
    }
  }

  @Test(
    "takes the best of unordered, unknown and draft versions",
    arguments: [
      ("002b 0003 02 0304", ProtocolVersion.tls13, false),
      ("002b 0007 06 0301 0303 0302", .tls12, true),
      ("002b 0005 04 0a0a 0303", .tls12, false),
      ("002b 0005 04 7f17 0303", ProtocolVersion(rawValue: 0x7F17), false),
      ("002b 0005 04 0300 0301", .tls10, true),
      ("002b 0005 04 0a0a 7777", nil, false),
      ("002b 0005 04 fefc fefd", .dtls13, false),
      ("002b 0005 04 fefd feff", .dtls12, true),
    ] as [(String, ProtocolVersion?, Bool)])
  func best(extensions: String, best: ProtocolVersion?, offersOld: Bool) throws {
    let hello = try parseBody(clientHelloBody(extensions: extensions))
    #expect(hello.best == best)
    #expect(hello.offersOld == offersOld)
  }

  @Test(
    "takes a version field above TLS 1.2 for TLS 1.2 when no versions are listed",
    arguments: [
      ("0304", ProtocolVersion.tls12), ("03ff", .tls12), ("0303", .tls12), ("0302", .tls11),
      ("0300", .ssl3), ("1234", nil), ("fefd", .dtls12), ("feff", .dtls10), ("fefc", .dtls12),
    ] as [(String, ProtocolVersion?)])
  func legacy(version: String, best: ProtocolVersion?) throws {
    #expect(try parseBody(clientHelloBody(version: version, extensions: nil)).best == best)
  }

  @Test("takes the first of two extensions and reports the duplicate")
  func duplicate() throws {
    let hello = try parseBody(
      clientHelloBody(
        extensions: "0000 0006 0004 00 0001 61  0000 0006 0004 00 0001 62"))
    #expect(hello.serverName == "a")
    #expect(hello.flags == ["duplicate"])
  }

  @Test(
    "leaves an extension out whose body breaks its rules and goes on",
    arguments: [
      // Name longer than its list, an empty name, octets behind the list.
      "0000 0006 0004 00 0002 61", "0000 0005 0003 00 0000", "0000 0007 0004 00 0001 61 00",
      // An odd list of versions, an empty one.
      "002b 0004 03 0304 03", "002b 0001 00",
      // An empty protocol, a list cut short.
      "0010 0003 0001 00", "0010 0005 0004 02 68 32",
      // An odd list of groups, an empty key.
      "000a 0005 0003 001d 00", "0033 0006 0004 001d 0000", "fe0d 0000",
    ])
  func fault(text: String) throws {
    let hello = try parseBody(clientHelloBody(extensions: text + "0017 0000"))
    #expect(hello.fault != nil)
    #expect(hello.extensions.last == 23)
    #expect(hello.serverName == nil)
    #expect(hello.versions == nil)
    #expect(hello.protocols == nil)
    #expect(hello.groups == nil)
    #expect(hello.shares == nil)
    #expect(hello.flags == [])
  }

  @Test("passes over server names of unknown types")
  func nameTypes() throws {
    let hello = try parseBody(
      clientHelloBody(extensions: "0000 000a 0008 07 0001 7a 00 0001 61"))
    #expect(hello.serverName == "a")
    #expect(hello.fault == nil)
  }

  @Test("finds early data, keys, tickets and the drafts’ encrypted name")
  func presence() throws {
    let hello = try parseBody(
      clientHelloBody(extensions: "002a 0000 0029 0000 0023 0001 00 ffce 0000"))
    #expect(hello.flags == ["early data", "psk", "ticket", "esni"])
    // An inner encrypted hello is never in clear; an empty ticket only says that one is welcome.
    #expect(try parseBody(clientHelloBody(extensions: "fe0d 0001 01 0023 0000")).flags == [])
  }

  @Test(
    "refuses what no hello may contain",
    arguments: [
      // No suites, half a suite, no compression method.
      "0000 0100", "0003 130113 0100", "0002 1301 00",
    ])
  func refusals(text: String) {
    let body = hex("0303") + [UInt8](repeating: 0, count: 33) + hex(text)
    #expect(decodeFailure { () throws(DecodeError) in _ = try parseBody(body) } == .malformed)
  }

  @Test("refuses a session identifier above 32 octets")
  func sessionID() throws {
    for (length, expected) in [(32, nil), (33, .malformed)] as [(Int, DecodeError.Kind?)] {
      let body =
        hex("0303") + [UInt8](repeating: 0, count: 32) + [UInt8(length)]
        + [UInt8](repeating: 1, count: length) + hex("0002 1301 0100")
      #expect(decodeFailure { () throws(DecodeError) in _ = try parseBody(body) } == expected)
    }
  }

  @Test("stops above the largest body")
  func limit() {
    let filler = ClientHello.maximumLength - clientHelloBody(extensions: "").count - 4
    let list =
      [0x00, 0x15, UInt8(filler >> 8), UInt8(filler & 0xFF)]
      + [UInt8](repeating: 0, count: filler)
    let most =
      clientHelloBody(extensions: nil)
      + [UInt8(list.count >> 8), UInt8(list.count & 0xFF)] + list
    #expect(most.count == ClientHello.maximumLength)
    #expect(decodeFailure { () throws(DecodeError) in _ = try parseBody(most) } == nil)
    #expect(decodeFailure { () throws(DecodeError) in _ = try parseBody(most + [0]) } == .limit)
  }
}

/// The kind of the error that `body` throws, nil when it throws none.
func decodeFailure(_ body: () throws(DecodeError) -> Void) -> DecodeError.Kind? {
  do throws(DecodeError) {
    try body()
    return nil
  } catch {
    return error.kind
  }
}
