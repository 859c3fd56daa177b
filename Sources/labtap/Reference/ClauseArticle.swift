internal import Compliance

/// Every clause of the signatures as an article of the book.
struct ClauseArticle: Sendable {
  var profiles: [Profile]

  var text: String {
    var lines = [
      "# Clauses", "",
      "What each clause asks, and what the sensor cannot see of it.", "",
      "## Overview", "",
      "This page is written from the signatures: `make reference`. `labtap explain CLAUSE` says the same",
      "with the remedy and in three languages. A clause that asks nothing of packets is in the report as",
      "`not-assessable`, so that nobody takes silence for a pass.", "",
    ]
    for profile in profiles { lines += section(of: profile) }
    return lines.joined(separator: "\n")
  }

  private func section(of profile: Profile) -> [String] {
    var lines = ["## \(Self.prose(profile.title[.en]))", ""]
    let binding =
      profile.binding == .required ? "an instruction to the customer" : "derived from a statement"
    lines.append(
      "Profile `\(profile.name)`. Source: \(Self.prose(profile.issuer)) "
        + "\(Self.prose(profile.documentNumber)); \(binding).")
    lines += ["", "| clause | in the source | severity | title | asks | cannot see |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for clause in profile.clauses {
      let reference = profile.reference(for: clause)
      let isOther = reference.number != profile.documentNumber
      let place = isOther ? "\(reference.number), \(clause.number)" : clause.number
      let cells = [
        "`\(clause.id)`", Self.prose(place), clause.severity.rawValue,
        Self.prose(clause.title[.en]), Self.prose(clause.expectation.summary[.en]),
        Self.prose(clause.blindSpot?[.en] ?? ""),
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    return lines + [""]
  }

  private static func prose(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_[]<>|".contains(character) { result.append("\\") }
      result.append(character == "\n" ? " " : character)
    }
    return result
  }
}
