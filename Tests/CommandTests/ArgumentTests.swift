import Compliance
import Testing

@testable import labtap

@Suite struct ArgumentTests {
  private func replay(_ words: String...) throws -> ReplayCommand {
    try #require(try ReplayCommand.parse(words))
  }

  private func mistake(_ words: String...) -> String? {
    do throws(UsageError) {
      _ = try ReplayCommand.parse(words)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("reads every option of replay")
  func everyOption() throws {
    let command = try replay(
      "a.pcap", "--site", "site.yaml", "--signatures=Sig", "--findings", "json:out.jsonl",
      "--findings", "text", "--fail-on", "warn", "--require", "A-1,A-2", "--require", "A-3",
      "--filter", "tcp port 445", "--workers", "4", "--lang", "ja", "--quiet", "-")
    #expect(command.captures == ["a.pcap", "-"])
    #expect(command.site == "site.yaml")
    #expect(command.signatures == "Sig")
    #expect(
      command.findings == [
        FindingsTarget(format: .json, path: "out.jsonl"), FindingsTarget(format: .text),
      ])
    #expect(command.gate.threshold == .warn)
    #expect(command.gate.required == ["A-1", "A-2", "A-3"])
    #expect(command.filter == "tcp port 445")
    #expect(command.workers == 4)
    #expect(command.language == .ja)
    #expect(command.isQuiet)
  }

  @Test("two hyphens end the options")
  func endOfOptions() throws {
    #expect(try replay("--quiet", "--", "--site").captures == ["--site"])
  }

  @Test("a value may hold an equals sign")
  func equalsSign() throws {
    #expect(try replay("--filter=tcp[13] = 2", "a").filter == "tcp[13] = 2")
  }

  @Test("names the nearest option for a misspelt one")
  func didYouMean() {
    #expect(mistake("--sit", "x", "a") == "unknown option `--sit`; did you mean `--site`?")
    #expect(
      mistake("--fail-on", "undeterminde", "a")
        == "unknown verdict `undeterminde`; did you mean `undetermined`?")
  }

  @Test("names the supported formats for an unknown one")
  func unknownFormat() {
    #expect(
      mistake("--findings", "xml", "a")
        == "unknown format `xml` of --findings; supported: text, json, eve, ecs, ocsf, cef, leef, "
        + "sarif, junit, html, none")
  }

  @Test("events go to standard output or to a file")
  func events() throws {
    #expect(try replay("a").events == nil)
    #expect(try replay("a", "--events", "eve").events == EventsTarget("eve"))
    #expect(try replay("a", "--events", "eve").events?.path == nil)
    #expect(try replay("a", "--events=eve:-").events?.path == nil)
    #expect(try replay("a", "--events", "eve:/tmp/eve.json").events?.path == "/tmp/eve.json")
    #expect(
      mistake("--events", "zeek", "a") == "unknown format `zeek` of --events; supported: eve")
    #expect(mistake("--events", "eve:", "a") == "--events eve: names no file")
    #expect(
      try replay("a", "--findings", "eve:a.json").findings
        == [FindingsTarget(format: .eve, path: "a.json")])
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      [], ["--site"], ["--site", "", "a"], ["--quiet=yes", "a"], ["--workers", "0", "a"],
      ["--workers", "65", "a"], ["--workers", "many", "a"], ["--findings", "json:", "a"],
      ["--findings", "none:x", "a"], ["--lang", "de", "a"], ["-", "-"], ["-x", "a"],
    ])
  func refused(_ words: [String]) {
    #expect(throws: UsageError.self) { _ = try ReplayCommand.parse(words) }
  }

  @Test("one below, at and above the limits of --workers")
  func workers() throws {
    #expect(try replay("--workers", "1", "a").workers == 1)
    #expect(try replay("--workers", "64", "a").workers == 64)
  }

  @Test("help wins over a missing operand", arguments: [["-h"], ["--help"], ["a", "--help"]])
  func help(_ words: [String]) throws {
    #expect(try ReplayCommand.parse(words) == nil)
  }

  @Test("the help of a command names each of its options")
  func helpNamesOptions() {
    for flag in ReplayCommand.flags { #expect(ReplayCommand.help.contains(flag.name)) }
    #expect(ReplayCommand.help.contains("USAGE: labtap replay [OPTIONS] CAPTURE..."))
    for command in LabTap.commands {
      #expect(LabTap.help.contains(command.abstract))
      #expect(command.help.contains("--help"))
    }
  }

  @Test("no line of a help page is wider than a terminal")
  func helpWidth() {
    for line in LabTap.commands.flatMap({ $0.help.split(separator: "\n") }) {
      #expect(line.count <= 100)
    }
  }

  @Test("commands without operands refuse words")
  func operands() throws {
    #expect(throws: UsageError.self) { _ = try CheckCommand.parse(["x"]) }
    #expect(throws: UsageError.self) { _ = try VersionCommand.parse(["x"]) }
    #expect(throws: UsageError.self) { _ = try ExplainCommand.parse(["A-1", "A-2"]) }
    #expect(try ExplainCommand.parse(["A-1"])?.clause == "A-1")
  }

  @Test(
    "takes the language of the locale as POSIX orders the variables",
    arguments: [
      ([:], Language.en), (["LANG": "ja_JP.UTF-8"], .ja), (["LANG": "C.UTF-8"], .en),
      (["LANG": "ja_JP", "LC_ALL": "zh_CN.UTF-8"], .zh), (["LANG": "zh_TW", "LC_ALL": ""], .zh),
      (["LANG": "de_DE", "LC_MESSAGES": "ja"], .ja),
    ])
  func locale(_ environment: [String: String], _ expected: Language) {
    #expect(Terminal.language(of: environment) == expected)
  }
}
