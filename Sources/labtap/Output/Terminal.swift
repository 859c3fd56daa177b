// Invariants of the unsafe code in this file:
// - ioctl TIOCGWINSZ fills the window size that it is given and keeps no pointer to it.

internal import Compliance
internal import Foundation
internal import Glibc
internal import Reporting

/// The standard streams and what is known of the terminal behind them.
enum Terminal {
  static var standardOutputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal; 100 for a file or a pipe, so that they do not depend on a window.
  static var width: Int { size?.columns ?? 100 }

  /// Columns and rows; nil for a file or a pipe.
  static var size: (columns: Int, rows: Int)? {
    guard standardOutputIsTerminal else { return nil }
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Set by the user to refuse colour, whatever its value (<https://no-color.org>).
  static var refusesColour: Bool {
    !(ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  static var language: Language {
    language(of: ProcessInfo.processInfo.environment)
  }

  /// The language of a locale (POSIX 8.2: `LC_ALL` before `LC_MESSAGES` before `LANG`).
  static func language(of environment: [String: String]) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale.flatMap { Language(rawValue: String($0.prefix(2))) } ?? .en
  }

  static func style(language: Language) -> TextStyle {
    TextStyle(
      language: language, hasColour: standardOutputIsTerminal && !refusesColour, width: width)
  }

  /// Writes what was asked for to standard output.
  ///
  /// A reader that has gone, such as `head`, has all that it wanted: that is no failure.
  static func write(_ text: String) -> ExitCode {
    do throws(OutputFile.Failure) {
      try OutputFile.standardOutput.write(Array(text.utf8))
      return .success
    } catch {
      if error.isReaderGone { return .success }
      complain("standard output: \(error)")
      return .undelivered
    }
  }

  /// Writes one line to standard error; nobody can be told when that fails.
  static func complain(_ text: String, prefixed: Bool = true) {
    show((prefixed ? "labtap: " : "") + printable(text) + "\n")
  }

  /// Writes to standard error as it is.
  static func show(_ text: String) {
    do throws(OutputFile.Failure) {
      try OutputFile.standardError.write(Array(text.utf8))
    } catch {
      return
    }
  }

  /// File names and words of the command line may hold controls that a terminal obeys.
  private static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
