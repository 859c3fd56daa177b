import Foundation
import Testing

@testable import labtap

/// What the README and the book say outside of the blocks that a shell runs: commands within a
/// sentence, commands of other programs, baselines.
@Suite struct BookCommandTests {
  @Test("a command within a sentence is understood", arguments: BookTests.pages)
  func sentences(_ page: String) throws {
    let text = try String(
      contentsOf: ProgramRun.repository.appending(path: page), encoding: .utf8)
    // Capital words stand for what a reader fills in.
    for match in text.matches(of: #/`(labtap [a-z][^`\[]*)`/#)
    where !match.1.contains(#/[A-Z]{2}|I\/N|…/#) {
      let words = match.1.split(separator: " ").map(String.init)
      let type = LabTap.commands.first { $0.name == words[1] }
      #expect(type != nil, "\(page): \(match.1)")
      // A name alone speaks of the command and calls nothing.
      guard let type, words.count > 2 else { continue }
      #expect(throws: Never.self, "\(page): \(match.1)") {
        try BookTests.parse(type, words.dropFirst(2))
      }
    }
  }

  /// What a reader types beside `labtap`, and the file of this repository that does the same.
  static let performed: [(start: String, file: String, needle: String)] = [
    ("git clone ", ".ci/fresh-root", "git clone "),
    ("make ", "Makefile", ".PHONY"),
    (".ci/run", ".ci/run", "make "),
    (".ci/nightly", ".ci/nightly", "make "),
    ("sudo apt install ./.build/deb/labtap_", "packaging/check-deb", "apt-get install"),
    ("sudo systemctl enable --now labtap", "docker/labtap.service", "WantedBy="),
    ("docker build -f docker/Dockerfile", ".ci/container", "--file docker/Dockerfile"),
    ("docker run ", ".ci/container", "labtap replay"),
    ("tcpdump ", "Tests/Lab/run", "tcpdump -i"),
    ("tc qdisc add dev ", "Tests/Lab/run", "tc qdisc add dev"),
    ("tc filter add dev ", "Tests/Lab/run", "tc filter add dev"),
    ("spark-submit Examples/shards_on_spark.py ", ".ci/spark", "Examples/shards_on_spark.py"),
    // What needs a kernel's counters, and the language of a switch's maker.
    ("perf ", "CONTRIBUTING.md", "linux-perf"),
    ("monitor session ", "Sources/Sensor/Sensor.docc/Mirroring.md", "monitor session"),
  ]

  @Test("every command of a block is the program's, or one that a script here runs")
  func otherCommands() throws {
    var seen = 0
    for block in BookTests.blocks where block.language.isEmpty && !block.page.hasSuffix("SIEM.md") {
      // Drawings of the modules, and tables of exit codes.
      let text = block.lines.joined()
      if text.contains("►") || text.hasPrefix("EXIT CODES:") { continue }
      for command in block.commands where !command.isEmpty {
        seen += 1
        if !BookTests.Block.ofProgram(command).isEmpty { continue }
        let match = Self.performed.first { command.hasPrefix($0.start) }
        guard let match else {
          Issue.record("\(block.page): nothing runs this: \(command)")
          continue
        }
        let script = try String(
          contentsOf: ProgramRun.repository.appending(path: match.file), encoding: .utf8)
        #expect(script.contains(match.needle), "\(match.file) does not run: \(command)")
      }
    }
    #expect(seen > 25)
  }

  @Test("every baseline of the book is taken")
  func baselines() throws {
    let blocks = BookTests.blocks.filter { $0.language == "yaml" && $0.lines.first == "accepted:" }
    #expect(!blocks.isEmpty)
    for block in blocks {
      let scratch = try Scratch()
      let text = block.lines.joined(separator: "\n") + "\n"
      let file = try scratch.file("accepted.yaml", Data(text.utf8))
      let captures = ProgramRun.captures
      let result = try ProgramRun([
        "replay", "--quiet", "--findings", "none", "--fail-on", "never", "--baseline", file.path(),
        "--site", captures.appending(path: "instrument-network.site.yaml").path(),
        captures.appending(path: "instrument-network.pcap").path(),
      ])
      #expect(result.status == 0, "\(block.page): \(result.errors)")
    }
  }
}
