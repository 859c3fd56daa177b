/// One option of a command: its name, its help and what it does to the arguments, in one place.
///
/// `--help` is printed from the same value that parses, so the two cannot part.
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

  /// An option without a value.
  static func set(
    _ name: String, help: String, _ apply: @escaping @Sendable (inout Arguments) -> Void
  ) -> Flag {
    Flag(name: name, help: help, action: .set(apply))
  }

  /// An option with a value, in the next word or behind `=`.
  static func value(
    _ name: String, _ placeholder: String, help: String,
    _ read: @escaping @Sendable (String, inout Arguments) throws(UsageError) -> Void
  ) -> Flag {
    Flag(name: name, help: help, action: .value(placeholder, read))
  }

  /// The option as the help shows it.
  var synopsis: String {
    switch action {
    case .set: name
    case .value(let placeholder, _): "\(name) \(placeholder)"
    }
  }
}
