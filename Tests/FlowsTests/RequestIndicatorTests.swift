import Observations
import TestKit
import Testing

@testable import Flows

/// The signs of the Local Run Manager guide, in requests written by hand after RFC 9112, RFC 7578
/// and RFC 3986.
@Suite("signs of an attack in HTTP requests", .timeLimit(.minutes(30)))
struct RequestIndicatorTests {
  private func session(
    _ body: [UInt8], target: String = "/Manifest/Upload", method: String = "POST",
    fields: String = "Content-Type: text/plain\n", chunks: [Int]? = nil, answer: String? = nil
  ) -> RecordedSession {
    var request = ScriptedSessions.text("\(method) \(target) HTTP/1.1\nHost: lrm\n\(fields)")
    if let chunks {
      request += ScriptedSessions.text("Transfer-Encoding: chunked\n\n")
      var place = 0
      // The sizes are used in turn.
      var turn = 0
      while place < body.count {
        let size = min(chunks[turn % chunks.count], body.count - place)
        request += ScriptedSessions.text(String(size, radix: 16) + "\n")
        request += body[place..<place + size]
        request += ScriptedSessions.text("\n")
        place += size
        turn += 1
      }
      request += ScriptedSessions.text("0\n\n")
    } else {
      request += ScriptedSessions.text("Content-Length: \(body.count)\n\n") + body
    }
    return RecordedSession([
      .init(.client, request),
      .init(
        .server, ScriptedSessions.text(answer ?? "HTTP/1.1 200 OK\nContent-Length: 0\n\n")),
    ])
  }

  private func indicators(
    of session: RecordedSession, _ delivery: RecordedSession.Delivery = .whole
  ) -> RequestIndicators? {
    let outcome = FlowFeeder().feed(session.frames(delivery))
    #expect(outcome.exchanges.count == 1)
    return outcome.exchanges.first?.indicators
  }

  static let wide: [UInt8] = "x=new WScript.Shell".utf8.flatMap { [$0, UInt8(0)] }

  @Test(
    "finds words however they are written",
    arguments: [
      ("var s = WScript.CreateObject", ["wscript"]),
      ("name=%77%53cript&x=1", ["wscript"]),
      ("name=%2577script", ["wscript"]),
      ("name=%u0077script", ["wscript"]),
      ("run+shell+now", ["shell"]),
      ("WScript.Shell", ["wscript", "shell"]),
      ("WSCRIPT.NETWORK", ["wscript", "wscript.network"]),
      ("wscript.netwscript.network", ["wscript", "wscript.network"]),
      ("Scripting%2EFileSystemObject", ["scripting.filesystemobject"]),
      ("shell", ["shell"]), ("seashell shelley shell_1 shell2 eggshell", []),
      ("%%7%shell", ["shell"]), ("%zzwscript %5", ["wscript"]), ("wscrip", []), ("", []),
    ])
  func words(body: String, expected: [String]) throws {
    let found = indicators(of: session(Array(body.utf8)))
    #expect(found?.inBody.texts == expected)
    #expect(found?.inTarget.texts == [])
    #expect(found?.body == (body.isEmpty ? .absent : .whole))
    let target = indicators(
      of: session([], target: "/x?" + body.replacing(" ", with: "+"), method: "GET"))
    #expect(target?.inTarget.texts == expected)
    #expect(target?.inBody.texts == [])
  }

  @Test("finds words in UTF-16, little and big end first")
  func utf16() {
    #expect(indicators(of: session(Self.wide))?.inBody.texts == ["wscript", "shell"])
    #expect(indicators(of: session([0] + Self.wide))?.inBody.texts == ["wscript", "shell"])
  }

  @Test("finds words across segments, chunks and both, in any order of arrival")
  func split() {
    let body = Array("a=1&b=%77script.network&c=Scripting.FileSystemObject+shell".utf8)
    let expected = ["wscript", "shell", "wscript.network", "scripting.filesystemobject"]
    let sessions = [
      session(body), session(body, chunks: [1]), session(body, chunks: [3, 7, 2]),
      session(Self.wide + body, chunks: [5]),
    ]
    for session in sessions {
      for delivery in [.whole] + RecordedSession.Delivery.variations(seeds: 1...2) {
        let found = indicators(of: session, delivery)
        #expect(found?.inBody.texts == expected, "\(delivery)")
        #expect(found?.body == .whole, "\(delivery)")
      }
    }
  }

  /// `{"code":"CreateObject(\"WScript.Network\")"}`, packed by Python's gzip and zlib modules.
  static let packed = [
    "gzip": hex(
      "1f8b0800000000000203ab564ace4f4955b252722e4a4d2c49f54fca4a4d2ed188510a0f4e2eca2c28d1f34b2d29cf2fca8e51d254aa0500ddc03b892c000000"
    ),
    "deflate": hex(
      "789cab564ace4f4955b252722e4a4d2c49f54fca4a4d2ed188510a0f4e2eca2c28d1f34b2d29cf2fca8e51d254aa050054400f32"
    ),
  ]

  @Test("finds words in packed bodies, split and chunked", arguments: ["gzip", "deflate"])
  func unpacked(coding: String) throws {
    let body = try #require(Self.packed[coding])
    for session in [
      session(body, fields: "Content-Encoding: \(coding)\n"),
      session(body, fields: "Content-Encoding: \(coding)\n", chunks: [4, 9]),
    ] {
      for delivery in [RecordedSession.Delivery.whole, .octetByOctet, .reordered(seed: 4)] {
        let found = indicators(of: session, delivery)
        #expect(found?.inBody.texts == ["wscript", "wscript.network"])
        #expect(found?.body == .whole)
      }
    }
  }

