internal import Compliance

/// `labtap help --man` and its kin: pages that the package and the book are made of.
///
/// They are not on the help page, since no user of the program needs them.
enum ReferencePages {
  static let kinds = ["--man", "--completion", "--options", "--clauses"]

  static func run(_ words: [String]) -> ExitCode {
    do throws(UsageError) {
      guard let text = try text(words) else { return .usage }
      return Terminal.write(text)
    } catch {
      Terminal.complain(error.description)
      return .usage
    }
  }

  /// nil when the signatures have mistakes, which are told then.
  private static func text(_ words: [String]) throws(UsageError) -> String? {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "--man":
      return ManualPage(commands: CommandDescription.all, version: VersionCommand.version).text
    case "--completion":
      let known = ShellCompletion.allCases.map(\.rawValue)
      guard let name = rest.first, let shell = ShellCompletion(rawValue: name) else {
        throw UsageError.unknown("shell", rest.first ?? "", known: known)
      }
      return shell.script(CommandDescription.all)
    case "--options":
      guard let name = rest.first else { return OptionTable.article(CommandDescription.all) }
      let commands = CommandDescription.all
      guard let command = commands.first(where: { $0.name == name }) else {
        throw UsageError.unknown("command", name, known: commands.map(\.name))
      }
      return OptionTable(command: command).table
    case "--clauses":
      let policy = Policy.loadOrReport(signatures: rest.first, site: nil)
      return policy.map { ClauseArticle(profiles: $0.profiles).text }
    default:
      throw UsageError.unknown("page", words.first ?? "", known: kinds)
    }
  }
}
