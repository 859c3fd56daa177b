/// The options of commands as tables in Markdown, for the README and the book.
struct OptionTable: Sendable {
  var command: CommandDescription

  /// A heading for the command, what it does, and its table.
  var section: String {
    var lines = ["## labtap \(command.name)", "", "`\(command.usage)`", ""]
    lines += [Self.prose(command.overview), ""]
    if !command.options.isEmpty { lines += [table] }
    if !command.epilogue.isEmpty { lines += ["```", command.epilogue, "```", ""] }
    return lines.joined(separator: "\n")
  }

  var table: String {
    var lines = ["| option | meaning |", "| --- | --- |"]
    lines += command.options.map { option in
      "| `\(Self.cell(option.synopsis))` | \(Self.cell(Self.prose(option.paragraph))) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A whole article of the book.
  static func article(_ commands: [CommandDescription]) -> String {
    let sections = commands.map { OptionTable(command: $0).section }
    return """
      # Commands

      Every command with all of its options.

      ## Overview

      This page is written from the same description that parses the command line: `make reference`.
      `labtap COMMAND --help` prints the same in a terminal.

      \(sections.joined(separator: "\n"))
      """
  }

  /// Sentences of the help page as Markdown takes them.
  private static func prose(_ text: String) -> String {
    text.replacing("\n", with: " ").replacing("*", with: "\\*")
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
