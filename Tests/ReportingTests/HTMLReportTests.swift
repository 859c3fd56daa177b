import Compliance
import Digest
import Foundation
import Observations
import Reporting
import TestKit
import Testing

/// The evidence report: whole, harmless and readable.
@Suite struct HTMLReportTests {
  private static func page(
    _ findings: [Finding] = [Examples.finding()], entries: [LedgerEntry] = entries,
    language: Language = .en, _ change: (inout EvidenceReport) -> Void = { _ in }
  ) -> String {
    var report = EvidenceReport(Examples.report(findings: findings, entries: entries))
    report.traffic = traffic
    change(&report)
    return String(decoding: HTMLReport(report, language: language).render(), as: UTF8.self)
  }

  private static let entries = Verdict.allCases.map { verdict in
    Examples.entry("A-\(verdict.rawValue)", verdict)
  }

  /// A connection of the asset of `Examples` by TLS 1.0.
  private static var traffic: TrafficRecord {
    var connection = Connection(
      id: 1, transport: .tcp, initiator: Endpoint(IPAddress(v4: 0x0a4d_000a), 50_000),
      responder: Endpoint(IPAddress(v4: 0xc000_0201), 443), first: Examples.moment(5))
    connection.isFinal = true
    connection.fromInitiator.octets = 12_345
    connection.fromResponder.octets = 678
    var handshake = TLSHandshake()
    handshake.version = .tls10
    handshake.serverName = "cloud.example"
    connection.application = .tls(handshake)
    var record = TrafficRecord(site: nil)
    record.add(.connection(connection))
    return record
  }

  @Test("is well formed and keeps the rules of accessibility", arguments: Language.allCases)
  func outline(_ language: Language) {
    var suppressed = Examples.finding()
    suppressed.suppression = SuppressionReference(who: "desk", why: "upgrade", until: "2026-06-30")
    let page = Self.page([Examples.finding(), suppressed], language: language) { report in
      report.chain = ChainStatement(
        records: 3, dropped: 1, anchor: 0, head: "3:00", faults: ["record 2 is odd"],
        command: "labtap report --verify")
      var trend = EvidenceTrend(head: "2:00", made: nil, isContinued: true)
      trend.steps = [.init(before: nil, now: .fail): 2, .init(before: .fail, now: .pass): 1]
      report.trend = trend
    }
    let outline = HTMLOutline(page)
    #expect(outline.faults.isEmpty)
    #expect(outline.accessibilityFaults.isEmpty)
    #expect(outline.all("table").count > 6)
    #expect(outline.all("figure").count == 1)
  }

  @Test("the search for faults finds them")
  func canFail() {
    #expect(!HTMLOutline("<p><b></p></b>").faults.isEmpty)
    #expect(!HTMLOutline("<p>").faults.isEmpty)
    #expect(!HTMLOutline("a > b<p></p>").faults.isEmpty)
    let faults = HTMLOutline(
      "<html><h1>a</h1><h3>b</h3><table><th>c</th></table><svg></svg><a href=\"#x\">d</a></html>"
    ).accessibilityFaults
    #expect(faults.count == 8)
  }

