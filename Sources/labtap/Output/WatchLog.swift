internal import Foundation
internal import Observations
internal import Synchronization

/// What a running sensor says of itself: one line of `key=value` an event, on standard error.
///
/// A line to the journal begins with its level (sd-daemon(3)) and leaves the time to the journal.
struct WatchLog: Sendable {
  enum Level: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6

    var name: String {
      switch self {
      case .error: "error"
      case .warning: "warning"
      case .notice: "notice"
      case .info: "info"
      }
    }
  }

  let isJournal: Bool

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    isJournal = environment["JOURNAL_STREAM"] != nil
  }

  func write(_ level: Level, _ event: String, _ fields: [(key: String, value: String)] = []) {
    let now = Date.now.timeIntervalSince1970
    Terminal.show(line(level, event, fields, at: Timestamp(nanoseconds: Int64(now * 1e9))))
  }

  func line(
    _ level: Level, _ event: String, _ fields: [(key: String, value: String)], at time: Timestamp
  ) -> String {
    var words = isJournal ? [] : ["time=\(time)", "level=\(level.name)"]
    words.append("event=\(event)")
    words += fields.map { "\($0.key)=\(Self.quoted($0.value))" }
    return (isJournal ? "<\(level.rawValue)>" : "") + words.joined(separator: " ") + "\n"
  }

  /// A value that is one word stays as it is; any other is quoted, controls escaped.
  static func quoted(_ value: String) -> String {
    let isWord =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "=" && $0 != "\\"
      }
    if isWord { return value }
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default:
        if scalar.properties.generalCategory == .control {
          text += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}
