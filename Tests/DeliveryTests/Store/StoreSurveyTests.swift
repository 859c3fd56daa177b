import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Delivery

/// Going through a store once tells the same as reading it whole.
@Suite struct StoreSurveyTests {
  private func described(_ gist: FindingGist) -> String {
    var gist = gist
    gist.place = 0
    return "\(gist)"
  }

  @Test("the gist that is scanned is that of the whole finding")
  func scanned() throws {
    var suppressed = Examples.finding()
    suppressed.suppression = SuppressionReference(who: "a", why: "b", until: "c")
    suppressed.evidence[.tlsVersion] = .text("1.0")
    suppressed.evidence[.octetsIn] = .number(.max)
    suppressed.also = ["X"]
    suppressed.firstSeen.time = Timestamp(nanoseconds: -7)
    for finding in Validator.findings() + [Validator.hostile(), suppressed] {
      let found = try #require(GistScanner.read(FindingRecord.encode(finding), place: 9))
      #expect(described(found.gist) == described(FindingGist(finding, place: 0)))
      #expect(found.gist.place == 9)
      #expect(found.id == finding.id)
      #expect(found.sensor == finding.sensor)
      #expect(found.revision == finding.revision)
      #expect(found.hasMore == !finding.also.isEmpty)
    }
  }

  /// An ordinary finding at every octet; the hostile one, of many pages, at every 499th.
  @Test("cut or changed octets are scanned without a trap")
  func damaged() {
    var random = SplitMix(seed: 36)
    for (finding, step) in [(Examples.finding(), 1), (Validator.hostile(), 499)] {
      let octets = FindingRecord.encode(finding)
      let texts = octets.firstRange(of: Array(",\"texts\"".utf8))?.lowerBound ?? octets.count
      for end in stride(from: 0, to: texts - 1, by: step) {
        #expect(GistScanner.read(Array(octets[..<end]), place: 0) == nil)
      }
      for index in stride(from: 0, to: octets.count, by: step) {
        var changed = octets
        changed[index] = UInt8.random(in: .min ... .max, using: &random)
        _ = GistScanner.read(changed, place: 0)
      }
    }
  }

  @Test("shows the newest revision of each finding, and verifies as the whole check does")
  func newest() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.append(StoreScratch.findings(20), now: 1)
    let changed = try store.findings().prefix(5).map { finding in
      var finding = finding
      finding.count += 10
      return StoreEntry.finding(finding)
    }
    try store.append(changed, now: 2)
    var gists: [FindingGist] = []
    let survey = try store.survey { gists.append($0) }
    let whole = try store.findings()
    #expect(
      gists.map(described).sorted() == whole.map { described(FindingGist($0, place: 0)) }.sorted())
    let verification = try store.verify()
    #expect(survey.verification.records == 25)
    #expect(survey.verification.head == verification.head)
    #expect(survey.verification.isSound && verification.isSound)
    let read = try store.findings(at: gists.map(\.place))
    #expect(read.count == 20)
    for gist in gists { #expect(read[gist.place]?.count == gist.count) }
  }

  @Test("tells how findings changed since an earlier head")
  func trend() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    func finding(_ id: String, _ verdict: Verdict) -> StoreEntry {
      var finding = Examples.finding()
      finding.id = id
      finding.verdict = verdict
      return .finding(finding)
    }
    try store.append(
      [finding("a", .fail), finding("b", .fail), finding("c", .pass)], now: 1)
    let head = try store.head()
    try store.append(
      [finding("a", .pass), finding("c", .warn), finding("d", .fail), finding("c", .fail)], now: 2)
    let survey = try store.survey(since: head) { _ in }
    #expect(
      survey.steps == [
        .init(before: .fail, now: .pass): 1, .init(before: .fail, now: .fail): 1,
        .init(before: .pass, now: .fail): 1, .init(before: nil, now: .fail): 1,
      ])
    #expect(survey.verification.keptHead == .matches)
    let other = try #require(ChainHead("2:" + String(repeating: "ab", count: 32)))
    #expect(try store.survey(since: other) { _ in }.verification.keptHead == .differs)
  }

  @Test("a restriction leaves out what it does not admit")
  func restricted() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    var other = Examples.finding()
    other.id = "other"
    other.clause = "X-1"
    other.also = ["X-2"]
    other.asset = AssetReference(id: "b", address: IPAddress("10.0.0.9"), mac: nil, model: nil)
    other.lastSeen = Examples.moment(900, seconds: 900)
    try store.append([.finding(Examples.finding()), .finding(other)], now: 1)
    func count(_ restriction: FindingStore.Restriction) throws -> Int {
      var count = 0
      _ = try store.survey(restriction) { _ in count += 1 }
      return count
    }
    #expect(try count(.init()) == 2)
    #expect(try count(.init(since: Examples.moment(1, seconds: 500).time)) == 1)
    #expect(try count(.init(asset: "b")) == 1)
    #expect(try count(.init(asset: "10.0.0.9")) == 1)
    #expect(try count(.init(clause: "x-1")) == 1)
    #expect(try count(.init(clause: "X-2")) == 1)
    #expect(try count(.init(asset: "nobody")) == 0)
  }
}
