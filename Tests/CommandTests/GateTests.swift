import Compliance
import Observations
import Testing

@testable import labtap

/// The exit codes that the command line promises.
@Suite struct GateTests {
  private func finding(_ verdict: Verdict, isSuppressed: Bool = false) -> Finding {
    let moment = Moment(frame: 1, time: Timestamp(nanoseconds: 0))
    let end = Endpoint(IPAddress(v4: 1), 1)
    var finding = Finding(
      id: "id", clause: "A-1", verdict: verdict, severity: .high, stage: .established,
      title: LocalizedText(en: ""), reason: LocalizedText(en: ""),
      remediation: LocalizedText(en: ""),
      asset: AssetReference(id: "a", address: nil, mac: nil, model: nil), peer: nil,
      direction: .outbound, transport: .tcp, initiator: end, responder: end, deciding: moment,
      sensor: "s", document: DocumentReference(number: "n", clause: "1"))
    if isSuppressed {
      finding.suppression = SuppressionReference(who: "w", why: "y", until: "2026-01-01")
    }
    return finding
  }

  private func report(_ findings: [Finding], ledgers: [[(String, Verdict)]] = []) -> Report {
    let assets = ledgers.enumerated().map { index, ledger in
      AssetSummary(
        asset: AssetReference(
          id: index == 0 ? "a" : "a\(index)", address: nil, mac: nil, model: nil),
        clauses: ledger.map { clause, verdict in
          LedgerEntry(
            clause: clause, title: LocalizedText(en: ""),
            document: DocumentReference(number: "n", clause: "1"), verdict: verdict,
            reason: LocalizedText(en: ""))
        })
    }
    return Report(
      findings: findings, assets: assets, coverage: Coverage(), sources: [], site: nil,
      contact: nil, sensor: "s")
  }

  @Test(
    "a threshold counts its verdict and the worse ones",
    arguments: [
      (Gate.Threshold.fail, [Verdict.fail]), (.warn, [.fail, .warn]),
      (.undetermined, [.fail, .warn, .undetermined]), (.never, []),
    ])
  func threshold(_ threshold: Gate.Threshold, _ counted: [Verdict]) {
    for verdict in Verdict.allCases {
      let gate = Gate(threshold: threshold)
      #expect(gate.isExceeded(by: report([finding(verdict)])) == counted.contains(verdict))
    }
  }

  @Test("suppressed findings do not count", arguments: Gate.Threshold.allCases)
  func suppressed(_ threshold: Gate.Threshold) {
    let report = report(
      [finding(.fail, isSuppressed: true), finding(.undetermined, isSuppressed: true)],
      ledgers: [[("A-1", .undetermined)]])
    #expect(!Gate(threshold: threshold).isExceeded(by: report))
  }

  @Test("an undetermined clause without a finding counts at that threshold only")
  func undeterminedLedger() {
    let report = report([], ledgers: [[("A-2", .undetermined)]])
    #expect(Gate(threshold: .undetermined).isExceeded(by: report))
    #expect(!Gate(threshold: .warn).isExceeded(by: report))
  }

  @Test(
    "a required clause must pass somewhere and be worse nowhere",
    arguments: [
      ([[("A-1", Verdict.pass)]], nil), ([], Verdict.notObserved),
      ([[("A-1", .notObserved)]], .notObserved), ([[("A-1", .pass)], [("A-1", .fail)]], .fail),
      ([[("A-1", .pass)], [("A-1", .notObserved)]], nil),
      ([[("A-1", .undetermined)], [("A-1", .pass)]], .undetermined), ([[("A-1", .info)]], .info),
      ([[("A-1", .notAssessable)]], .notAssessable), ([[("B-1", .pass)]], .notObserved),
    ] as [([[(String, Verdict)]], Verdict?)])
  func required(_ ledgers: [[(String, Verdict)]], _ unmet: Verdict?) {
    let gate = Gate(threshold: .never, required: ["a-1"])
    let report = report([], ledgers: ledgers)
    #expect(gate.unmet(in: report).first?.verdict == unmet)
    let code = gate.exitCode(for: report, hasProblems: false, isDelivered: true)
    #expect(code == (unmet == nil ? .success : .findings))
  }

  @Test("an unreadable capture wins over undelivered findings, and both over findings")
  func precedence() {
    let failing = report([finding(.fail)])
    let gate = Gate()
    #expect(gate.exitCode(for: failing, hasProblems: true, isDelivered: false) == .unreadable)
    #expect(gate.exitCode(for: failing, hasProblems: false, isDelivered: false) == .undelivered)
    #expect(gate.exitCode(for: failing, hasProblems: false, isDelivered: true) == .findings)
    #expect(gate.exitCode(for: report([]), hasProblems: true, isDelivered: true) == .unreadable)
    #expect(gate.exitCode(for: report([]), hasProblems: false, isDelivered: true) == .success)
  }

  @Test("the codes have the documented numbers")
  func numbers() {
    let codes: [ExitCode] = [.success, .findings, .usage, .unreadable, .undelivered]
    #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4])
  }
}
