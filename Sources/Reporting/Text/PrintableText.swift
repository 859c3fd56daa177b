extension String {
  /// Longest text from the wire that a line shows, in characters: a path or a name of any length
  /// must not push the verdict off the screen.
  static let maximumPrintable = 300

  /// The text without anything that a terminal obeys.
  ///
  /// Names, paths and file names come from hosts that may be hostile. Controls, line breaks and
  /// the invisible format characters (among them those that turn the reading direction) are
  /// written as `\u{…}`, which also tells two names apart that would look alike.
  var printable: String { printable(limit: true) }

  /// The same; texts of the signatures are whole sentences and need no `limit`.
  func printable(limit: Bool) -> String {
    var result = ""
    var length = 0
    for scalar in unicodeScalars {
      guard !limit || length < Self.maximumPrintable else { return result + "…" }
      length += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
