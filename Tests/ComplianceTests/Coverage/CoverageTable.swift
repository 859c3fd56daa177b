import Foundation

@testable import Compliance

/// The table of the documentation: each row, what judges it, and the scenes that show its verdicts.
struct CoverageTable {
  let policy: Policy

  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Sensor/Sensor.docc/Coverage.md").path

  /// A clause with the scenes of each column.
  struct Row {
    var clause: Clause
    var met: [ClauseExample]
    var broken: [ClauseExample]
    var open: [ClauseExample]

    var isNotAssessable: Bool { clause.expectation is NotAssessable }
    /// A parent says nothing by itself.
    var isParent: Bool { clause.expectation is WorstOf }
  }

  func row(_ clause: Clause) -> Row {
    let examples = ClauseExamples.all.filter { $0.clause == clause.id }
    return Row(
      clause: clause, met: examples.filter { [.pass, .info].contains($0.verdict) },
      broken: examples.filter { [.fail, .warn].contains($0.verdict) },
      open: examples.filter {
        [.undetermined, .notObserved, .notAssessable].contains($0.verdict)
      })
  }

  var text: String {
    var lines = [
      "# Coverage of the documents", "",
      "Every row of the documents, what judges it, and the scenes that show its verdicts.", "",
      "## Overview", "",
      "This page is made from the signatures and from the scenes of `ClauseExamples`, each of which",
      "a test plays; `make coverage-table` writes it anew. In the last column silence counts for",
      "every row that names no other scene: nothing happens, and the row is `not-observed`.", "",
    ]
    for profile in policy.profiles {
      lines += ["### \(profile.name), \(profile.documentNumber)", ""]
      lines += [
        "| row | judged by | met, or for the record | broken | open |",
        "| --- | --- | --- | --- | --- |",
      ]
      lines += profile.clauses.map { line(row($0)) }
      lines.append("")
    }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ row: Row) -> String {
    let kind = type(of: row.clause.expectation).key
    guard let silent = row.clause.expectation as? NotAssessable else {
      let never = ClauseExamples.recordOnly.contains(row.clause.id)
      let broken = never ? "never: for the record only" : cell(row.broken)
      let met =
        ClauseExamples.absenceOnly.contains(row.clause.id)
        ? "never: silence is all that can be seen" : cell(row.met)
      let open = row.open.isEmpty ? "silence: not-observed" : cell(row.open)
      return "| \(row.clause.id) | `\(kind)` | \(met) | \(broken) | \(open) |"
    }
    return
      "| \(row.clause.id) | `\(kind)` | never | never | not-assessable: \(silent.reason.en) |"
  }

  private func cell(_ examples: [ClauseExample]) -> String {
    examples.map { "\($0.verdict.rawValue): \($0.title)" }.joined(separator: "; ")
  }
}
