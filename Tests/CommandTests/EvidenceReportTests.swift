import Foundation
import Testing

/// The evidence report as a user makes it, with the numbers of the other outputs.
@Suite struct EvidenceReportTests {
  private static let verdicts = [
    "fail", "warn", "undetermined", "pass", "info", "not-observed", "not-assessable",
  ]

  /// A replay of the demonstration network into every output at once.
  private struct Run {
    let scratch: Scratch
    let page: String
    /// The total line of the json format.
    let total: [String: Any]
    let store: String

    init(_ words: [String] = []) throws {
      scratch = try Scratch()
      let (html, json) = (
        scratch.folder.appendingPathComponent("a.html"),
        scratch.folder.appendingPathComponent("a.json")
      )
      store = scratch.folder.appendingPathComponent("a.sqlite").path
      let captures = ProgramRun.captures
      let run = try ProgramRun(
        [
          "replay", "--quiet", "--fail-on", "never", "--findings", "html:" + html.path,
          "--findings", "json:" + json.path, "--store", store, "--site",
          captures.appendingPathComponent("instrument-network.site.yaml").path,
        ] + words + [captures.appendingPathComponent("instrument-network.pcap").path])
      #expect(run.status == 0, "\(run.errors)")
      page = try String(contentsOf: html, encoding: .utf8)
      let last = try String(contentsOf: json, encoding: .utf8).split(separator: "\n").last
      let object = try JSONSerialization.jsonObject(with: Data((last ?? "").utf8))
      total = try #require(object as? [String: Any])
    }
  }

