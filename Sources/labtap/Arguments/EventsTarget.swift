/// The value of `--events`: EVE, and where it goes.
struct EventsTarget: Equatable, Sendable {
  /// nil is standard output.
  var path: String?

  init(_ value: String) throws(UsageError) {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0] == "eve" else {
      throw UsageError("unknown format `\(parts[0])` of --events; supported: eve")
    }
    guard parts.count == 2 else { return }
    guard !parts[1].isEmpty else { throw UsageError("--events \(value) names no file") }
    path = parts[1] == "-" ? nil : String(parts[1])
  }
}
