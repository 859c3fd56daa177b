/// One option of a command: its name, its help and what it does to the arguments, in one place.
///
/// Help, manual page, completions and option tables are written from the same value that
/// parses (`CommandDescription`), so they cannot part.
struct Flag<Arguments>: Sendable {
  enum Action: Sendable {
    case set(@Sendable (inout Arguments) -> Void)
    /// The placeholder that stands for the value in the help, and what reads the value.
    case value(String, @Sendable (String, inout Arguments) throws(UsageError) -> Void)
  }

  /// With both hyphens, as in `--site`.
  let name: String
  let help: String
  let action: Action
  /// The words that a value may begin with, where they can be listed: shells offer them.
  var choices: [String] = []

  /// An option without a value.
  static func set(
    _ name: String, help: String, _ apply: @escaping @Sendable (inout Arguments) -> Void
  ) -> Flag {
    Flag(name: name, help: help, action: .set(apply))
  }

  /// An option with a value, in the next word or behind `=`.
  static func value(
    _ name: String, _ placeholder: String, choices: [String] = [], help: String,
    _ read: @escaping @Sendable (String, inout Arguments) throws(UsageError) -> Void
  ) -> Flag {
    Flag(name: name, help: help, action: .value(placeholder, read), choices: choices)
  }
}

extension Flag {
  /// The same option for a command that holds another command's arguments.
  func lifted<Outer>(
    to path: any WritableKeyPath<Outer, Arguments> & Sendable
  ) -> Flag<Outer> {
    let lifted: Flag<Outer>.Action =
      switch action {
      case .set(let apply): .set { apply(&$0[keyPath: path]) }
      case .value(let placeholder, let read):
        .value(placeholder) { value, outer throws(UsageError) in
          try read(value, &outer[keyPath: path])
        }
      }
    return Flag<Outer>(name: name, help: help, action: lifted, choices: choices)
  }
}
