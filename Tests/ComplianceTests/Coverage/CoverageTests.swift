import Foundation
import Observations
import Testing

@testable import Compliance

@Suite("coverage of the documents")
struct CoverageTests {
  @Test("each scene gives its clause the verdict", arguments: ClauseExamples.all)
  func scene(example: ClauseExample) throws {
    let report = example.judge()
    let row = try #require(report.row(example.clause, example.asset))
    #expect(row.verdict == example.verdict, "\(row.reason.en)")
    for language in Language.allCases {
      // A placeholder without a value is printed as a question mark.
      #expect(!row.reason[language].contains { "{?".contains($0) }, "\(row.reason[language])")
    }
  }

  @Test("silence is not observed, whatever the clause")
  func silence() {
    var scene = Scene(ClauseExample.lab)
    scene.site?.assets[0].isIsolated = true
    let report = scene.judge()
    for asset in report.assets {
      for row in asset.clauses {
        #expect(
          row.verdict == .notObserved || row.verdict == .notAssessable,
          "\(asset.asset.id) \(row.clause): \(row.verdict)")
      }
    }
  }

  @Test("no row that judges lacks a scene that meets it, and one that breaks it")
  func complete() throws {
    let table = CoverageTable(policy: try #require(Scene.signatures))
    for profile in table.policy.profiles {
      for clause in profile.clauses {
        let row = table.row(clause)
        guard !row.isNotAssessable else { continue }
        // What a table says of a clause in words must be so.
        #expect(
          row.met.isEmpty == ClauseExamples.absenceOnly.contains(clause.id), "\(clause.id)")
        #expect(
          row.broken.isEmpty == ClauseExamples.recordOnly.contains(clause.id), "\(clause.id)")
      }
    }
    let known = Set(table.policy.profiles.flatMap { $0.clauses.map(\.id) })
    #expect(Set(ClauseExamples.all.map(\.clause)).isSubset(of: known))
  }

  @Test("no row of the documents waits for a kind that judges it, and no cell is empty")
  func whole() throws {
    let table = CoverageTable(policy: try #require(Scene.signatures))
    for profile in table.policy.profiles { #expect(profile.unjudged.isEmpty, "\(profile.name)") }
    for line in table.text.split(separator: "\n") where line.hasPrefix("| ") {
      #expect(!line.contains("| |") && !line.contains("|  |"), "\(line)")
    }
  }

  @Test("the table of the documentation is made from the signatures and scenes as they are")
  func table() throws {
    let text = CoverageTable(policy: try #require(Scene.signatures)).text
    if ProcessInfo.processInfo.environment["LABTAP_WRITE_COVERAGE"] != nil {
      try text.write(toFile: CoverageTable.path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: CoverageTable.path, encoding: .utf8) == text)
  }
}
