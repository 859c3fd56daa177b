internal import Delivery

/// One `--findings FORMAT[:PATH]`: a format and where it goes.
struct FindingsTarget: Equatable, Sendable {
  enum Format: String, CaseIterable, Sendable {
    case text, json, eve, ecs, ocsf, cef, leef, sarif, junit, html
    /// Nothing is written; the exit code alone answers.
    case none

    /// The format of one line for each finding; nil when it has none.
    var line: LineFormat? { LineFormat(rawValue: rawValue) }

    /// True when findings can be written one by one, not only as a document of all of them.
    var isStream: Bool { self != .sarif && self != .junit && self != .html }
  }

  var format: Format
  /// nil is standard output.
  var path: String?

  init(format: Format, path: String? = nil) {
    self.format = format
    self.path = path
  }

  init(_ value: String) throws(UsageError) {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let format = Format(rawValue: name) else {
      let known = Format.allCases.map(\.rawValue)
      throw UsageError(
        "unknown format `\(name)` of --findings; supported: \(known.joined(separator: ", "))")
    }
    self.format = format
    guard parts.count == 2 else { return }
    guard !parts[1].isEmpty else { throw UsageError("--findings \(value) names no file") }
    guard format != .none else { throw UsageError("--findings none takes no file") }
    path = parts[1] == "-" ? nil : String(parts[1])
  }
}
