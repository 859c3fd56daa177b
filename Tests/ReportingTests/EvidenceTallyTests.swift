import Compliance
import Observations
import TestKit
import Testing

@testable import Reporting

/// Counts stay exact where lists are cut.
@Suite struct EvidenceTallyTests {
  private func gist(_ number: Int) -> FindingGist {
    let verdicts: [Verdict] = [.fail, .warn, .undetermined, .pass, .info]
    let time = Examples.moment(1, seconds: Int64(number)).time
    var gist = FindingGist(
      place: Int64(number), clause: "C-\(number % 60)", asset: "asset-\(number % 3_000)",
      verdict: verdicts[number % 5], severity: .high, first: time, last: time)
    gist.peer = "10.1.\(number / 256 % 256).\(number % 256)"
    gist.tlsVersion = "1.\(number % 4)"
    return gist
  }

  @Test("a hundred thousand findings are counted exactly, and the page stays small")
  func many() {
    var report = EvidenceReport()
    for number in 0..<100_000 { report.tally.add(gist(number)) }
    for verdict in [Verdict.fail, .warn, .undetermined, .pass, .info] {
      #expect(report.tally.findings[verdict] == 20_000)
    }
    #expect(report.tally.assets.count == EvidenceTally.maximumAssets)
    let told = report.tally.assets.reduce(0) { $0 + $1.findings.total }
    #expect(told + report.tally.elsewhere.total == 100_000)
    let wanted = report.tally.wanted
    #expect(wanted.count <= EvidenceTally.maximumEvidence + HTMLReport.maximumAssets)
    for place in wanted { report.evidence[place] = Examples.finding() }
    let page = HTMLReport(report).render()
    #expect(page.count < 5_000_000)
    let text = String(decoding: page, as: UTF8.self)
    #expect(text.contains("of 1667 findings, the heaviest first"))
    #expect(text.contains("findings are about assets beyond those"))
  }

  @Test("the heaviest findings of a clause are chosen, whatever the order")
  func heaviest() {
    var gists = (0..<200).map { number in
      let time = Examples.moment(1).time
      return FindingGist(
        place: Int64(number), clause: "C", asset: "a", verdict: number % 50 == 0 ? .fail : .info,
        severity: number == 150 ? .critical : .low, first: time, last: time)
    }
    var forward = EvidenceTally()
    for gist in gists { forward.add(gist) }
    gists.reverse()
    var backward = EvidenceTally()
    for gist in gists { backward.add(gist) }
    #expect(forward.clauses[0].examples.prefix(4).map(\.place) == [150, 0, 50, 100])
    #expect(forward.clauses[0].examples == backward.clauses[0].examples)
    #expect(forward.clauses[0].examples.count == EvidenceTally.maximumExamples)
  }

  @Test("every clause has its heaviest three before another has more")
  func fair() {
    var tally = EvidenceTally()
    let time = Examples.moment(1).time
    for number in 0..<20_000 {
      tally.add(
        FindingGist(
          place: Int64(number), clause: "C-\(number % 400)", asset: "a",
          verdict: number % 400 < 200 ? .fail : .info, severity: .low, first: time, last: time))
    }
    let wanted = Set(tally.wanted)
    for clause in tally.clauses {
      #expect(clause.examples.prefix(3).allSatisfy { wanted.contains($0.place) }, "\(clause.id)")
    }
  }
}

/// Columns over time.
@Suite struct TimelineTests {
  @Test("counts stay when columns become wider, and the order of events does not matter")
  func widening() {
    let times: [Int64] = [-5, 0, 1, 7, 59, 3_600, 86_400 * 40]
    func filled(_ times: [Int64]) -> Timeline {
      var timeline = Timeline()
      for time in times { timeline.add("1.2", at: Timestamp(nanoseconds: time * 1_000_000_000)) }
      return timeline
    }
    let (forward, backward) = (filled(times), filled(times.reversed()))
    #expect(forward.rows["1.2"]?.values.reduce(0, +) == 7)
    #expect(forward.rows == backward.rows)
    #expect(forward.width == backward.width)
    #expect(forward.columns.map { Int64($0.count) <= Timeline.maximumColumns } ?? false)
    let span = forward.span
    #expect(span.map { $0.start.nanoseconds <= -5_000_000_000 } ?? false)
    #expect(span.map { $0.end.nanoseconds > times[6] * 1_000_000_000 } ?? false)
  }

  @Test("times at the ends of the scale and many rows do no harm")
  func extremes() {
    var timeline = Timeline()
    for number in 0..<100 { timeline.add("\(number)", at: Timestamp(nanoseconds: .min)) }
    timeline.add("1", at: Timestamp(nanoseconds: .max))
    #expect(timeline.rows.count == Timeline.maximumRows + 1)
    #expect(timeline.rows.values.reduce(0) { $0 + $1.values.reduce(0, +) } == 101)
  }
}
