/// Writes a text that was asked for to a file or to standard output.
enum TextOutput {
  /// - Parameter path: nil for standard output.
  static func write(_ text: String, to path: String?) -> ExitCode {
    guard let path else { return Terminal.write(text) }
    do throws(OutputFile.Failure) {
      try OutputFile(creating: path).write(Array(text.utf8))
      return .success
    } catch {
      Terminal.complain("\(path): \(error)")
      return .undelivered
    }
  }
}
