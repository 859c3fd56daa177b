internal import Compliance
internal import Glibc

/// The program: finds the command that the first word names, runs it, and ends with its code.
@main
enum LabTap {
  static let commands: [any Subcommand.Type] = [
    ReplayCommand.self, WatchCommand.self, JudgeCommand.self, LearnCommand.self,
    CheckCommand.self, ExplainCommand.self, ReportCommand.self,
    TopCommand.self, VersionCommand.self,
  ]

  static func main() {
    OutputFile.ignoreClosedPipes()
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ words: [String]) -> ExitCode {
    guard let first = words.first else {
      Terminal.show(help)
      return .usage
    }
    switch first {
    case "-h", "--help": return Terminal.write(help)
    case "help":
      guard words.count > 1 else { return Terminal.write(help) }
      if words[1].hasPrefix("--") { return ReferencePages.run(Array(words.dropFirst())) }
      return run([words[1], "--help"])
    case "--version": return run(["version"])
    default: break
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      let error = UsageError.unknown("command", first, known: commands.map { $0.name })
      return fail(error, usage: usage, help: "labtap --help")
    }
    return run(command, Array(words.dropFirst()))
  }

  private static func run(_ command: (some Subcommand).Type, _ words: [String]) -> ExitCode {
    do throws(UsageError) {
      guard let command = try command.parse(words) else {
        return Terminal.write(command.help)
      }
      return command.run()
    } catch {
      return fail(error, usage: command.usage, help: "labtap \(command.name) --help")
    }
  }

  private static func fail(_ error: UsageError, usage: String, help: String) -> ExitCode {
    Terminal.complain("\(error)")
    Terminal.show("Usage: \(usage)\nRun `\(help)` for all options.\n")
    return .usage
  }

  private static let usage = "labtap COMMAND [OPTIONS]"

  static var help: String {
    let width = commands.reduce(0) { max($0, $1.name.count) }
    let rows = commands.map { command in
      "  \(command.name)\(String(repeating: " ", count: width - command.name.count))"
        + "  \(command.abstract)\n"
    }
    return """
      OVERVIEW: Checks the network traffic of laboratory instruments against what their
      vendors require, clause by clause.

      USAGE: \(usage)

      COMMANDS:
      \(rows.joined())
      OPTIONS:
        -h, --help  Show this page; `labtap COMMAND --help` shows that of a command.

      """
  }
}
