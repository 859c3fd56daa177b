/// A subcommand: raw arguments as they stand on the command line, and what they make it do.
protocol Subcommand: SendableMetatype {
  static var name: String { get }
  /// One line, for the list of commands.
  static var abstract: String { get }
  /// What the command does, in a few lines.
  static var overview: String { get }
  /// What follows the options on the help page; empty for most commands.
  static var epilogue: String { get }
  /// The words behind the options, as in `CAPTURE...`; empty when there are none.
  static var operands: String { get }
  static var flags: [Flag<Self>] { get }

  init()

  /// Takes a word that is not an option.
  mutating func accept(_ operand: String) throws(UsageError)

  /// Takes what stands elsewhere than on the command line, before its words.
  mutating func prepare(_ words: [String]) throws(UsageError)

  /// Checks what only the whole command line can tell, such as a missing operand.
  func validate() throws(UsageError)

  func run() -> ExitCode
}

extension Subcommand {
  static var epilogue: String { "" }

  static var usage: String { CommandDescription(Self.self).usage }

  mutating func accept(_ operand: String) throws(UsageError) {
    throw UsageError("`\(operand)` is one word too many")
  }

  mutating func prepare(_ words: [String]) throws(UsageError) {}

  func validate() throws(UsageError) {}

  /// The command with the arguments of a command line; nil when help was asked for.
  ///
  /// `--` ends the options; `-` alone is an operand.
  static func parse(_ words: [String]) throws(UsageError) -> Self? {
    var command = Self()
    try command.prepare(words)
    var rest = words[...]
    var areOptionsOver = false
    while let word = rest.popFirst() {
      if areOptionsOver || word == "-" || !word.hasPrefix("-") {
        try command.accept(word)
      } else if word == "--" {
        areOptionsOver = true
      } else if word == "-h" || word == "--help" {
        return nil
      } else {
        try command.apply(word, rest: &rest)
      }
    }
    try command.validate()
    return command
  }

  private mutating func apply(
    _ word: String, rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let attached = parts.count == 2 ? String(parts[1]) : nil
    guard let flag = Self.flags.first(where: { $0.name == name }) else {
      throw UsageError.unknown("option", name, known: Self.flags.map(\.name) + ["--help"])
    }
    switch flag.action {
    case .set(let apply):
      guard attached == nil else { throw UsageError("\(name) takes no value") }
      apply(&self)
    case .value(let placeholder, let read):
      guard let value = attached ?? rest.popFirst(), !value.isEmpty else {
        throw UsageError("\(name) needs a value: \(flag.name) \(placeholder)")
      }
      try read(value, &self)
    }
  }

  /// The page that `--help` prints.
  static var help: String { CommandDescription(Self.self).helpPage }
}
