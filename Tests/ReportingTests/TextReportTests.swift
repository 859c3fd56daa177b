import Compliance
import Observations
import Reporting
import TestKit
import Testing

@Suite struct TextReportTests {
  private func text(
    _ findings: [Finding] = [], entries: [LedgerEntry] = [], style: TextStyle = TextStyle()
  ) -> String {
    TextReport(Examples.report(findings: findings, entries: entries), style: style).render()
  }

  private func position(of part: String, in text: String) throws -> String.Index {
    try #require(text.firstRange(of: part), "`\(part)` is missing").lowerBound
  }

  @Test("tells of a failure: clause, asset, peer, what was seen, the packet and the remedy")
  func failure() throws {
    let text = text([Examples.finding()])
    for part in [
      "ILMN-3-DIALECT", "nextseq-01", "10.77.0.20:445", "nas.lab.example", "storage",
      "SMB 3.0.2 was agreed on.", "run42.pcap, packet 118", "200055146 v00, clause 3",
      "Raise the server's minimum.", "smb.dialect=3.0.2", "2026-01-01T10:00:00.000001Z", "3 times",
    ] {
      #expect(text.contains(part), "`\(part)` is missing")
    }
  }

  @Test("shows the responder's port at the responder's end")
  func direction() {
    var finding = Examples.finding()
    #expect(text([finding]).contains(") → 10.77.0.20:445/tcp"))
    finding.direction = .inbound
    #expect(text([finding]).contains(") :445/tcp ← 10.77.0.20"))
  }

  @Test("puts failures first, then warnings, then what is undetermined, then the record")
  func order() throws {
    let findings = [Verdict.info, .undetermined, .warn, .fail].map { verdict in
      var finding = Examples.finding()
      finding.verdict = verdict
      finding.clause = "C-\(verdict.rawValue)"
      return finding
    }
    let text = text(findings)
    let places = try ["C-fail", "C-warn", "C-undetermined", "C-info", "Coverage"].map {
      try position(of: $0, in: text)
    }
    #expect(places == places.sorted())
  }

  @Test("puts the heavier failure first and keeps the order of equals")
  func severityOrder() throws {
    let findings = [("C-1", Severity.medium), ("C-2", .critical), ("C-3", .medium)].map {
      var finding = Examples.finding()
      (finding.clause, finding.severity) = $0
      return finding
    }
    let text = text(findings)
    let places = try ["C-2", "C-1", "C-3"].map { try position(of: $0, in: text) }
    #expect(places == places.sorted())
  }

  @Test("keeps suppressed findings, with who, why and until when, out of the failures")
  func suppressed() throws {
    var finding = Examples.finding()
    finding.suppression = SuppressionReference(
      who: "the security desk", why: "storage upgrade", until: "2026-06-30")
    let text = text([finding])
    #expect(text.contains("No clause was broken"))
    #expect(text.contains("by the security desk until 2026-06-30: storage upgrade"))
    #expect(!text.contains("Failed"))
  }

