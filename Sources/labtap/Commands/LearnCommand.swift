internal import Compliance
internal import Sensor

/// `labtap learn`: a first site file from what captures show.
struct LearnCommand: Subcommand, PolicyArguments {
  static let name = "learn"
  static let abstract = "write a first site file from what captures show"
  static let operands = "CAPTURE..."
  static let overview = """
    Writes a first site file from captures, or a vendor profile from a manufacturer's usage
    description (RFC 8520).

    A site file has the hosts, peers and destinations that the captures show, commented,
    to standard output or a file. It allows what was seen, so every entry says
    `reviewed: false` until somebody has looked at it; `labtap check` counts such entries.
    """
  static let epilogue = """
    EXIT CODES:
      0  a site file was written
      2  usage or signature mistake
      3  a capture was unreadable or cut short, or shows no host of a private range
      4  the file could not be written
    """

  var captures: [String] = []
  var output: String?
  var description: String?
  var signatures: String?
  var filter: String?
  var isQuiet = false

  static let flags: [Flag<LearnCommand>] = [
    .value("--out", "FILE", help: "The file to write. Default: standard output.") {
      value, arguments in
      arguments.output = value == "-" ? nil : value
    },
    .value(
      "--mud", "FILE",
      help: """
        Write a profile for the signature directory from this usage
        description, and tell on standard error what it could not hold.
        """
    ) { value, arguments in arguments.description = value },
    .signatures,
    .value(
      "--filter", "EXPRESSION", help: "Read only frames that match a pcap filter expression."
    ) { value, arguments in arguments.filter = value },
    .set("--quiet", help: "No progress on standard error.") { $0.isQuiet = true },
  ]

  mutating func accept(_ operand: String) throws(UsageError) {
    guard operand != "-" || !captures.contains("-") else {
      throw UsageError("standard input can be read only once")
    }
    captures.append(operand)
  }

  func validate() throws(UsageError) {
    guard description == nil || captures.isEmpty else {
      throw UsageError("a profile comes from --mud, a site file from captures; not both at once")
    }
    guard description != nil || !captures.isEmpty else { throw UsageError("no capture to read") }
  }

  func run() -> ExitCode {
    if let description { return writeProfile(of: description) }
    guard let policy = Policy.loadOrReport(signatures: signatures, site: nil) else {
      return .usage
    }
    let bar = Terminal.standardErrorIsTerminal && !isQuiet ? ProgressBar() : nil
    let options = ReplayOptions(
      captures: captures, filter: filter, policy: policy, sensor: "learn", workers: 1,
      progress: bar?.callback)
    do throws(FilterError) {
      let (site, problems) = try learn(options)
      bar?.clear()
      for problem in problems { Terminal.complain(problem.text) }
      guard let site else {
        Terminal.complain("no host of a private range was seen: there is nothing to learn from")
        return .unreadable
      }
      for (kind, count) in site.omitted.sorted(by: { $0.key < $1.key }) {
        Terminal.complain("left out for want of room: \(count) \(kind)")
      }
      let code = TextOutput.write(site.text, to: output)
      return code == .success && !problems.isEmpty ? .unreadable : code
    } catch {
      bar?.clear()
      Terminal.complain("filter `\(filter ?? "")`: \(error)")
      return .usage
    }
  }

  /// Folder of a profile that was not put into a vendor's yet.
  private static let folder = "vendor"

  private func writeProfile(of path: String) -> ExitCode {
    var mistakes = Mistakes()
    guard let description = MUDFile.load(path: path, into: &mistakes) else {
      for mistake in mistakes.sorted { Terminal.complain("\(mistake)", prefixed: false) }
      return .usage
    }
    for remark in description.remarks { Terminal.complain("\(remark)", prefixed: false) }
    for text in description.unprofiled { Terminal.complain("\(path): \(text)", prefixed: false) }
    return TextOutput.write(description.profile(named: profileName), to: output)
  }

  /// The path below a signature directory, as far as the name of the file tells it.
  private var profileName: String {
    let parts = (output ?? "").split(separator: "/").map(String.init)
    let folder = parts.dropLast().last ?? Self.folder
    let file = parts.last.map { $0.hasSuffix(".yaml") ? String($0.dropLast(5)) : $0 } ?? "product"
    return "\(folder)/\(file)"
  }
}
