import TestKit

/// Connections written by hand after the specification of their protocol.
enum ScriptedSessions {
  static func text(_ text: String) -> [UInt8] {
    Array(text.replacing("\n", with: "\r\n").utf8)
  }

  /// Pipelining, keep-alive, chunks, HEAD, 304 and 100 (RFC 9112 6.3, 7.1, 9.3; RFC 9110 15.2.1).
  static let http = RecordedSession([
    .init(
      .client,
      text(
        "GET /one HTTP/1.1\nHost: lrm.lab.example\n\nGET /two?x=1 HTTP/1.1\nHost: lrm.lab.example\n\n"
      )),
    .init(
      .server,
      text("HTTP/1.1 200 OK\nServer: Microsoft-IIS/10.0\nContent-Length: 24\n\n")
        + text("HTTP/1.1 500 not a head!")
        + text("HTTP/1.1 404 Not Found\nTransfer-Encoding: chunked\n\n")
        + text("5;ext=1\nHTTP/\n1A\n1.1 200 OK no head either!\n0\nTrailer-Field: 1\n\n")),
    .init(.client, text("HEAD /three HTTP/1.1\nHost: lrm.lab.example\n\n")),
    .init(.server, text("HTTP/1.1 200 OK\nContent-Length: 4096\n\n")),
    .init(.client, text("GET /four HTTP/1.1\nHost: lrm.lab.example\nIf-None-Match: \"1\"\n\n")),
    .init(.server, text("HTTP/1.1 304 Not Modified\nContent-Length: 4096\n\n")),
    .init(
      .client,
      text(
        "POST /five.asp HTTP/1.1\nHost: lrm.lab.example\nContent-Length: 21\nExpect: 100-continue\n\n"
      )),
    .init(.server, text("HTTP/1.1 100 Continue\n\n")),
    .init(.client, text("GET / HTTP/1.1 inside")),
    .init(.server, text("HTTP/1.1 403 Forbidden\nContent-Length: 0\n\n")),
    .init(.client, text("GET /six HTTP/1.1\nHost: lrm.lab.example\n\n")),
    .init(.server, text("HTTP/1.0 200 OK\n\nuntil the end HTTP/1.1 200 OK\n\n")),
  ])

  /// Three questions and answers over one connection, each behind its length (RFC 7766 6.2.1).
  static let dns = RecordedSession([
    .init(.client, question(1, "a.lab.example") + question(2, "b.lab.example")),
    .init(.server, answer(2, "b.lab.example", 0x0a4d_0002)),
    .init(.client, question(3, "c.lab.example")),
    .init(
      .server, answer(1, "a.lab.example", 0x0a4d_0001) + answer(3, "c.lab.example", 0x0a4d_0003)),
  ])

  static func question(_ id: UInt16, _ name: String) -> [UInt8] {
    prefixed(octets(id) + hex("0100 0001 0000 0000 0000") + encoded(name) + hex("0001 0001"))
  }

  static func answer(_ id: UInt16, _ name: String, _ address: UInt32) -> [UInt8] {
    prefixed(
      octets(id) + hex("8180 0001 0001 0000 0000") + encoded(name) + hex("0001 0001")
        + hex("c00c 0001 0001 0000012c 0004") + octets(address))
  }

  static func encoded(_ name: String) -> [UInt8] {
    name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }

  static func prefixed(_ message: [UInt8]) -> [UInt8] { octets(UInt16(message.count)) + message }

  // MARK: TLS

  static func record(_ type: UInt8, _ body: [UInt8], version: UInt16 = 0x0303) -> [UInt8] {
    [type] + octets(version) + octets(UInt16(body.count)) + body
  }

  static func protected(_ count: Int) -> [UInt8] {
    record(23, [UInt8](repeating: 0xa5, count: count))
  }

  /// A TLS 1.3 ClientHello with a server name, and as many more octets of key share as asked for.
  static func clientHello(
    name: String = "nas.lab.example", versions: [UInt16] = [0x0304, 0x0303],
    group: UInt16 = 0x11ec, share: Int = 1_216
  ) -> [UInt8] {
    let host = Array(name.utf8)
    var extensions = octets(UInt16(0)) + octets(UInt16(host.count + 5))
    extensions += octets(UInt16(host.count + 3)) + [0] + octets(UInt16(host.count)) + host
    extensions += octets(UInt16(43)) + octets(UInt16(versions.count * 2 + 1))
    extensions += [UInt8(versions.count * 2)] + versions.flatMap { octets($0) }
    extensions += octets(UInt16(51)) + octets(UInt16(share + 6)) + octets(UInt16(share + 4))
    extensions += octets(group) + octets(UInt16(share)) + [UInt8](repeating: 0x5a, count: share)
    var body = octets(UInt16(0x0303)) + [UInt8](repeating: 7, count: 32) + [0]
    body += hex("0004 1301 1302 0100") + octets(UInt16(extensions.count)) + extensions
    return [1] + Array(octets(UInt32(body.count)).suffix(3)) + body
  }

  /// A ServerHello that selects a version: by `supported_versions` for TLS 1.3.
  static func serverHello(_ version: UInt16 = 0x0304, random: [UInt8]? = nil) -> [UInt8] {
    var body = octets(min(version, 0x0303)) + (random ?? [UInt8](repeating: 9, count: 32)) + [0]
    body += version == 0x0304 ? hex("1301 00 0006 002b 0002 0304") : hex("c02f 00 0000")
    return [2] + Array(octets(UInt32(body.count)).suffix(3)) + body
  }

  /// TLS 1.3 with a key share of a post-quantum group, so that the hello fills two segments.
  static let postQuantum = RecordedSession([
    .init(.client, record(22, clientHello(), version: 0x0301)),
    .init(.server, record(22, serverHello()) + record(20, [1]) + protected(1_400)),
    .init(.client, record(20, [1]) + protected(53) + protected(200)),
    .init(.server, protected(300)),
  ])

  /// An SSL 2.0 hello that offers TLS 1.0 (RFC 5246 E.2), answered with TLS 1.0.
  static let ssl2Hello = RecordedSession([
    .init(
      .client,
      hex("802b 01 0301 0012 0000 0010 00002f 000035 000005 00000a 0000ff 010080")
        + [UInt8](repeating: 3, count: 16)),
    .init(.server, record(22, serverHello(0x0301), version: 0x0301) + record(22, [14, 0, 0, 0])),
    .init(
      .client,
      record(22, [16, 0, 0, 2, 1, 1]) + record(20, [1])
        + record(22, [UInt8](repeating: 1, count: 40))),
    .init(.server, record(20, [1]) + record(22, [UInt8](repeating: 2, count: 40)) + protected(64)),
    .init(.client, protected(64)),
  ])
}
