import Testing

@testable import Observations

@Suite struct HTTPExchangeTests {
  /// The forms of RFC 9112 section 3.2.
  @Test(
    "the path is the target's, whatever stands in its query",
    arguments: [
      ("/upload.asp?next=http://portal.example/index", "/upload.asp"), ("/a/b#c", "/a/b"),
      ("/", "/"), ("http://portal.example/x?y=/z", "/x"), ("http://portal.example", "/"),
      ("http://portal.example/a?u=ftp://b/c", "/a"), ("*", "*"),
    ])
  func path(target: String, path: String) {
    let end = Endpoint(IPAddress(v4: 0x0A4D_000A), 80)
    let exchange = HTTPExchange(
      connection: 1, client: end, server: end,
      request: Moment(frame: 1, time: Timestamp(nanoseconds: 0)), method: "GET", target: target,
      version: "HTTP/1.1")
    #expect(exchange.path == path)
  }
}
