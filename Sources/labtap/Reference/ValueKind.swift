/// What a shell can offer for the value of an option or for an operand.
///
/// It follows from the placeholder, so that a new option gets its completion with its help.
enum ValueKind: Equatable, Sendable {
  /// The option takes no value.
  case none
  case file, directory
  case choices([String])
  /// Ids that `labtap explain` lists.
  case clause
  /// A network interface of the machine.
  case interface
  /// Nothing that a shell could know.
  case text

  init(placeholder: String, choices: [String]) {
    guard choices.isEmpty else {
      self = .choices(choices)
      return
    }
    let word = placeholder.filter { $0 != "[" && $0 != "]" && $0 != "." && $0 != "," }
    switch word {
    case "FILE", "CAPTURE", "OBSERVATIONS", "PATH": self = .file
    case "DIR", "DIRECTORY": self = .directory
    case "CLAUSE": self = .clause
    case "INTERFACE": self = .interface
    default:
      // `en|zh|ja` names the words themselves; capitals stand for something else.
      let words = word.split(separator: "|").map(String.init)
      let areWords = words.count > 1 && words.allSatisfy { $0 == $0.lowercased() }
      self = areWords ? .choices(words) : .text
    }
  }
}
