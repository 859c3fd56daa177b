import TestKit
import Testing
import Wire

/// The rules of RFC 9112 section 6.3, in their order.
@Suite struct HTTPFramingTests {
  enum Outcome: Equatable {
    case framing(BodyFraming)
    case failure(DecodeError.Kind)
  }

  private func outcome(_ body: () throws(DecodeError) -> BodyFraming) -> Outcome {
    do throws(DecodeError) {
      return .framing(try body())
    } catch {
      return .failure(error.kind)
    }
  }

  @Test(
    "finds the end of a request's body",
    arguments: [
      ("", .framing(.none)), ("Content-Length: 7\n", .framing(.length(7))),
      ("content-length: 0\n", .framing(.none)), ("Content-Length: 7, 7\n", .framing(.length(7))),
      ("Content-Length: 7\nContent-Length: 7\n", .framing(.length(7))),
      ("Content-Length: 7\nContent-Length: 8\n", .failure(.malformed)),
      ("Content-Length: 7, 8\n", .failure(.malformed)),
      ("Content-Length: \n", .failure(.malformed)),
      ("Content-Length: +7\n", .failure(.malformed)),
      ("Content-Length: 0x7\n", .failure(.malformed)),
      ("Content-Length: 18446744073709551615\n", .framing(.length(.max))),
      ("Content-Length: 18446744073709551616\n", .failure(.malformed)),
      ("Transfer-Encoding: chunked\n", .framing(.chunked)),
      ("Transfer-Encoding: gzip, Chunked\n", .framing(.chunked)),
      ("Transfer-Encoding: gzip\nTransfer-Encoding: chunked\n", .framing(.chunked)),
      ("Transfer-Encoding: chunked, gzip\n", .failure(.malformed)),
      ("Transfer-Encoding: identity\n", .failure(.malformed)),
      ("Transfer-Encoding: chunked\nContent-Length: 7\n", .framing(.chunked)),
    ] as [(String, Outcome)])
  func request(fields: String, expected: Outcome) throws {
    let octets = httpOctets("POST / HTTP/1.1\n\(fields)\n")
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPRequestHead(parsing: &reader)
    let found = outcome { () throws(DecodeError) in try head.bodyFraming() }
    #expect(found == expected)
    let conflicts = head.hasConflictingFraming
    #expect(conflicts == (fields.contains("Transfer") && fields.contains("Length")))
  }

  @Test(
    "finds the end of a response's body",
    arguments: [
      ("200", "", .get, .framing(.untilClose)),
      ("200", "Content-Length: 5\n", .get, .framing(.length(5))),
      ("200", "Content-Length: 0\n", .get, .framing(.none)),
      ("200", "Content-Length: 5\n", .head, .framing(.none)),
      ("200", "Content-Length: 5\n", nil, .framing(.length(5))),
      ("304", "Content-Length: 5\n", .get, .framing(.none)), ("204", "", .get, .framing(.none)),
      ("100", "", .post, .framing(.none)), ("101", "", .get, .framing(.none)),
      ("200", "Transfer-Encoding: chunked\n", .connect, .framing(.none)),
      ("407", "Content-Length: 5\n", .connect, .framing(.length(5))),
      ("200", "Transfer-Encoding: chunked\n", .get, .framing(.chunked)),
      ("200", "Transfer-Encoding: gzip\n", .get, .framing(.untilClose)),
      ("200", "Content-Length: 5\nContent-Length: 6\n", .get, .failure(.malformed)),
    ] as [(String, String, HTTPMethod?, Outcome)])
  func response(status: String, fields: String, method: HTTPMethod?, expected: Outcome) throws {
    let octets = httpOctets("HTTP/1.1 \(status) x\n\(fields)\n")
    var reader = OctetReader(octets.span, layer: .http)
    let head = try HTTPResponseHead(parsing: &reader)
    let found = outcome { () throws(DecodeError) in try head.bodyFraming(answering: method) }
    #expect(found == expected)
    let leaves = head.leavesHTTP(answering: method)
    #expect(leaves == (status == "101" || status == "200" && method == .connect))
  }

  @Test(
    "reads chunk sizes",
    arguments: [
      ("0\r\n", 0), ("162\r\n", 354), ("a;name=value\r\n", 10), ("FFFFFFFFFFFFFFFF\r\n", .max),
      ("000000000000000000001\r\n", 1), ("5 \r\n", 5), ("5\n", 5),
    ] as [(String, UInt64)])
  func chunks(text: String, expected: UInt64) throws {
    let octets = Array(text.utf8)
    var reader = OctetReader(octets.span, layer: .http)
    #expect(try HTTPChunkSize(parsing: &reader).size == expected)
    let left = reader.remaining
    #expect(left == 0)
    let failures = prefixFailures(of: octets, layer: .http) { reader throws(DecodeError) in
      _ = try HTTPChunkSize(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "refuses chunk sizes that are none",
    arguments: [
      ("\r\n", .malformed), ("x\r\n", .malformed), ("5x\r\n", .malformed), (";a\r\n", .malformed),
      ("10000000000000000\r\n", .malformed), ("-1\r\n", .malformed),
      ("1;" + String(repeating: "a", count: 4093) + "\r\n", nil),
      ("1;" + String(repeating: "a", count: 4094) + "\r\n", .limit),
      (String(repeating: "0", count: 4097) + "\r\n", .limit),
    ] as [(String, DecodeError.Kind?)])
  func badChunks(text: String, expected: DecodeError.Kind?) {
    let octets = Array(text.utf8)
    #expect(
      decodeFailure { () throws(DecodeError) in
        var reader = OctetReader(octets.span, layer: .http)
        _ = try HTTPChunkSize(parsing: &reader)
      } == expected)
  }
}
