import Observations
import Testing

@testable import Compliance

/// The file that tells a CI job what was accepted.
@Suite struct BaselineTests {
  private func read(_ text: String) throws(Mistakes) -> Baseline? {
    var mistakes = Mistakes()
    let root = YAMLDocument.parse(Array(text.utf8), file: "b", into: &mistakes)
    let baseline = root.flatMap { Baseline.read($0, into: &mistakes) }
    guard mistakes.isEmpty else { throw mistakes }
    return baseline
  }

  /// A failed clause, last seen on 2026-01-01.
  private func report(_ ids: [String]) -> Report {
    let moment = Moment(frame: 1, time: Timestamp(nanoseconds: 1_767_261_600_000_000_000))
    let findings = ids.map { id in
      Finding(
        id: id, clause: "A-1", verdict: .fail, severity: .high, stage: .established,
        title: LocalizedText(en: "t"), reason: LocalizedText(en: "r"),
        remediation: LocalizedText(en: ""),
        asset: AssetReference(id: "a", address: nil, mac: nil, model: nil), peer: nil,
        direction: .outbound, transport: .tcp, initiator: Endpoint(IPAddress(v4: 1), 1),
        responder: Endpoint(IPAddress(v4: 2), 2), deciding: moment, sensor: "s",
        document: DocumentReference(number: "n", clause: "1"))
    }
    return Report(
      findings: findings, assets: [], coverage: Coverage(), sources: [], site: nil, contact: nil,
      sensor: "s")
  }

  @Test("accepts what it names until the date, by packet time, and nothing else")
  func accepts() throws {
    let baseline = try #require(
      try read(
        """
        accepted:
          - {id: one, who: desk, why: upgrade in March, until: 2026-06-30}
          - {id: two, who: desk, why: too late by now, until: 2025-12-31}
        """))
    #expect(baseline.count == 2)
    var report = report(["one", "two", "three"])
    baseline.apply(to: &report)
    #expect(report.findings.map { $0.suppression?.who } == ["desk", nil, nil])
    #expect(report.findings[0].suppression?.until == "2026-06-30")
  }

  @Test(
    "asks for every part of an entry",
    arguments: [
      "accepted: [{id: a, who: w, why: because}]",
      "accepted: [{id: a, why: because, until: 2026-01-01}]", "{}",
      "accepted: [{id: a, who: w, why: because, until: sometime}]",
      "accepted: [{id: a, who: w, why: because, until: 2026-01-01, more: 1}]",
      """
      accepted:
        - {id: a, who: w, why: because, until: 2026-01-01}
        - {id: a, who: w, why: because, until: 2026-01-01}
      """,
    ])
  func mistakes(text: String) {
    #expect(throws: Mistakes.self) { try read(text) }
  }
}