  /// The numbers of a row of the first table, in the order of the verdicts.
  private static func counts(_ row: String, in page: String) throws -> [Int] {
    let start = try #require(page.firstRange(of: "<tr id=\"count-\(row)\">")).upperBound
    let end = try #require(page[start...].firstRange(of: "</tr>")).lowerBound
    return page[start..<end].matches(of: #/<td[^>]*>(\d+)</#).compactMap { Int($0.1) }
  }

  private static func told(_ key: String, in total: [String: Any]) throws -> [Int] {
    let counts = try #require(total[key] as? [String: Any])
    return try verdicts.map { try #require((counts[$0] as? NSNumber)?.intValue) }
  }

  @Test("the numbers of a run's report are those of the json summary")
  func numbersOfRun() throws {
    let run = try Run()
    #expect(try Self.counts("findings", in: run.page) == Self.told("findings", in: run.total))
    #expect(try Self.counts("verdicts", in: run.page) == Self.told("verdicts", in: run.total))
    let coverage = try #require(run.total["coverage"] as? [String: Any])
    let packets = try #require((coverage["packets"] as? NSNumber)?.intValue)
    let octets = try #require((coverage["bytes"] as? NSNumber)?.intValue)
    #expect(run.page.contains("\(packets) packets, \(octets) bytes"))
  }

  @Test("a replay's report is the same every time")
  func deterministic() throws {
    #expect(try Run(["--workers", "1"]).page == Run(["--workers", "4"]).page)
  }

  @Test("the numbers of a store's report are those of the store, and the chain is proven")
  func numbersOfStore() throws {
    let run = try Run()
    let page = run.scratch.folder.appendingPathComponent("b.html")
    let report = try ProgramRun(["report", "--store", run.store, "--html", page.path])
    #expect(report.status == 0, "\(report.errors)")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(try Self.counts("findings", in: text) == Self.told("findings", in: run.total))
    #expect(text.contains("the chain holds"))
    let head = try #require(text.firstMatch(of: #/labtap-head" content="(\d+:[0-9a-f]{64})"/#)?.1)
    let verified = try ProgramRun(
      ["report", "--store", run.store, "--verify", "--head", String(head)])
    #expect(verified.output.contains("the given head is in the chain"))
  }

  /// The verdicts of the first page's matrix: its tables, from the title to the next section.
  private static func matrix(in page: String) throws -> [String] {
    let start = try #require(page.firstRange(of: "<table class=\"matrix\">")).lowerBound
    let end = try #require(page[start...].firstRange(of: "</section>")).lowerBound
    return page[start..<end].split(separator: "<tr>").map(String.init)
  }

  @Test("the report from the store shows the same matrix as the run's, all seven verdicts")
  func matrixOfStore() throws {
    let run = try Run()
    let page = run.scratch.folder.appendingPathComponent("b.html")
    let report = try ProgramRun(["report", "--store", run.store, "--html", page.path])
    #expect(report.status == 0, "\(report.errors)")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(try Self.counts("verdicts", in: text) == Self.told("verdicts", in: run.total))
    let matrix = try Self.matrix(in: run.page)
    #expect(matrix.count > 20)
    #expect(try Self.matrix(in: text) == matrix)
    for verdict in ["not-observed", "not-assessable"] {
      #expect(matrix.contains { $0.contains("class=\"v \(verdict)\"") })
    }
    #expect(text.contains("As the last run of each sensor stored it"))
    #expect(!text.contains("an empty cell says that no finding is stored"))
    // Coverage is that of the run.
    let coverage = try #require(run.total["coverage"] as? [String: Any])
    let packets = try #require((coverage["packets"] as? NSNumber)?.intValue)
    #expect(text.contains("\(packets) packets, "))
  }

  @Test("a run that saw nothing of a clause does not take back what an earlier one found")
  func earlierRun() throws {
    let run = try Run()
    let site = ProgramRun.captures.appendingPathComponent("instrument-network.site.yaml").path
    // The same site, and not one of its packets.
    let empty = try ProgramRun([
      "replay", "--quiet", "--fail-on", "never", "--findings", "none", "--store", run.store,
      "--site", site, "--filter", "host 192.0.2.1",
      ProgramRun.captures.appendingPathComponent("instrument-network.pcap").path,
    ])
    #expect(empty.status == 0, "\(empty.errors)")
    let page = run.scratch.folder.appendingPathComponent("b.html")
    #expect(try ProgramRun(["report", "--store", run.store, "--html", page.path]).status == 0)
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(try Self.counts("findings", in: text) == Self.told("findings", in: run.total))
    let before = try Self.matrix(in: run.page).filter { $0.contains("class=\"v fail\"") }
    let after = try Self.matrix(in: text).filter { $0.contains("class=\"v fail\"") }
    #expect(!before.isEmpty && before.count == after.count)
  }

  @Test("a report that is compared with the last one tells the trend")
  func trend() throws {
    let run = try Run()
    let (first, second) = (
      run.scratch.folder.appendingPathComponent("1.html"),
      run.scratch.folder.appendingPathComponent("2.html")
    )
    #expect(try ProgramRun(["report", "--store", run.store, "--html", first.path]).status == 0)
    let report = try ProgramRun(
      ["report", "--store", run.store, "--html", second.path, "--last-report", first.path])
    #expect(report.status == 0, "\(report.errors)")
    let text = try String(contentsOf: second, encoding: .utf8)
    #expect(text.contains("0 findings are new"))
    #expect(text.contains("what it rests on is unchanged"))
    let odd = try ProgramRun(
      ["report", "--store", run.store, "--html", second.path, "--last-report", "README.md"])
    #expect(odd.status == 3)
    #expect(odd.errors.contains("names its chain's head"))
  }

  @Test(
    "speaks three languages",
    arguments: [("en", "Evidence report"), ("zh", "证据报告"), ("ja", "証拠報告書")])
  func languages(_ language: String, _ title: String) throws {
    let page = try Run(["--lang", language]).page
    #expect(page.contains("<h1>\(title) · "))
    #expect(page.contains("<html lang=\"\(language == "zh" ? "zh-Hans" : language)\">"))
  }

  static let chromium = ["/usr/bin/chromium", "/usr/bin/google-chrome"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    "prints to PDF where Chromium is installed",
    .enabled(if: chromium != nil, "Chromium is not installed"))
  func pdf() throws {
    let run = try Run()
    let file = run.scratch.folder.appendingPathComponent("a.pdf")
    let report = try ProgramRun(["report", "--store", run.store, "--pdf", file.path])
    #expect(report.status == 0, "\(report.errors)")
    let start = try Data(contentsOf: file).prefix(5)
    #expect(String(decoding: start, as: UTF8.self) == "%PDF-")
  }

  @Test("--last-report without an evidence report is a usage mistake")
  func usage() throws {
    let run = try ProgramRun(["report", "--store", "x", "--last-report", "y"])
    #expect(run.status == 2)
    #expect(run.errors.contains("--last-report goes with --html or --pdf"))
  }
}
