import Compliance
import Foundation
import Testing

@testable import labtap

/// The pages that come from the description of the commands say what the program does.
@Suite struct ReferenceTests {
  static let commands = CommandDescription.all
  static let manual = ManualPage(commands: commands, version: "1.2.3").text

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: ProgramRun.repository.appending(path: path), encoding: .utf8)
  }

  /// Runs a tool of the system on a text.
  private static func feed(
    _ words: [String], _ text: String
  ) throws -> (status: Int32, text: String) {
    let scratch = try Scratch()
    let file = try scratch.file("input", Data(text.utf8))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words.map { $0 == "FILE" ? file.path() : $0 }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }

  private static func has(_ tool: String) -> Bool {
    (try? feed(["sh", "-c", "command -v \(tool)"], "").status) == 0
  }
  static let hasGroff = has("groff")
  static let hasZsh = has("zsh")
  static let hasFish = has("fish")

  @Test("what an option takes follows from its placeholder")
  func kinds() {
    let kinds: [(String, ValueKind)] = [
      ("FILE", .file), ("CAPTURE...", .file), ("DIR", .directory), ("[CLAUSE]", .clause),
      ("CLAUSE,...", .clause), ("INTERFACE...", .interface), ("en|zh", .choices(["en", "zh"])),
      ("A|B", .text), ("EXPRESSION", .text), ("FORMAT[:PATH]", .text),
    ]
    for (placeholder, kind) in kinds {
      #expect(ValueKind(placeholder: placeholder, choices: []) == kind, "\(placeholder)")
    }
    #expect(ValueKind(placeholder: "FILE", choices: ["a"]) == .choices(["a"]))
  }

  @Test("the option tables of the README are those of the program: make reference")
  func readme() throws {
    let readme = try Self.text("README.md")
    let blocks = readme.matches(of: #/<!-- options (\S+) -->\n\n((?s:.*?))\n<!-- end -->/#)
    #expect(!blocks.isEmpty)
    for block in blocks {
      let command = try #require(Self.commands.first { $0.name == block.1 })
      #expect(OptionTable(command: command).table == block.2)
    }
  }

  @Test("the article of the commands is that of the program: make reference")
  func commandArticle() throws {
    let article = try Self.text("Sources/Sensor/Sensor.docc/Commands.md")
    #expect(article == OptionTable.article(Self.commands))
  }

  @Test("the article of the clauses is that of the signatures: make reference")
  func clauseArticle() throws {
    let signatures = ProgramRun.repository.appending(path: "Signatures").path()
    let policy = try Policy.load(signatures: signatures, site: nil)
    let article = try Self.text("Sources/Sensor/Sensor.docc/Clauses.md")
    #expect(article == ClauseArticle(profiles: policy.profiles).text)
    for clause in policy.profiles.flatMap(\.clauses) {
      #expect(article.contains("| `\(clause.id)` |"))
    }
  }

  @Test("the manual page has every command and every option")
  func manualIsWhole() {
    for command in Self.commands {
      #expect(Self.manual.contains(".SS \(ManualPage.escaped(command.usage))\n"))
      for option in command.options {
        #expect(Self.manual.contains("\\fB\(ManualPage.escaped(option.name))\\fR"))
      }
    }
  }

  @Test("text cannot become a roff request")
  func roffEscapes() {
    #expect(ManualPage.escaped(".so /etc/passwd") == "\\&.so /etc/passwd")
    #expect(ManualPage.escaped("'a\\-b") == "\\&'a\\e\\-b")
  }

  @Test("groff sets the manual page without a warning", .enabled(if: hasGroff))
  func groff() throws {
    let result = try Self.feed(["groff", "-man", "-Tutf8", "-ww", "-z", "FILE"], Self.manual)
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }

  @Test("bash takes the completion")
  func bashSyntax() throws {
    let result = try Self.feed(["bash", "-n", "FILE"], ShellCompletion.bash.script(Self.commands))
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }

  @Test("zsh takes the completion", .enabled(if: hasZsh))
  func zshSyntax() throws {
    let result = try Self.feed(["zsh", "-n", "FILE"], ShellCompletion.zsh.script(Self.commands))
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }

  @Test("fish takes the completion and offers words", .enabled(if: hasFish))
  func fish() throws {
    let script = ShellCompletion.fish.script(Self.commands)
    let result = try Self.feed(
      [
        "fish", "--no-config", "-c", "source $argv[1]; complete -C 'labtap replay --fail-on '",
        "FILE",
      ],
      script)
    // A tab sets the word apart from what it means.
    let words = result.text.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
    #expect(words.sorted() == ["fail", "never", "undetermined", "warn"], "\(result.text)")
  }

  @Test(
    "bash completes commands, options and their values",
    arguments: [
      ("labtap re", "replay,report"), ("labtap replay --fi", "--findings,--filter"),
      ("labtap replay --lang ", "en,zh,ja"), ("labtap replay --findings js", "json"),
      ("labtap version ", ""), ("labtap check --site /etc/host", "/etc/hostname,/etc/hosts"),
    ])
  func bash(_ line: String, _ expected: String) throws {
    let test = """
      source "$1"
      IFS=' ' read -r -a COMP_WORDS <<<"$2"
      [[ $2 == *' ' ]] && COMP_WORDS+=("")
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _labtap
      IFS=,
      echo "${COMPREPLY[*]}"
      """
    let script = ShellCompletion.bash.script(Self.commands)
    let result = try Self.feed(["bash", "-c", test, "bash", "FILE", line], script)
    let words = Set(result.text.dropLast().split(separator: ",").map(String.init))
    let wanted = Set(expected.split(separator: ",").map(String.init))
    let areFiles = expected.hasPrefix("/")
    #expect(areFiles ? !words.isDisjoint(with: wanted) : words == wanted, "\(result.text)")
  }

  @Test("a package has the version that the program prints", .enabled(if: isClone))
  func packageVersion() throws {
    let script = ProgramRun.repository.appending(path: "packaging/version").path()
    let result = try Self.feed([script], "")
    let version = result.text.prefix { $0 != "\n" }
    #expect(result.status == 0, "\(result.text)")
    #expect(
      version == VersionCommand.version || version.hasPrefix("\(VersionCommand.version)~git"))
  }

  /// A tree without its history has no commit to name.
  static let isClone =
    (try? feed(["git", "-C", ProgramRun.repository.path(), "rev-parse", "HEAD"], ""))?.status == 0

  @Test("an unknown page, shell or command is a usage mistake")
  func mistakes() throws {
    for words in [
      ["--mann"], ["--completion", "tcsh"], ["--completion"], ["--options", "nosuch"],
    ] {
      #expect(LabTap.run(["help"] + words) == .usage)
    }
  }
}
