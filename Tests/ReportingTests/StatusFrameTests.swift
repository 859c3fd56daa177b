import Compliance
import Foundation
import Testing

@testable import Reporting

/// What `labtap top` draws.
@Suite struct StatusFrameTests {
  private func status(_ change: (String) -> String = { $0 }) throws -> LiveStatus {
    let json = """
      {"schema":"labtap.status/1","version":"1","sensor":"span-1","site":"Genomics core",
      "time":"2026-01-01T10:00:00Z","seconds":61,"health":{"ok":true,"problems":[]},
      "traffic":{"packets":1000,"bytes":9,"lost":3,"flows":4,"one_sided_flows":0,
      "packets_per_second":[0,50,100],"lost_per_second":[0,0,3],
      "interfaces":[{"name":"eth1","up":true,"packets":1000,"dropped":3,"dropped_by_interface":0}]},
      "delivery":{"delivered":2,"waiting":1,"failures":0,"epochs_waiting":0,
      "alert_delay":{"count":2,"p50_ms":5,"p99_ms":25},
      "store":{"stored":9,"waiting":4,"refused":0,"failures":0,"expired":0}},
      "findings":{"fail":1},
      "recent":[{"id":"1","clause":"ILMN-3-SIGN","verdict":"fail","asset":"nextseq-01",
      "peer":"10.0.0.9:445","last_seen":"2026-01-01T09:59:58.5Z",
      "reason":{"en":"SMB \u{1b}[2J without signatures","zh":"未签名","ja":"署名なし"}}],
      "asset_count":2,"assets":[
      {"id":"nextseq-01","clauses":{"ILMN-3-SIGN":"fail","ILMN-1":"pass"}},
      {"id":"miseq-02","clauses":{"ILMN-1":"not-observed"}}],
      "viewers":{"now":0,"dropped":0}}
      """.replacingOccurrences(of: "\u{1b}", with: "\\u001b")
    return try JSONDecoder().decode(LiveStatus.self, from: Data(change(json).utf8))
  }

  private func lines(_ status: LiveStatus, columns: Int = 120, rows: Int = 30) -> [String] {
    StatusFrame(status, style: TextStyle(), columns: columns, rows: rows).lines()
  }

  @Test("says first whether a clause is broken, then rates, instruments and findings")
  func whole() throws {
    let text = lines(try status()).joined(separator: "\n")
    for part in [
      "Genomics core", "✗ 1 instrument breaks a clause.", "100 packets/s", "▁▅█", "lost 3",
      "alert delay ≤ 25 ms", "waiting 5", "eth1 ▲ 1000", "nextseq-01", "ILMN-3-SIGN", "09:59:58",
    ] {
      #expect(text.contains(part), "`\(part)` is missing in\n\(text)")
    }
    #expect(!text.contains("\u{1b}"))
  }

  @Test("fits the terminal, whatever its size", arguments: [(20, 6), (40, 10), (200, 60)])
  func fits(_ columns: Int, _ rows: Int) throws {
    let lines = lines(try status(), columns: columns, rows: rows)
    #expect(lines.count <= rows)
    #expect(lines.allSatisfy { $0.columns <= columns })
  }

  @Test("a sick sensor is told before all else, and a ledger that is not there yet is no pass")
  func sick() throws {
    let sick = try status {
      $0.replacingOccurrences(
        of: "{\"ok\":true,\"problems\":[]}", with: "{\"ok\":false,\"problems\":[\"eth1 is down\"]}")
    }
    #expect(lines(sick)[1].contains("eth1 is down"))
    var early = try status()
    early.assets = nil
    #expect(!early.isComplete)
    #expect(lines(early)[1].contains("Nothing was judged yet."))
  }
}
