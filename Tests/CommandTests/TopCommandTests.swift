#if StatusPage
  import Compliance
  import Foundation
  import Reporting
  import Synchronization
  import TestKit
  import Testing

  @testable import Sensor
  @testable import labtap

  /// `labtap top` against a server that says what a sensor would say.
  @Suite struct TopCommandTests {
    /// A sensor's page on a free port, which ends with the test or before.
    final class Page: Sendable {
      let address: StatusAddress
      private let server: Mutex<StatusServer?>

      init(_ text: String) throws {
        var found: (StatusServer, StatusAddress)?
        for _ in 0..<20 where found == nil {
          let address = StatusAddress(host: "127.0.0.1", port: .random(in: 20_000...60_000))
          let server = StatusServer(address, identity: nil, token: nil) { path in
            path == "/status.json"
              ? StatusServer.Page(status: 200, type: "application/json", text: text) : nil
          }
          found = server.map { ($0, address) }
        }
        let (server, address) = try #require(found)
        self.server = Mutex(server)
        self.address = address
      }

      func stop() {
        let running = server.withLock { server in
          defer { server = nil }
          return server
        }
        running?.stop()
      }

      deinit { stop() }
    }

    /// Every name that comes from the wire is hostile in one of the ways.
    private static func status() -> [UInt8] {
      let names = StatusSnapshotTests.hostile
      let findings = names.enumerated().map { index, name in
        var finding = StatusSnapshotTests.finding(index)
        finding.asset.id = name
        finding.clause = name
        finding.reason = LocalizedText(en: name, zh: name, ja: name)
        return finding
      }
      let assets = names.map { name in
        var asset = Examples.asset
        asset.id = name
        return AssetSummary(asset: asset, clauses: [Examples.entry("A", .fail)])
      }
      var snapshot = StatusSnapshotTests.snapshot(findings: findings, assets: assets)
      snapshot.sensor = "\u{1b}]0;owned\u{7}"
      snapshot.site = names.joined()
      return snapshot.encode()
    }

    /// Only what a terminal shows, and nothing that it obeys or that hides text.
    private static func isHarmless(_ text: String) -> Bool {
      !text.unicodeScalars.contains {
        switch $0.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: $0 != "\n"
        default: false
        }
      }
    }

    @Test("a snapshot fits the terminal, and nothing in it is obeyed", arguments: [80, 40])
    func drawn(columns: Int) throws {
      let status = try JSONDecoder().decode(LiveStatus.self, from: Data(Self.status()))
      for language in Language.allCases {
        let lines = StatusFrame(
          status, style: TextStyle(language: language), columns: columns, rows: 24
        ).lines()
        #expect(lines.count <= 24)
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= columns })
        #expect(lines.allSatisfy(Self.isHarmless))
        #expect(lines.contains { $0.contains("<script>") })
        // 7 assets break a clause, and of the snapshot's 43 the other 36 are counted.
        #expect(lines[1].contains("7"))
      }
    }

    @Test("prints one picture when standard output is no terminal")
    func once() throws {
      let page = try Page(String(decoding: Self.status(), as: UTF8.self))
      let run = try ProgramRun(["top", "--once", "--lang", "en", "--status", "\(page.address)"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(Self.isHarmless(run.output))
      for part in ["✗ 7 instruments break a clause.", "lost 3", "eth1 ▲ 1000 (lost 2)"] {
        #expect(run.output.contains(part), "`\(part)` is missing in\n\(run.output)")
      }
    }

    @Test("a sensor that is not there, and a server that is none, are told")
    func absent() throws {
      let page = try Page("{\"schema\":\"other\"}")
      let other = try ProgramRun(["top", "--status", "\(page.address)"])
      #expect(other.status == 3)
      #expect(other.errors.contains("answers, but not as a sensor of this version does"))
      page.stop()
      let gone = try ProgramRun(["top", "--status", "\(page.address)"])
      #expect(gone.status == 3)
      #expect(gone.errors.contains("no sensor answers at \(page.address)"))
      #expect(gone.output.isEmpty)
    }

    /// A program in a terminal of its own (util-linux).
    private static let script = "/usr/bin/script"

    @Test(
      "a sensor that goes away is told on the user's own screen",
      .enabled(
        if: FileManager.default.isExecutableFile(atPath: script), "script is not installed"),
      arguments: [80, 40])
    func goes(columns: Int) throws {
      let page = try Page(String(decoding: Self.status(), as: UTF8.self))
      let scratch = try Scratch()
      let record = scratch.folder.appendingPathComponent("record")
      let program = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("labtap").path
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.script)
      process.arguments = [
        "-qefc",
        "stty cols \(columns) rows 24; NO_COLOR=1 exec '\(program)' top --lang en --status "
          + "\(page.address)", record.path,
      ]
      // Nobody types: an end of file would be taken as the wish to leave.
      let keys = Pipe()
      process.standardInput = keys
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      func shown() -> String {
        (try? Data(contentsOf: record)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
      let end = Date.now.addingTimeInterval(20)
      while !shown().contains("\u{1b}[J"), Date.now < end { Thread.sleep(forTimeInterval: 0.05) }
      page.stop()
      process.waitUntilExit()
      try keys.fileHandleForWriting.close()
      #expect(process.terminationStatus == 3)
      let text = shown()
      let left = try #require(text.firstRange(of: "\u{1b}[?1049l"))
      #expect(text[left.upperBound...].contains("no sensor answers at \(page.address)"))
      #expect(!text[..<left.lowerBound].contains("no sensor answers"))
      // Of what a terminal obeys only the program's own is there.  A line feed gets a return before it.
      let start = try #require(text.firstRange(of: "\u{1b}[?25l")).upperBound
      var picture = String(text[start..<left.lowerBound])
      for own in ["\u{1b}[H", "\u{1b}[K", "\u{1b}[J", "\u{1b}[?25h", "\r\r\n"] {
        picture.replace(own, with: "\n")
      }
      #expect(Self.isHarmless(picture))
      #expect(picture.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= columns })
    }
  }
#endif
