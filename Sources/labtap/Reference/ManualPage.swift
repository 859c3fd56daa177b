/// The manual page `labtap(1)` in the macros of man(7).
struct ManualPage: Sendable {
  var commands: [CommandDescription]
  var version: String

  var text: String {
    var lines = [
      #".\" Written by `labtap help --man`; do not edit."#,
      ".TH LABTAP 1 \"\" \"labtap \(version)\" \"User commands\"",
      ".SH NAME",
      #"labtap \- check the network traffic of laboratory instruments"#,
      ".SH SYNOPSIS",
    ]
    for command in commands {
      lines += [".B labtap \(command.name)"]
      let rest = command.usage.split(separator: " ").dropFirst(2).joined(separator: " ")
      if !rest.isEmpty { lines.append(".I \(Self.escaped(rest))") }
      lines.append(".br")
    }
    lines += [".SH DESCRIPTION", Self.escaped(Self.description), ".SH COMMANDS"]
    for command in commands { lines += section(of: command) }
    lines += Self.closing
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(of command: CommandDescription) -> [String] {
    var lines = [".SS \(Self.escaped(command.usage))"]
    lines.append(Self.escaped(command.overview.replacing("\n", with: " ")))
    for option in command.options {
      lines.append(".TP")
      let name = "\\fB\(Self.escaped(option.name))\\fR"
      let value = option.placeholder.map { " \\fI\(Self.escaped($0))\\fR" } ?? ""
      lines += [name + value, Self.escaped(option.paragraph)]
    }
    if !command.epilogue.isEmpty {
      lines += [".PP", ".nf"]
      lines += command.epilogue.split(separator: "\n", omittingEmptySubsequences: false)
        .map { Self.escaped(String($0)) }
      lines.append(".fi")
    }
    return lines
  }

  /// Text that roff takes as it stands (groff(7), "Escape sequences" and "Control characters").
  static func escaped(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  private static let description = """
    LabTap reads network traffic of laboratory instruments, from captures or at a mirror port, \
    and says clause by clause what of their vendors' requirements was kept, what was broken, \
    and what could not be seen. It decrypts nothing and sends no packet.
    """

  private static let closing = [
    ".SH ENVIRONMENT",
    ".TP",
    ".B LABTAP_SIGNATURES",
    #"The signature directory, where \-\-signatures does not name one."#,
    ".TP",
    ".B NO_COLOR",
    "No colour on a terminal when set and not empty.",
    ".TP",
    ".BR LC_ALL , LC_MESSAGES , LANG",
    #"The language of texts for people, where \-\-lang does not name one."#,
    ".SH FILES",
    ".TP",
    ".I /etc/labtap/site.yaml",
    "The site file of the installed service.",
    ".TP",
    ".I /usr/share/labtap/Signatures",
    "The signatures of the package.",
    ".SH EXAMPLES",
    ".nf",
    #"labtap replay run42.pcap"#,
    #"labtap replay \-\-site site.yaml \-\-findings json run42.pcapng.zst"#,
    #"labtap check \-\-site site.yaml"#,
    #"labtap explain ILMN\-3\-ENC \-\-lang ja"#,
    ".fi",
    ".SH SEE ALSO",
    ".BR tcpdump (1),",
    ".BR pcap\\-filter (7)",
  ]
}
