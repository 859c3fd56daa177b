import TestKit
import Testing
import Wire

/// Text of a message, with LF in the source turned into CRLF.
func httpOctets(_ text: String) -> [UInt8] {
  Array(text.utf8).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
}

/// Heads were recorded between curl 7.88.1 and nginx 1.22.1 unless a test says otherwise.
@Suite struct HTTPHeadTests {
  private let get = """
    GET /a.txt?x=1%20y HTTP/1.1
    Host: Portal.Example.com:8089
    User-Agent: curl/7.88.1
    Accept: */*


    """
  private let redirect = """
    HTTP/1.1 302 Moved Temporarily
    Server: nginx/1.22.1
    Date: Sat, 21 Nov 2026 09:18:30 GMT
    Content-Type: text/html
    Content-Length: 145
    Connection: keep-alive
    Location: https://portal.example.com/new


    """

  @Test("reads a request and leaves the body in the reader")
  func request() throws {
    let octets = httpOctets(get) + Array("body".utf8)
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPRequestHead(parsing: &reader)
    let left = reader.remaining
    #expect(left == 4)
    let method = head.method
    #expect(method == .get)
    #expect(asciiText(head.methodName) == "GET")
    #expect(asciiText(head.target) == "/a.txt?x=1%20y")
    let version = head.version
    #expect(version == .http11)
    #expect(asciiText(head.host) == "Portal.Example.com:8089")
    #expect(asciiText(head.userAgent) == "curl/7.88.1")
    #expect(asciiText(head.contentType) == nil)
    var fields: [String] = []
    var iterator = head.fields.makeIterator()
    while let field = iterator.next() { fields.append("\(asciiText(field.name))=\(field.text())") }
    #expect(
      fields == ["Host=Portal.Example.com:8089", "User-Agent=curl/7.88.1", "Accept=*/*"])
  }

  @Test("reads a response")
  func response() throws {
    let octets = httpOctets(redirect)
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPResponseHead(parsing: &reader)
    let status = head.status
    let length = head.contentLength
    let isPersistent = head.isPersistent
    #expect(status == 302)
    #expect(length == 145)
    #expect(isPersistent)
    #expect(asciiText(head.reason) == "Moved Temporarily")
    #expect(asciiText(head.server) == "nginx/1.22.1")
    #expect(asciiText(head.location) == "https://portal.example.com/new")
    #expect(asciiText(head.contentType) == "text/html")
  }

  @Test("fails as truncated on every prefix")
  func prefixes() {
    let requests = prefixFailures(of: httpOctets(get), layer: .http) { reader throws(DecodeError) in
      _ = try HTTPRequestHead(parsing: &reader)
    }
    #expect(requests.isEmpty, "\(requests)")
    let responses = prefixFailures(of: httpOctets(redirect), layer: .http) {
      reader throws(DecodeError) in
      _ = try HTTPResponseHead(parsing: &reader)
    }
    #expect(responses.isEmpty, "\(responses)")
  }

  @Test(
    "finds the end of the head whichever way its lines end",
    arguments: [
      ("GET / HTTP/1.1\r\nA: b\r\n\r\nrest", 24), ("GET / HTTP/1.1\nA: b\n\nrest", 21),
      ("GET / HTTP/1.1\nA: b\n\r\nrest", 22), ("GET / HTTP/1.1\r\nA: b\r\n\nrest", 23),
      ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", 22), ("GET / HTTP/1.1\r\nA: b\r\n", nil), ("", nil),
      ("\r\n\r\n", nil),
    ] as [(String, Int?)])
  func end(text: String, expected: Int?) throws {
    let octets = Array(text.utf8)
    #expect(try HTTPHead.end(in: octets.span) == expected)
    // The same when octets come one by one and the search goes on where it stopped.
    var found: Int?
    for length in 0...octets.count where found == nil {
      found = try HTTPHead.end(
        in: octets.span.extracting(0..<length), from: max(0, length - 1))
    }
    #expect(found == expected)
  }

  @Test("stops when the largest head holds no end")
  func limit() throws {
    let line = Array("GET / HTTP/1.1\r\nA: ".utf8)
    let filler = HTTPHead.maximumLength - line.count - 4
    let most = line + [UInt8](repeating: 0x61, count: filler) + Array("\r\n\r\n".utf8)
    #expect(try HTTPHead.end(in: most.span) == HTTPHead.maximumLength)
    let more = line + [UInt8](repeating: 0x61, count: filler + 1) + Array("\r\n\r\n".utf8)
    #expect(
      decodeFailure { () throws(DecodeError) in _ = try HTTPHead.end(in: more.span) } == .limit)
    #expect(
      decodeFailure { () throws(DecodeError) in
        _ = try HTTPHead.end(in: more.span.extracting(0..<HTTPHead.maximumLength - 1))
      } == nil)
  }

  @Test(
    "finds the end of a trailer",
    arguments: [
      ("\r\n", 2), ("\n", 1), ("A: b\r\n\r\nrest", 8), ("\r", nil), ("A: b\r\n", nil),
    ] as [(String, Int?)])
  func trailer(text: String, expected: Int?) throws {
    #expect(try HTTPHead.trailerEnd(in: Array(text.utf8).span) == expected)
  }

  @Test(
    "refuses start lines that are none",
    arguments: [
      "GET /\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "/ HTTP/1.1\r\n\r\n", " GET / HTTP/1.1x\r\n\r\n",
      "GET / HTTP/11\r\n\r\n", "GET / RTSP/1.0\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n",
    ])
  func requestLines(text: String) {
    let octets = Array(text.utf8)
    #expect(
      decodeFailure { () throws(DecodeError) in
        var reader = OctetReader(octets.span, layer: .http)
        _ = try HTTPRequestHead(parsing: &reader)
      } == .malformed)
  }

  @Test(
    "refuses status lines that are none",
    arguments: [
      ("HTTP/1.1 200\r\n\r\n", nil), ("HTTP/1.0 200 \r\n\r\n", nil),
      ("HTTP/1.1 099 x\r\n\r\n", .malformed),
      ("HTTP/1.1 20 OK\r\n\r\n", .malformed), ("HTTP/1.1  200 OK\r\n\r\n", .malformed),
      ("ICY 200 OK\r\n\r\n", .malformed), ("HTTP/1.1 2000 OK\r\n\r\n", .malformed),
    ] as [(String, DecodeError.Kind?)])
  func statusLines(text: String, expected: DecodeError.Kind?) {
    let octets = Array(text.utf8)
    #expect(
      decodeFailure { () throws(DecodeError) in
        var reader = OctetReader(octets.span, layer: .http)
        _ = try HTTPResponseHead(parsing: &reader)
      } == expected)
  }

  @Test("keeps an unknown method as text")
  func unknownMethod() throws {
    let octets = httpOctets("BREW /pot HTTP/1.0\n\n")
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPRequestHead(parsing: &reader)
    let method = head.method
    let isPersistent = head.isPersistent
    #expect(method == nil)
    #expect(asciiText(head.methodName) == "BREW")
    #expect(!isPersistent)
  }

  @Test("joins folded values and passes over broken lines")
  func fields() throws {
    let octets = httpOctets(
      "GET / HTTP/1.1\nA: b\n  c\n\td\nBad line\nNo : blank\nX:\nHOST:  h \n\n")
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPRequestHead(parsing: &reader)
    var fields: [String] = []
    var iterator = head.fields.makeIterator()
    while let field = iterator.next() { fields.append("\(asciiText(field.name))=\(field.text())") }
    #expect(fields == ["A=b    c   d", "X=", "HOST=h"])
    let kind = head.fieldFault?.kind
    #expect(kind == .malformed)
    #expect(asciiText(head.host) == "h")
    let several = head.hasSeveralHosts
    #expect(!several)
  }

  @Test("prints control octets of a value as numbers and cuts it at the maximum")
  func printing() {
    #expect(HTTPText.text(of: [0x61, 0x00, 0x5C, 0xFF, 0x20].span) == "a\\000\\\\\\255 ")
    #expect(HTTPText.text(of: [UInt8](repeating: 0x61, count: 9).span, maximum: 3) == "aaa")
  }
}