  @Test("says of a pass in how many connections of how many peers it was observed")
  func passed() {
    var entry = Examples.entry("A-1", .pass)
    entry.counts = [.pass: 4, .info: 1]
    entry.peers = 2
    entry.first = Examples.moment(1).time
    entry.last = Examples.moment(9, seconds: 60).time
    let text = text(entries: [entry], style: TextStyle(width: 120))
    #expect(
      text.contains(
        "observed in 5 connections of 2 peers between 2026-01-01T10:00:00.000001Z and "))
    entry.peers = LedgerEntry.maximumPeers
    #expect(self.text(entries: [entry]).contains("of ≥256 peers"))
  }

  @Test("keeps the three answers without a judgement apart, each with its reason")
  func unseen() throws {
    let entries = [
      Examples.entry("A-1", .notAssessable), Examples.entry("A-2", .undetermined),
      Examples.entry("A-3", .notObserved),
    ]
    let text = text(entries: entries)
    for clause in ["A-1", "A-2", "A-3"] {
      #expect(text.contains("\(clause): reason of \(clause)"))
    }
    #expect(text.contains("not assessable"))
    #expect(text.contains("not observed"))
    #expect(text.contains("undetermined"))
  }

  @Test("says that a derived row comes from a vendor statement")
  func derived() {
    var finding = Examples.finding()
    finding.document.isDerived = true
    #expect(text([finding]).contains("derived from a vendor statement"))
    #expect(!text([Examples.finding()]).contains("derived from"))
  }

  @Test("names from the wire cannot steer the terminal", arguments: [true, false])
  func hostile(_ hasColour: Bool) {
    let hostile = "\u{1b}]0;x\u{7}\u{9b}2J\n\u{202e}"
    var finding = Examples.finding()
    finding.peer?.name = hostile
    finding.asset.id = hostile
    finding.capture?.source = hostile
    finding.evidence[.httpPath] = .text(hostile)
    finding.reason = LocalizedText(en: hostile)
    var entry = Examples.entry("A-1", .notObserved)
    entry.reason = LocalizedText(en: hostile)
    var report = Examples.report(findings: [finding], entries: [entry])
    report.assets[0].asset.id = hostile
    report.site = hostile
    report.contact = hostile
    let text = TextReport(report, style: TextStyle(hasColour: hasColour)).render()
    var rest = text
    if hasColour {
      // What is left after our own colours are taken out must be plain.
      rest.replace(#/\u{1b}\[[0-9;]*m/#, with: "")
    }
    let steering = rest.unicodeScalars.filter { scalar in
      scalar != "\n"
        && [.control, .format, .lineSeparator].contains(scalar.properties.generalCategory)
    }
    #expect(steering.isEmpty)
  }

  @Test("colours only when it is told to")
  func colour() {
    #expect(!text([Examples.finding()]).contains("\u{1b}"))
    let coloured = text([Examples.finding()], style: TextStyle(hasColour: true))
    #expect(coloured.contains("\u{1b}[1;31mfail\u{1b}[0m"))
  }

  @Test("speaks the language that is asked for", arguments: [(Language.zh, "不符合"), (.ja, "不適合")])
  func language(_ language: Language, _ failed: String) {
    let text = text([Examples.finding()], style: TextStyle(language: language))
    #expect(text.contains("\(failed) (1)"))
    #expect(!text.contains("What could not be seen"))
  }

  @Test("tables line up in every language", arguments: Language.allCases)
  func alignment(_ language: Language) throws {
    let entries = [Examples.entry("A-1", .fail), Examples.entry("A-2", .notAssessable)]
    let text = text(entries: entries, style: TextStyle(language: language, width: 120))
    let lines = text.split(separator: "\n")
    let total = try #require(lines.firstIndex { $0.hasPrefix("  nextseq-01 ") })
    // Wide characters take two columns; all lines of a table end in the same one.
    let widths = Set(lines[(total - 1)...(total + 1)].map(columns))
    #expect(widths.count == 1)
  }

  /// Columns by the two blocks that the texts use, counted apart from the product's own table.
  private func columns(_ line: Substring) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ((0x2e80...0xffef).contains($1.value) ? 2 : 1) }
  }

  @Test("leaves assets beyond the maximum out of the table and says how many")
  func manyAssets() {
    var report = Examples.report(findings: [])
    report.assets = (0..<70).map { index in
      AssetSummary(
        asset: AssetReference(id: "asset-\(index)", address: nil, mac: nil, model: nil),
        clauses: [Examples.entry("A-1", .pass)])
    }
    let text = TextReport(report, style: TextStyle()).render()
    #expect(text.contains("6 more assets are left out"))
  }

  @Test("says what was lost, and that nothing was when nothing was")
  func coverage() {
    var report = Examples.report(findings: [])
    let wide = TextReport(report, style: TextStyle(width: 120)).render()
    #expect(wide.contains("dns (pointer loop) 1, tls (empty list) 3, tls (record length) 2"))
    report.coverage = Coverage()
    let text = TextReport(report, style: TextStyle()).render()
    #expect(text.contains("nothing dropped, cut short or malformed"))
  }

  @Test("an empty run says that nothing could be judged")
  func emptyRun() {
    var report = Examples.report(findings: [])
    report.assets = []
    let text = TextReport(report, style: TextStyle()).render()
    #expect(text.contains("nothing could be judged"))
    #expect(!text.contains("No clause was broken"))
  }

  @Test("names the learned entries that nobody reviewed, and says nothing when there is none")
  func unreviewed() {
    var report = Examples.report(findings: [])
    #expect(!TextReport(report, style: TextStyle()).render().contains("not reviewed"))
    report.unreviewed.assets = ["seq-01"]
    report.unreviewed.peers = (1...30).map { "peer-\($0)" }
    let text = TextReport(report, style: TextStyle()).render()
    #expect(text.contains("Learned and not reviewed: 31 entries"))
    #expect(text.contains("assets: seq-01"))
    #expect(text.contains("peer-24, … (30)"))
    let chinese = TextReport(report, style: TextStyle(language: .zh)).render()
    #expect(chinese.contains("31") && chinese.contains("尚未经人工复核"))
  }
}
