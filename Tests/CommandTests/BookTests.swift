import Compliance
import Foundation
import Testing

@testable import labtap

/// What the README and the book tell a reader to type, typed.
///
/// A line that begins with `labtap` is run when its block is marked `sh`, and parsed in any other,
/// also behind `sudo`, a pipe or a container; `make` targets and files have to be there; a site file
/// and a baseline have to be free of mistakes. Every other command is one that a script here runs.
@Suite struct BookTests {
  struct Block: Sendable, CustomTestStringConvertible {
    var page: String
    var language: String
    var lines: [String]

    var testDescription: String { "\(page): \(lines.first ?? "")" }

    /// Command lines, those that a backslash continues put together, without their remarks.
    var commands: [String] {
      let text = lines.joined(separator: "\n").replacing("\\\n", with: " ")
      return text.split(separator: "\n").map { line in
        let words = line.prefix { $0 != "#" }
        let start = words.firstIndex { $0 != " " } ?? words.endIndex
        let trimmed = words[start...].reversed().drop { $0 == " " }.reversed()
        return Self.unwrapped(String(trimmed))
      }
    }

    /// The command lines of the program within a line: behind `sudo`, in a pipe, in a container.
    static func ofProgram(_ command: String) -> [String] {
      command.split(separator: " | ").compactMap { part in
        var words = part.split(separator: " ")
        if words.first == "sudo" { words.removeFirst() }
        // The image is called as the program is, and its entry point is the program.
        if words.starts(with: ["docker", "run"]), let image = words.firstIndex(of: "labtap") {
          words.removeSubrange(..<image)
        }
        return words.first == "labtap" ? words.joined(separator: " ") : nil
      }
    }

    /// The command within a line of a CI file.
    private static func unwrapped(_ line: String) -> String {
      for prefix in ["- run: ", "run: ", "- "] where line.hasPrefix(prefix) {
        return String(line.dropFirst(prefix.count))
      }
      return line
    }
  }

  static let pages: [String] = {
    let book = "Sources/Sensor/Sensor.docc"
    let files = FileManager.default.enumerator(
      atPath: ProgramRun.repository.appending(path: book).path())
    let articles = files?.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") } ?? []
    return ["README.md", "CONTRIBUTING.md", "Signatures/README.md"]
      + articles.map { "\(book)/\($0)" }.sorted()
  }()

