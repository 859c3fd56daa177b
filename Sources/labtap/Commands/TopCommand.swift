internal import Compliance
internal import Foundation
internal import Reporting
internal import Sensor

/// `labtap top`: the live status of a running sensor, in a terminal.
struct TopCommand: Subcommand, LanguageArguments {
  static let name = "top"
  static let abstract = "the live status of a running sensor, in a terminal"
  static let operands = ""
  static let overview = """
    Shows what the status page of a running sensor on this machine shows:
    instruments and their clauses, the last findings, packets and losses.
    q ends it.
    """
  static let epilogue = """
    EXIT CODES:
      0  ended by q, or the picture was printed
      2  usage mistake
      3  no sensor answers
    """

  var address = StatusAddress.usual
  var token: String?
  var isOnce = false
  var language: Language?

  static let flags: [Flag<TopCommand>] = [
    .value(
      "--status", "ADDRESS:PORT",
      help: "Where the sensor's status page is. Default: \(StatusAddress.usual)."
    ) { value, arguments throws(UsageError) in
      guard let address = StatusAddress(value) else {
        throw UsageError("--status takes ADDRESS:PORT, not `\(value)`")
      }
      guard address.isLoopback else {
        throw UsageError("--status \(address): labtap top asks sensors on this machine alone")
      }
      arguments.address = address
    },
    .value("--status-token", "FILE", help: "A file with the token that a request has to show.") {
      $1.token = $0
    },
    .set("--once", help: "Print one picture and end.") { $0.isOnce = true },
    .language,
  ]

  /// Milliseconds between two pictures: the sensor makes a ledger a second.
  private static let pace = 1_000

  func run() -> ExitCode {
    var secret: String?
    if let token {
      guard let text = try? String(contentsOfFile: token, encoding: .utf8) else {
        Terminal.complain("\(token): cannot be read")
        return .usage
      }
      secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return isOnce || !Terminal.standardOutputIsTerminal ? once(secret) : follow(secret)
  }

  /// What the sensor says, or why it says nothing.
  private enum Answer {
    case status(LiveStatus)
    case none(String)
  }

  private func ask(_ secret: String?) -> Answer {
    do throws(LoopbackRequest.Failure) {
      let octets = try LoopbackRequest.get("/status.json", from: address, token: secret)
      guard let status = try? JSONDecoder().decode(LiveStatus.self, from: Data(octets)) else {
        return .none("\(address) answers, but not as a sensor of this version does")
      }
      return .status(status)
    } catch {
      switch error {
      case .unreachable:
        return .none("no sensor answers at \(address); is `labtap watch` running?")
      case .refused(401): return .none("\(address) asks for a token: --status-token FILE")
      case .refused(let status): return .none("\(address) answers with status \(status)")
      case .malformed: return .none("\(address) does not speak HTTP")
      }
    }
  }

  private func frame(_ status: LiveStatus, columns: Int, rows: Int) -> [String] {
    StatusFrame(
      status, style: Terminal.style(language: language ?? Terminal.language), columns: columns,
      rows: rows
    ).lines()
  }

  private func once(_ secret: String?) -> ExitCode {
    // The first look makes the sensor begin its ledger; it is there a second later.
    for _ in 0..<5 {
      switch ask(secret) {
      case .none(let reason):
        Terminal.complain(reason)
        return .unreadable
      case .status(let status):
        if status.isComplete {
          let size = Terminal.size ?? (columns: 120, rows: 60)
          let lines = frame(status, columns: size.columns, rows: max(size.rows, 60))
          return Terminal.write(lines.joined(separator: "\n") + "\n")
        }
      }
      Thread.sleep(forTimeInterval: 0.6)
    }
    Terminal.complain("\(address): the sensor does not judge")
    return .unreadable
  }

  /// Draws until q; the screen is the user's own again at the end.
  private func follow(_ secret: String?) -> ExitCode {
    guard let screen = TerminalScreen() else { return once(secret) }
    defer { screen.leave() }
    while true {
      switch ask(secret) {
      case .none(let reason):
        // What is written on the other screen is gone with it.
        screen.leave()
        Terminal.complain(reason)
        return .unreadable
      case .status(let status):
        let size = Terminal.size ?? (columns: 80, rows: 24)
        screen.draw(frame(status, columns: size.columns, rows: size.rows))
      }
      if screen.waitsForEnd(milliseconds: Self.pace) { return .success }
    }
  }
}
