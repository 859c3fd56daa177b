/// A command as data.
///
/// Help pages, the manual page, the shells' completions and the option tables are all written
/// from this value, which comes from the flags that parse: none of them can tell another story.
struct CommandDescription: Sendable {
  struct Option: Sendable {
    /// With both hyphens, as in `--site`.
    var name: String
    /// What stands for the value; nil for an option without one.
    var placeholder: String?
    /// With the line breaks of the help page.
    var help: String
    var value: ValueKind

    /// The option as the help shows it.
    var synopsis: String { placeholder.map { "\(name) \($0)" } ?? name }
    /// The help as one paragraph.
    var paragraph: String { help.replacing("\n", with: " ") }
  }

  var name: String
  var abstract: String
  /// With the line breaks of the help page.
  var overview: String
  var epilogue: String
  var operands: String
  var options: [Option]

  /// Every command takes it; no flag of its own declares it.
  static let helpOption = Option(
    name: "--help", placeholder: nil, help: "Show this page.", value: .none)

  init<Command: Subcommand>(_ command: Command.Type) {
    name = command.name
    abstract = command.abstract
    overview = command.overview
    epilogue = command.epilogue
    operands = command.operands
    options = command.flags.map { flag in
      switch flag.action {
      case .set:
        Option(name: flag.name, placeholder: nil, help: flag.help, value: .none)
      case .value(let placeholder, _):
        Option(
          name: flag.name, placeholder: placeholder, help: flag.help,
          value: ValueKind(placeholder: placeholder, choices: flag.choices))
      }
    }
  }

  static var all: [CommandDescription] {
    LabTap.commands.map { CommandDescription($0) }
  }

  var usage: String {
    let words = ["labtap", name, options.isEmpty ? "" : "[OPTIONS]", operands]
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// What the words behind the options are; nil when there are none.
  var operandKind: ValueKind? {
    operands.isEmpty ? nil : ValueKind(placeholder: operands, choices: [])
  }

  /// The page that `--help` prints.
  var helpPage: String {
    var lines = ["OVERVIEW: \(overview)", "", "USAGE: \(usage)", "", "OPTIONS:"]
    let rows = options.map { ($0.synopsis, $0.help) } + [("-h, --help", Self.helpOption.help)]
    let width = rows.reduce(0) { max($0, $1.0.count) }
    for (synopsis, help) in rows {
      let label = synopsis + String(repeating: " ", count: width - synopsis.count)
      let helpLines = help.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in helpLines.enumerated() {
        let start = index == 0 ? label : String(repeating: " ", count: width)
        lines.append("  \(start)  \(line)")
      }
    }
    if !epilogue.isEmpty { lines += ["", epilogue] }
    return lines.joined(separator: "\n") + "\n"
  }
}