  static let blocks: [Block] = pages.flatMap { page in
    let text =
      (try? String(contentsOf: ProgramRun.repository.appending(path: page), encoding: .utf8)) ?? ""
    var blocks: [Block] = []
    var open: Block?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          open = Block(page: page, language: String(line.dropFirst(3)), lines: [])
        }
      } else {
        open?.lines.append(line)
      }
    }
    return blocks
  }

  static let scripts = blocks.filter { $0.language == "sh" }
  static let sites = blocks.filter { block in
    block.language == "yaml"
      && block.lines.contains { $0.hasPrefix("assets:") || $0.hasPrefix("segments:") }
      && !block.lines.contains { $0.contains("…") }
  }

  /// Words that can follow `labtap`; the contract lists commands that a build may leave out.
  static let contract = ["watch", "judge", "learn", "report", "top"]

  @Test("there is something to run")
  func isRead() {
    #expect(Self.pages.count > 15)
    #expect(Self.scripts.count > 10)
    #expect(Self.sites.count > 3)
  }

  @Test("every command of a block for a shell does what the page says", arguments: scripts)
  func runs(_ block: Block) throws {
    let folder = try BookFolder()
    for command in block.commands where !command.isEmpty {
      try #require(
        command.hasPrefix("labtap ") || command.hasPrefix("cp -r Tests/"),
        "a test runs `sh` blocks: \(command)")
      let result = try folder.run(command)
      // 1 says that the demo breaks clauses, which is what it was made for.
      #expect([0, 1].contains(result.status), "\(command): \(result.text)")
    }
  }

  @Test("every other line that begins with labtap is understood", arguments: blocks)
  func parses(_ block: Block) throws {
    let commands = block.language == "sh" ? [] : block.commands
    for command in commands.flatMap(Block.ofProgram) {
      // A picture of the modules has a line that begins with the program as well.
      guard command.contains(#/^labtap [a-z]/#), !command.contains("…") else { continue }
      let words = try BookFolder.words(command.prefix { $0 != "|" && $0 != ">" })
      let name = try #require(words.dropFirst().first)
      guard let type = LabTap.commands.first(where: { $0.name == name }) else {
        // The list of commands of `labtap --help` in prose, or one of another build.
        #expect(Self.contract.contains(name) || words.count < 3, "\(command)")
        continue
      }
      #expect(throws: Never.self, "\(command)") { try Self.parse(type, words.dropFirst(2)) }
    }
  }

  static func parse<Command: Subcommand>(
    _ type: Command.Type, _ words: ArraySlice<String>
  ) throws(UsageError) {
    _ = try type.parse(Array(words))
  }

  @Test("every site file of the book is free of mistakes", arguments: sites)
  func siteFiles(_ block: Block) throws {
    let scratch = try Scratch()
    let text = block.lines.joined(separator: "\n") + "\n"
    let file = try scratch.file("site.yaml", Data(text.utf8))
    let result = try ProgramRun(["check", "--site", file.path()])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(
    "every example of a site file is free of mistakes",
    arguments: ["sequencing-core", "clinical-chemistry", "imaging-department"])
  func examples(_ name: String) throws {
    let result = try ProgramRun(["check", "--site", "Examples/\(name).yaml"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("every target of make that a page names is there")
  func makeTargets() throws {
    let makefile = try String(
      contentsOf: ProgramRun.repository.appending(path: "Makefile"), encoding: .utf8)
    let targets = Set(makefile.matches(of: #/(?m)^([a-z-]+):/#).map { String($0.1) })
    for page in Self.pages {
      let text = try String(
        contentsOf: ProgramRun.repository.appending(path: page), encoding: .utf8)
      for match in text.matches(of: #/`make ([a-z-]+)/#) {
        #expect(targets.contains(String(match.1)), "\(page): make \(match.1)")
      }
    }
    for command in Self.blocks.flatMap(\.commands) where command.hasPrefix("make ") {
      let target = command.split(separator: " ")[1]
      #expect(targets.contains(String(target)), "\(command)")
    }
  }

  @Test("every script and file that a page names is there")
  func files() throws {
    for page in Self.pages {
      let text = try String(
        contentsOf: ProgramRun.repository.appending(path: page), encoding: .utf8)
      let named = text.matches(of: #/`((?:packaging|docker|\.ci|Examples|Tests)\/[\w.\/-]+)`?/#)
      for match in named {
        let path = ProgramRun.repository.appending(path: String(match.1)).path()
        #expect(FileManager.default.fileExists(atPath: path), "\(page): \(match.1)")
      }
    }
  }

  @Test("what the SIEM recipes read is in a finding")
  func siemFields() throws {
    let data = try Data(
      contentsOf: ProgramRun.repository.appending(path: "Sources/Delivery/Schemas/finding.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let page = try String(
      contentsOf: ProgramRun.repository.appending(path: "Sources/Sensor/Sensor.docc/SIEM.md"),
      encoding: .utf8)
    let list = try #require(page.firstMatch(of: #/speaks of the members ((?s:.*?))\n\n/#))
    let members = list.1.matches(of: #/`([\w.]+)`/#).map { String($0.1) }
    #expect(members.count > 8)
    for member in members {
      let name = String(member.prefix { $0 != "." })
      #expect(properties[name] != nil, "\(member)")
    }
    // JSON paths of QRadar and of Graylog.
    let qradar = page.matches(of: #/`\/"(\w+)"/#).map { String($0.1) }
    let graylog = page.matches(of: #/"\$\.(\w+)/#).map { String($0.1) }
    #expect(qradar.count > 4 && graylog.count > 7)
    for name in qradar + graylog { #expect(properties[name] != nil, "\(name)") }
  }

  @Test("the JSON and XML of the SIEM recipes are well formed")
  func siemFormats() throws {
    let blocks = Self.blocks.filter { $0.page.hasSuffix("SIEM.md") }
    for block in blocks where block.language == "json" {
      let text = block.lines.joined(separator: "\n")
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
      }
    }
    #expect(blocks.filter { $0.language == "xml" }.count == 2)
    for block in blocks where block.language == "xml" {
      var open: [String] = []
      for tag in block.lines.joined(separator: "\n").matches(of: #/<(\/?)(\w+)[^>]*>/#) {
        if tag.1.isEmpty {
          open.append(String(tag.2))
        } else {
          #expect(open.popLast() == String(tag.2))
        }
      }
      #expect(open.isEmpty)
    }
  }
}
