import TestKit
import Testing
import Wire

@Suite struct HTTPStartTests {
  @Test(
    "tells requests from other starts",
    arguments: [
      ("", .needsMore), ("G", .needsMore), ("GET", .needsMore), ("GET ", .needsMore),
      ("GET /", .yes), ("GET /x HTTP/1.1\r\n", .yes), ("GET /x\r\n", .no), ("GETS /", .needsMore),
      ("GETS / HTTP/1.1\r\n", .yes), ("get / HTTP/1.0\n", .yes),
      ("BPROPFIND /a HTTP/1.1\r\n", .yes),
      ("GETS / HTTPS/1.1\r\n", .no), ("GETS x", .no), ("FOO", .needsMore), ("FOO ", .needsMore),
      ("Foo", .no), ("get ", .no), ("GET\t /x \tHTTP/1.1 \r\n", .yes),
      ("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n", .no), ("\r\nPOST /", .yes),
      ("PROPFIND /dav", .yes),
      ("CONNECT portal.example.com:443", .needsMore),
      ("CONNECT portal.example.com:443 HTTP/1.1\r\n", .yes),
      ("OPTIONS rtsp://x/ RTSP/1.0\r\n", .no), ("OPTIONS * HTTP/1.1\r\n", .yes),
      ("GET \u{1}", .no), ("VERSION-CONTROL /", .yes), ("UPDATEREDIRECTREF /", .yes),
      ("\u{16}\u{3}\u{1}", .no), ("HTTP/1.1 200", .no), ("PRI * HTTP/2.0\r\n", .no),
    ] as [(String, StartMatch)])
  func requests(text: String, expected: StartMatch) {
    #expect(HTTPRequestHead.isPlausibleStart(Array(text.utf8).span) == expected)
  }

  @Test(
    "tells responses from other starts",
    arguments: [
      ("", .needsMore), ("HTTP", .needsMore), ("HTTP/1.", .needsMore), ("HTTP/1.1", .needsMore),
      ("HTTP/1.1 ", .needsMore), ("HTTP/1.1 2", .yes), ("HTTP/1.0 404 Not Found\r\n", .yes),
      ("HTTP/2.0 200", .no), ("HTTP/1.x 200", .no), ("HTTP/1.1\t200", .no), ("http/1.1 200", .no),
      ("GET /", .no),
    ] as [(String, StartMatch)])
  func responses(text: String, expected: StartMatch) {
    #expect(HTTPResponseHead.isPlausibleStart(Array(text.utf8).span) == expected)
  }

  @Test("recognises the preface of HTTP/2 when it is whole")
  func preface() {
    // RFC 9113 section 3.4 gives the octets in hexadecimal.
    let octets = hex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a")
    for length in 0...octets.count {
      #expect(
        HTTP2Preface.match(octets.span.extracting(0..<length))
          == (length < 24 ? .needsMore : .yes))
    }
    #expect(HTTP2Preface.match((octets + [0]).span) == .yes)
    #expect(HTTP2Preface.match(Array("PRI * HTTP/1.1".utf8).span) == .no)
  }

  @Test(
    "splits targets",
    arguments: [
      // RFC 9112 section 3.2 shows each form.
      ("/where?q=now", "GET", HTTPTarget.Form.origin, "", "/where", "q=now"),
      (
        "http://www.example.org/pub/WWW/TheProject.html", "GET", .absolute, "www.example.org",
        "/pub/WWW/TheProject.html", nil
      ),
      ("www.example.com:80", "CONNECT", .authority, "www.example.com:80", "", nil),
      ("*", "OPTIONS", .asterisk, "", "*", nil),
      ("http://h?a", "GET", .absolute, "h", "", "a"), ("/a?", "GET", .origin, "", "/a", ""),
      ("/a://b", "GET", .origin, "", "/a://b", nil),
    ] as [(String, String, HTTPTarget.Form, String, String, String?)])
  func targets(
    text: String, method: String, form: HTTPTarget.Form, authority: String, path: String,
    query: String?
  ) throws {
    let octets = httpOctets("\(method) \(text) HTTP/1.1\n\n")
    var reader = OctetReader(octets.span, layer: .http)
    let target = try HTTPRequestHead(parsing: &reader).parsedTarget
    let found = target.form
    #expect(found == form)
    #expect(asciiText(target.authority) == authority)
    #expect(asciiText(target.path) == path)
    #expect(asciiText(target.query) == query)
  }

  @Test(
    "splits host and port",
    arguments: [
      ("portal.example.com", "portal.example.com", nil, true),
      ("portal.example.com:443", "portal.example.com", 443, true),
      ("[2001:db8::1]:8443", "2001:db8::1", 8443, true), ("[::1]", "::1", nil, true),
      ("user@h:80", "h", 80, true), ("h:", "h", nil, true), ("", "", nil, true),
      ("h:65535", "h", 65535, true), ("h:65536", "", nil, false), ("h:x", "", nil, false),
      ("[::1", "", nil, false), ("[::1]x", "", nil, false),
      ("h:99999999999999999999", "", nil, false),
    ] as [(String, String, UInt16?, Bool)])
  func authorities(text: String, host: String, port: UInt16?, isValid: Bool) {
    let octets = Array(text.utf8)
    guard let authority = HTTPAuthority(octets.span) else {
      #expect(!isValid)
      return
    }
    #expect(isValid)
    let foundPort = authority.port
    #expect(asciiText(authority.host) == host)
    #expect(foundPort == port)
  }

  @Test(
    "undoes percent-encoding up to a maximum",
    arguments: [
      ("/a%20b", 99, "/a b"), ("%2F%2f", 99, "//"), ("%", 99, "%"), ("%2", 99, "%2"),
      ("%zz", 99, "%zz"), ("%41%42%43", 2, "AB"), ("abc", 0, ""),
    ])
  func percent(text: String, maximum: Int, expected: String) {
    var decoded: [UInt8] = []
    HTTPTarget.appendPercentDecoded(Array(text.utf8).span, to: &decoded, maximum: maximum)
    #expect(String(decoding: decoded, as: UTF8.self) == expected)
  }
}
