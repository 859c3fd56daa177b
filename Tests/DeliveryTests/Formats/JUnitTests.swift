import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

/// JUnit as another project's parser reads it.
@Suite(
  .enabled(if: Validator.has("junitparser"), "python3 has no junitparser: `make deps` installs it"))
struct JUnitTests {
  private func records(
    _ findings: [Finding], _ assets: [AssetSummary] = [], as junit: JUnit = JUnit()
  ) throws -> [[String: Any]] {
    let answer = try Validator.check(
      "junit", junit.document(findings: findings, assets: assets))
    #expect(answer.mistakes == [])
    return answer.records
  }

  @Test("each clause of the ledger is a case, and its verdict the result")
  func ledger() throws {
    let entries = Verdict.allCases.map { Examples.entry("A-\($0.rawValue)", $0) }
    let assets = [AssetSummary(asset: Examples.asset, clauses: entries)]
    let results = try records([], assets).map { $0["result"] as? String }
    #expect(
      results == ["Failure", "Passed", "Skipped", "Passed", "Passed", "Skipped", "Skipped"])
    let strict = JUnit(failsOnWarnings: true, failsOnUndetermined: true)
    let answers = try records([], assets, as: strict).map { $0["result"] as? String }
    #expect(
      answers == ["Failure", "Failure", "Error", "Passed", "Passed", "Skipped", "Skipped"])
  }

  @Test("a failure tells its findings, and hostile text comes back")
  func hostile() throws {
    let finding = Validator.hostile()
    let records = try records([finding])
    let record = try #require(records.first)
    let shown = Validator.traps.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\u{0}": text += "\u{2400}"
      case "\u{1b}": text += "\u{241b}"
      case "\u{7f}": text += "\u{2421}"
      case "\u{85}": text += "\u{fffd}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    #expect(record["suite"] as? String == "asset" + shown)
    #expect(record["message"] as? String == "fail: " + shown)
    #expect((record["text"] as? String)?.contains(shown) == true)
  }

  @Test("a suppressed finding fails nothing and is told with who and why")
  func suppressed() throws {
    var finding = Examples.finding()
    finding.suppression = SuppressionReference(who: "desk", why: "upgrade", until: "2026-06-30")
    let record = try #require(try records([finding]).first)
    #expect(record["result"] as? String == "Passed")
    #expect((record["output"] as? String)?.contains("accepted by desk until 2026-06-30") == true)
  }
}
