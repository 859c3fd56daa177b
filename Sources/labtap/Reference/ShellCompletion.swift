/// Completion scripts for the shells that Debian ships.
enum ShellCompletion: String, CaseIterable, Sendable {
  case bash, zsh, fish

  func script(_ commands: [CommandDescription]) -> String {
    switch self {
    case .bash: Self.bash(commands)
    case .zsh: Self.zsh(commands)
    case .fish: Self.fish(commands)
    }
  }

  /// Prints the ids of all clauses: the lines that `labtap explain` indents and sets apart.
  private static let clauseIDs =
    #"labtap explain 2>/dev/null | sed -n 's/^  \([A-Za-z0-9-]\{1,\}\)  .*/\1/p'"#

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  // MARK: bash

  private static func bash(_ commands: [CommandDescription]) -> String {
    var lines = [
      "# bash completion for labtap; written by `labtap help --completion bash`.",
      "_labtap() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  local command=${COMP_WORDS[1]-}",
      "  COMPREPLY=()",
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
      "    COMPREPLY=($(compgen -W \"\(names(commands))\" -- \"$current\"))",
      "    return",
      "  fi",
      "  case $command:$previous in",
    ]
    for command in commands {
      for option in command.options where option.value != .none {
        let reply = bashReply(option.value)
        lines.append("    \(command.name):\(option.name)) \(reply); return ;;")
      }
    }
    lines += ["  esac", "  case $command in"]
    for command in commands {
      let options = (command.options.map(\.name) + ["--help"]).joined(separator: " ")
      lines.append("    \(command.name))")
      lines.append("      if [[ $current == -* ]]; then")
      lines.append("        COMPREPLY=($(compgen -W \"\(options)\" -- \"$current\"))")
      if let kind = command.operandKind {
        lines += ["      else", "        \(bashReply(kind))"]
      }
      lines += ["      fi", "      ;;"]
    }
    lines += ["  esac", "}", "complete -o filenames -F _labtap labtap"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func names(_ commands: [CommandDescription]) -> String {
    (commands.map(\.name) + ["help"]).joined(separator: " ")
  }

  private static func bashReply(_ kind: ValueKind) -> String {
    let source =
      switch kind {
      case .none, .text: ""
      case .file: "-f"
      case .directory: "-d"
      case .choices(let words): "-W \"\(words.joined(separator: " "))\""
      case .clause: "-W \"$(\(clauseIDs))\""
      case .interface: "-W \"$(ls /sys/class/net 2>/dev/null)\""
      }
    return source.isEmpty ? "COMPREPLY=()" : "COMPREPLY=($(compgen \(source) -- \"$current\"))"
  }

  // MARK: zsh

  private static func zsh(_ commands: [CommandDescription]) -> String {
    var lines = [
      "#compdef labtap",
      "# zsh completion for labtap; written by `labtap help --completion zsh`.",
      "_labtap_clauses() { compadd -- $(\(clauseIDs)) }",
      "_labtap() {",
      "  local -a commands",
      "  commands=(",
    ]
    lines += commands.map { "    \(quoted("\($0.name):\(zshText($0.abstract))"))" }
    lines += [
      "  )",
      "  if (( CURRENT == 2 )); then _describe command commands; return; fi",
      "  local command=$words[2]",
      "  shift words; (( CURRENT-- ))",
      "  case $command in",
    ]
    for command in commands {
      var specifications = command.options.map(zshSpecification)
      specifications.append(quoted("(-h --help)\(zshOption("--help", "show the help"))"))
      if let kind = command.operandKind {
        specifications.append(quoted("*:\(zshText(command.operands)):\(zshAction(kind))"))
      }
      lines.append("    \(command.name)) _arguments -s -S \\")
      lines += specifications.enumerated().map { index, specification in
        "      \(specification)" + (index == specifications.count - 1 ? " ;;" : " \\")
      }
    }
    lines += ["  esac", "}", "_labtap \"$@\""]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func zshSpecification(_ option: CommandDescription.Option) -> String {
    guard let placeholder = option.placeholder else {
      return quoted(zshOption(option.name, option.paragraph))
    }
    let value = ":\(zshText(placeholder)):\(zshAction(option.value))"
    // Repeatable as far as the shell goes; the parser has the last word.
    return quoted("*" + zshOption(option.name, option.paragraph) + value)
  }

  private static func zshOption(_ name: String, _ help: String) -> String {
    "\(name)[\(zshText(help))]"
  }

  /// Colons and brackets end the parts of a specification.
  private static func zshText(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
      .replacing("[", with: "\\[").replacing("]", with: "\\]")
  }

  private static func zshAction(_ kind: ValueKind) -> String {
    switch kind {
    case .none, .text: " "
    case .file: "_files"
    case .directory: "_files -/"
    case .choices(let words): "(\(words.joined(separator: " ")))"
    case .clause: "_labtap_clauses"
    case .interface: "_net_interfaces"
    }
  }

  // MARK: fish

  private static func fish(_ commands: [CommandDescription]) -> String {
    var lines = [
      "# fish completion for labtap; written by `labtap help --completion fish`.",
      "complete -c labtap -f",
    ]
    lines += commands.map { command in
      "complete -c labtap -n __fish_use_subcommand -a \(command.name) "
        + "-d \(fishQuoted(command.abstract))"
    }
    for command in commands {
      let condition = "complete -c labtap -n '__fish_seen_subcommand_from \(command.name)'"
      for option in command.options {
        let name = "-l \(option.name.dropFirst(2)) -d \(fishQuoted(option.paragraph))"
        lines.append("\(condition) \(name)\(fishValue(option.value))")
      }
      lines.append("\(condition) -s h -l help -d 'Show the help.'")
      if let kind = command.operandKind {
        lines.append("\(condition)\(fishValue(kind, isOperand: true))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `-x` is a value that is needed and no file.
  private static func fishValue(_ kind: ValueKind, isOperand: Bool = false) -> String {
    let needed = isOperand ? "" : " -x"
    switch kind {
    case .none: return ""
    case .text: return needed
    case .file: return isOperand ? " -F" : " -r -F"
    case .directory: return "\(needed) -a '(__fish_complete_directories)'"
    case .choices(let words): return "\(needed) -a \(fishQuoted(words.joined(separator: " ")))"
    case .clause: return "\(needed) -a \(fishQuoted("(\(clauseIDs))"))"
    case .interface: return "\(needed) -a '(command ls /sys/class/net)'"
    }
  }

  /// Inside single quotes fish knows two escapes.
  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