  @Test("loads and runs nothing: no script, no address, a policy that forbids both")
  func selfContained() {
    let page = Self.page()
    let outline = HTMLOutline(page)
    for name in ["script", "link", "img", "iframe", "object", "form", "base"] {
      #expect(outline.all(name).isEmpty, "\(name)")
    }
    for element in outline.elements {
      for name in element.attributes.keys {
        #expect(!name.hasPrefix("on") && name != "src" && name != "style", "\(name)")
      }
    }
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("@import"))
    #expect(page.contains("default-src &#39;none&#39;"))
  }

  @Test("the policy lets this style sheet in and no other")
  func styleHash() throws {
    let page = Self.page()
    let sheet = try #require(page.firstMatch(of: #/<style>([^<]*)<\/style>/#)?.1)
    let digest = try #require(SHA256.hash(Array(String(sheet).utf8)))
    #expect(page.contains("style-src &#39;sha256-\(Data(digest).base64EncodedString())&#39;"))
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "\u{202e}gnp.exe", "\u{2066}\u{200f}a", "\u{1b}[2J\u{0}\u{7f}\u{85}", "</title></style>",
    "&lt;b&gt;", "a\u{2028}b\u{fffd}",
  ]

  @Test("names from the wire stay text, whatever they hold", arguments: hostile)
  func harmless(_ name: String) {
    var finding = Examples.finding()
    finding.asset.id = name
    finding.asset.model = name
    finding.clause = name
    finding.also = [name]
    finding.peer?.name = name
    finding.peer?.role = name
    finding.capture?.source = name
    finding.evidence[.dnsQuestion] = .text(name)
    finding.evidence[.httpIndicators] = .texts([name, name])
    finding.reason = LocalizedText(en: "asked for \(name)")
    finding.document.number = name
    finding.controls = [ControlReference(framework: name, identifiers: [name])]
    var suppressed = finding
    suppressed.suppression = SuppressionReference(who: name, why: name, until: name)
    let page = Self.page([finding, suppressed], entries: [Examples.entry(name, .fail)]) {
      $0.site = name
      $0.contact = name
      $0.sources = [name]
      $0.restrictions = [name]
    }
    let outline = HTMLOutline(page)
    #expect(outline.faults.isEmpty)
    #expect(outline.accessibilityFaults.isEmpty)
    #expect(outline.all("script").isEmpty && outline.all("img").isEmpty)
    for scalar in page.unicodeScalars where scalar != "\n" {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        Issue.record("U+\(String(scalar.value, radix: 16)) is in the page")
      default: continue
      }
    }
  }

  @Test("a name of 64 KiB is cut, and a mark tells how long it was")
  func long() {
    var finding = Examples.finding()
    finding.peer?.name = String(repeating: "a", count: 65_536)
    let page = Self.page([finding])
    #expect(page.contains("… (65536)"))
    #expect(!page.contains(String(repeating: "a", count: 400)))
  }

  @Test("says of every finding where it was decided, by which fields and octets")
  func evidence() {
    let page = Self.page()
    for part in [
      "ILMN-3-DIALECT", "run42.pcap, packet 118", "2026-01-01T10:00:00.000001Z",
      "1.2.3.4:1122 → 5.6.7.8:3344/tcp", "smb.dialect=", ">02 03<", ">11 03<", "200055146 v00",
      "PR.DS-02", "Raise the server&#39;s minimum.", "NIST CSF 2.0",
    ] {
      #expect(page.contains(part), "`\(part)` is missing")
    }
  }

  @Test("shows who suppressed what until when, and counts it nowhere else")
  func suppressed() throws {
    var finding = Examples.finding()
    finding.suppression = SuppressionReference(
      who: "the security desk", why: "storage upgrade", until: "2026-06-30")
    let page = Self.page([finding])
    for part in ["the security desk", "storage upgrade", "2026-06-30", "1 are suppressed"] {
      #expect(page.contains(part), "`\(part)` is missing")
    }
    #expect(try Self.counts("findings", in: page) == [0, 0, 0, 0, 0, 0, 0])
  }

  @Test("the matrix and the totals tell all seven verdicts")
  func sevenVerdicts() throws {
    let page = Self.page()
    #expect(try Self.counts("verdicts", in: page) == [1, 1, 1, 1, 1, 1, 1])
    for verdict in Verdict.allCases {
      #expect(page.contains("v \(verdict.rawValue)\""), "\(verdict)")
    }
  }

  /// The numbers of a row of the first table.
  private static func counts(_ row: String, in page: String) throws -> [Int] {
    let start = try #require(page.firstRange(of: "<tr id=\"count-\(row)\">")).upperBound
    let end = try #require(page[start...].firstRange(of: "</tr>")).lowerBound
    return page[start..<end].matches(of: #/<td[^>]*>(\d+)</#).compactMap { Int($0.1) }
  }

  @Test("a report from findings alone says what it cannot show")
  func storeAlone() {
    var report = EvidenceReport()
    report.tally.add(FindingGist(Examples.finding(), place: 0))
    report.evidence = [0: Examples.finding()]
    let page = String(decoding: HTMLReport(report).render(), as: UTF8.self)
    #expect(page.contains("A store holds findings, not traffic"))
    #expect(page.contains("an empty cell says that no finding is stored"))
    #expect(HTMLOutline(page).accessibilityFaults.isEmpty)
  }

  @Test("tells destinations with octets, and versions over time")
  func traffic() {
    let page = Self.page()
    for part in [
      "192.0.2.1:443/tcp", "cloud.example", "12.3 kB", "678 B",
      "aria-label=\"TLS versions over time: 1.0: 1\"",
    ] {
      #expect(page.contains(part), "`\(part)` is missing")
    }
  }

  @Test("a report of nothing is a page that says so")
  func empty() {
    let page = String(decoding: HTMLReport(EvidenceReport()).render(), as: UTF8.self)
    #expect(page.contains("There is no finding."))
    let outline = HTMLOutline(page)
    #expect(outline.faults.isEmpty)
    #expect(outline.accessibilityFaults.isEmpty)
  }
}
