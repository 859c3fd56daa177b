internal import Compliance
internal import Foundation

/// A command whose options can stand in a YAML file (`--config FILE`).
///
/// A key is an option's name without the hyphens in front; its value is one value or a list of them,
/// and `true` or `false` for an option without one. What the command line says comes after, so that
/// it wins where only one value counts.
protocol ConfigurableCommand: Subcommand {
  /// The key of the words that are no options, as in `interfaces`.
  static var operandsKey: String { get }
}

extension Flag {
  static func configuration(_ operandsKey: String) -> Flag {
    .value(
      configurationName, "FILE",
      help: """
        Options from a YAML file: their names without hyphens in front,
        and \(operandsKey). What the command line says comes on top.
        """
    ) { _, _ in
      // The file was read before all other words.
    }
  }

  static var configurationName: String { "--config" }
}

extension ConfigurableCommand {
  /// Takes the options of the file that the command line names.
  mutating func prepare(_ words: [String]) throws(UsageError) {
    let name = Flag<Self>.configurationName
    var path: String?
    for (place, word) in words.enumerated() {
      if word == "--" { break }
      if word == name, place + 1 < words.count { path = words[place + 1] }
      if word.hasPrefix(name + "=") { path = String(word.dropFirst(name.count + 1)) }
    }
    if let path { try apply(file: path) }
  }

  private mutating func apply(file path: String) throws(UsageError) {
    guard let octets = FileManager.default.contents(atPath: path) else {
      throw UsageError("\(path): cannot be read")
    }
    var mistakes = Mistakes()
    let names = Self.flags.map(\.name).filter { $0 != Flag<Self>.configurationName }
    let keys = names.map { String($0.dropFirst(2)) } + [Self.operandsKey]
    if let root = YAMLDocument.parse(Array(octets), file: path, into: &mistakes), !root.isNull,
      let mapping = YAMLMapping(root, as: "a configuration", keys: keys, into: &mistakes)
    {
      for key in keys {
        guard let node = mapping[key] else { continue }
        for element in node.elements { apply(key, element, into: &mistakes) }
      }
    }
    guard mistakes.isEmpty else {
      throw UsageError(mistakes.sorted.prefix(20).map { "\($0)" }.joined(separator: "\n"))
    }
  }

  private mutating func apply(_ key: String, _ node: YAMLNode, into mistakes: inout Mistakes) {
    do throws(UsageError) {
      guard let flag = Self.flags.first(where: { $0.name == "--" + key }) else {
        if let operand = node.string(into: &mistakes) { try accept(operand) }
        return
      }
      switch flag.action {
      case .set(let apply):
        if node.flag(into: &mistakes) == true { apply(&self) }
      case .value(_, let read):
        if let value = node.string(into: &mistakes) { try read(value, &self) }
      }
    } catch {
      mistakes.add("\(error)", at: node)
    }
  }
}
