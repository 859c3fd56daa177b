import Compliance
import Delivery
import Foundation
import TestKit
import Testing

@Suite struct SummaryJSONTests {
  private func lines(_ report: Report) throws -> [[String: Any]] {
    var octets: [UInt8] = []
    ReportJSON.write(report) { (line: [UInt8]) throws(Never) in octets += line }
    return try octets.split(separator: 0x0a).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  @Test("ends with one line per asset and one total line")
  func order() throws {
    let lines = try lines(Examples.report(findings: [Examples.finding()]))
    #expect(
      lines.map { $0["schema"] as? String } == [
        "labtap.finding/1", "labtap.summary/1", "labtap.summary/1",
      ])
    #expect(lines.map { $0["scope"] as? String } == [nil, "asset", "total"])
  }

  @Test("counts all seven verdicts of an asset, also those without a clause")
  func sevenVerdicts() throws {
    let entries = [
      Examples.entry("A-1", .fail), Examples.entry("A-2", .pass), Examples.entry("A-3", .pass),
      Examples.entry("A-4", .notAssessable),
    ]
    let lines = try lines(Examples.report(findings: [], entries: entries))
    let counts = try #require(lines[0]["verdicts"] as? [String: Int])
    #expect(
      counts == [
        "fail": 1, "warn": 0, "undetermined": 0, "pass": 2, "info": 0, "not-observed": 0,
        "not-assessable": 1,
      ])
    let clauses = try #require(lines[0]["clauses"] as? [[String: Any]])
    #expect(clauses.map { $0["clause"] as? String } == ["A-1", "A-2", "A-3", "A-4"])
    let first = try #require(clauses[0]["counts"] as? [String: Int])
    #expect(first["fail"] == 4)
    #expect(first.count == 7)
  }

  @Test("counts a suppressed finding apart from the others")
  func suppressed() throws {
    var suppressed = Examples.bareFinding()
    suppressed.suppression = SuppressionReference(who: "w", why: "y", until: "2026-06-30")
    let lines = try lines(Examples.report(findings: [suppressed, Examples.finding()]))
    let total = try #require(lines.last)
    #expect((total["findings"] as? [String: Int])?["fail"] == 1)
    #expect(total["suppressed"] as? Int == 1)
  }

  @Test("sorts counts by protocol and reason, and versions by number")
  func coverage() throws {
    var octets: [UInt8] = []
    ReportJSON.write(Examples.report(findings: [])) { (line: [UInt8]) throws(Never) in
      octets = line
    }
    let total = String(decoding: octets, as: UTF8.self)
    let malformed =
      #""malformed":{"dns":{"pointer loop":1},"tls":{"empty list":3,"record length":2}}"#
    #expect(total.contains(malformed))
    #expect(total.contains(#""tls_handshakes":{"1.0":1,"1.2":7}"#))
    #expect(total.contains(#""smb_negotiations":{"SMB1":1,"3.1.1":2}"#))
    #expect(total.contains(#""unknown_link_types":{"147":5}"#))
  }
}