  @Test("says so when a body is packed in a way that is not unpacked, damaged, or cut")
  func notUnpacked() throws {
    let body = try #require(Self.packed["gzip"])
    #expect(
      indicators(of: session(body, fields: "Content-Encoding: br\n"))?.body == .packed)
    #expect(
      indicators(of: session([1, 2, 3, 4], fields: "Content-Encoding: gzip\n"))?.body == .packed)
    #expect(
      indicators(of: session(Array(body.dropLast(12)), fields: "Content-Encoding: gzip\n"))?.body
        == .incomplete)
  }

  @Test("searches a body up to the cap and reads the next request behind it")
  func capped() {
    let size = BodyScanner.maximumOctets + 50_000
    var body = [UInt8](repeating: 0x61, count: size)
    body.replaceSubrange(1_000..<1_007, with: Array("wscript".utf8))
    body.replaceSubrange((size - 10)..<(size - 5), with: Array("shell".utf8))
    for chunks in [nil, [60_000]] as [[Int]?] {
      var session = session(body, chunks: chunks)
      session.turns += self.session([], target: "/next", method: "GET").turns
      let outcome = FlowFeeder().feed(session.frames(.whole))
      #expect(outcome.exchanges.map(\.indicators.inBody.texts) == [["wscript"], []])
      #expect(outcome.exchanges.map(\.indicators.body) == [.capped, .absent])
      #expect(outcome.exchanges.last?.target == "/next")
      #expect(outcome.exchanges.allSatisfy { $0.status == 200 })
    }
  }

  /// A zlib stream of one block with the fixed codes (RFC 1951 3.2.6): a letter, and copies of it
  /// by the longest length, 13 bits for 258 octets.
  static func bomb(copies: Int) -> [UInt8] {
    var octets: [UInt8] = [0x78, 0x01]
    var bits: [UInt8] = [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1]
    for _ in 0..<copies { bits += [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] }
    for start in stride(from: 0, to: bits.count, by: 8) {
      let octet = bits[start..<min(start + 8, bits.count)]
      octets.append(octet.enumerated().reduce(0) { $0 | $1.element << $1.offset })
    }
    return octets
  }

  @Test("unpacks no more than the cap of a small body that grows without end")
  func bomb() {
    let body = Self.bomb(copies: 40_000)
    #expect(body.count < 70_000)
    let found = indicators(of: session(body, fields: "Content-Encoding: deflate\n"))
    #expect(found?.body == .capped)
  }

  static func multipart(_ disposition: String, _ content: String = "x") -> [UInt8] {
    ScriptedSessions.text(
      "--b1\nContent-Disposition: form-data; name=\"f\"; \(disposition)\n\n\(content)\n--b1--\n")
  }

  @Test(
    "judges the names of uploaded files",
    arguments: [
      ("filename=\"manifest.txt\"", false, false, []),
      ("filename=\"report.pdf\"", true, false, []),
      ("filename=\"shell.ASP\"", true, false, ["shell.asp"]),
      ("filename=\"x.asp;.txt\"", true, false, ["x.asp"]),
      ("filename=\"x.asp.txt\"", false, false, ["x.asp.txt"]),
      ("filename=\"..\\..\\inetpub\\cmd.aspx\"", true, true, ["cmd.aspx"]),
      ("filename=\"..%2f..%2fcmd.asp\"", true, true, ["cmd.asp"]),
      ("filename*=UTF-8''%2e%2e%2fa.asp", true, true, ["a.asp"]),
      ("filename=plain.asp", true, false, ["plain.asp"]),
      ("filename=\"v1..2.txt\"", false, false, []),
    ])
  func fileNames(
    disposition: String, isForeign: Bool, hasTraversal: Bool, scripts: [String]
  ) throws {
    let session = session(
      Self.multipart(disposition), fields: "Content-Type: multipart/form-data; boundary=b1\n")
    for delivery in [RecordedSession.Delivery.whole, .octetByOctet] {
      let found = try #require(indicators(of: session, delivery))
      #expect(found.hasFile)
      #expect(found.hasForeignFile == isForeign)
      #expect(found.hasTraversalInFileName == hasTraversal)
      #expect(found.scripts == scripts.map(RequestIndicators.digest))
    }
  }

  @Test("an answer before the end of the body does not hide what the body holds")
  func earlyAnswer() throws {
    let whole = session(Array("0123456789wscript".utf8))
    var turns = whole.turns
    let request = turns[0].octets
    turns[0].octets = Array(request.dropLast(5))
    turns.append(.init(.client, Array(request.suffix(5))))
    let outcome = FlowFeeder().feed(RecordedSession(turns).frames(.whole))
    let exchange = try #require(outcome.exchanges.first)
    #expect(outcome.exchanges.count == 1)
    #expect(exchange.status == 200)
    #expect(exchange.indicators.inBody.texts == ["wscript"])
    #expect(exchange.indicators.body == .whole)
  }

  @Test("a body of which octets are missing, or that never ends, is incomplete")
  func incomplete() throws {
    var conversation = TCPConversation(
      client: Host("10.77.0.40", port: 49_152), server: Host("10.77.0.10", port: 80))
    conversation.handshake()
    let request = session(Array("0123456789wscript and more of it".utf8)).turns[0].octets
    conversation.send(Array(request.dropLast(10)), from: .client)
    conversation.clientSequence &+= 5
    conversation.send(Array(request.suffix(5)), from: .client)
    conversation.close()
    let outcome = FlowFeeder().feed(conversation.frames)
    let found = try #require(outcome.exchanges.first?.indicators)
    #expect(found.body == .incomplete)
    #expect(found.inBody.texts == ["wscript"])
  }
}
