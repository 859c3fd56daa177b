import Observations
import Testing

@testable import Compliance

/// The patch-state table of the Local Run Manager, line by line.
@Suite struct LocalRunManagerTests {
  private func attempt(
    _ application: Application = .unknown, port: UInt16 = 80, stage: Stage = .succeeded,
    refusal: Refusal? = nil, isAlive: Bool = false, site: Site = Scene.lab,
    on asset: String = Scene.sequencer, from peer: String = Scene.pc,
    change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene(site)
    if isAlive { scene.live(asset) }
    scene.connect(
      peer, asset, port, application, stage: stage, refusal: refusal, change: change)
    return scene.judge()
  }

  private func expect(
    _ report: Report, _ verdict: Verdict, _ outcome: String, severity: Severity? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let findings = report.findings("LRM-1")
    #expect(findings.map(\.verdict) == [verdict], sourceLocation: sourceLocation)
    #expect(findings.first?.evidence[.outcome] == .text(outcome), sourceLocation: sourceLocation)
    if let severity {
      #expect(findings.first?.severity == severity, sourceLocation: sourceLocation)
    }
  }

  @Test("no answer while the instrument is up: filtered")
  func filtered() {
    expect(attempt(stage: .refused, refusal: .silence, isAlive: true), .info, "filtered")
  }

  @Test("no answer and no sign of life: unanswered, undetermined")
  func unanswered() {
    expect(attempt(stage: .refused, refusal: .silence), .undetermined, "unanswered")
  }

  @Test("a sign of life that shows only later still tells a filter")
  func lifeShownLater() {
    var scene = Scene()
    scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    scene.second += 30
    scene.live(Scene.sequencer)
    expect(scene.judge(), .info, "filtered")
  }

  @Test("a sign of life two minutes away tells nothing")
  func lifeTooFar() {
    var scene = Scene()
    scene.live(Scene.sequencer)
    scene.second += 120
    scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    expect(scene.judge(), .undetermined, "unanswered")
  }

  @Test("a reset or an ICMP error: closed", arguments: [Refusal.reset, .unreachable])
  func closed(refusal: Refusal) {
    expect(attempt(stage: .refused, refusal: refusal), .info, "closed")
  }

  @Test("401, 403 and 404: turned away", arguments: [UInt16(401), 403, 404])
  func turnedAway(status: UInt16) {
    let report = attempt(.http(.exchange(status)))
    expect(report, .info, "turned-away")
    #expect(report.findings("LRM-1").first?.stage == .refused)
  }

  @Test("a close without content: turned away")
  func closedWithoutContent() {
    let report = attempt(.http(.exchange(nil)), stage: .established) {
      $0.fromResponder.octets = 0
    }
    expect(report, .info, "turned-away")
  }

  @Test("a TLS hello that is refused: turned away")
  func helloRefused() {
    var handshake = TLSHandshake.chosen(nil, name: nil, isEstablished: false)
    handshake.closedBeforeServerHello = true
    expect(attempt(.tls(handshake), port: 443), .info, "turned-away")
  }

  @Test("2xx and 3xx: answered, critical", arguments: [UInt16(200), 204, 301, 302])
  func answered(status: UInt16) {
    let report = attempt(.http(.exchange(status)))
    expect(report, .fail, "answered", severity: .critical)
    #expect(report.findings("LRM-1").first?.evidence[.httpStatus] == .number(UInt64(status)))
  }

  @Test("application records over TLS 1.2: answered-encrypted, high")
  func answeredEncrypted() {
    expect(
      attempt(.tls(.chosen(.tls12, name: nil)), port: 443), .fail, "answered-encrypted",
      severity: .high)
  }

  @Test("TLS below 1.2: answered-weak, critical, and one finding for the fact")
  func answeredWeak() {
    let report = attempt(.tls(.chosen(.tls10, name: nil)), port: 443)
    expect(report, .fail, "answered-weak", severity: .critical)
    #expect(report.findings("BASE-TLS").isEmpty)
  }

  @Test("an open port that nobody asks anything: reachable")
  func reachable() {
    let report = attempt(stage: .established) {
      $0.fromInitiator.octets = 0
      $0.fromResponder.octets = 0
    }
    expect(report, .warn, "reachable")
  }

  @Test("405, 421 and 5xx: reachable", arguments: [UInt16(405), 421, 500, 503])
  func undecidedStatus(status: UInt16) {
    expect(attempt(.http(.exchange(status))), .warn, "reachable")
  }

  @Test("no attempt: not observed, and the patch state is unknown")
  func untested() {
    let row = Scene().judge().row("LRM-1")
    #expect(row?.verdict == .notObserved)
    #expect(row?.reason.en.contains("patch state is unknown") == true)
  }

  @Test("one direction alone never fails and never passes")
  func oneSided() {
    let report = attempt(.http(.exchange(200))) { $0.isOneSided = true }
    #expect(report.verdicts("LRM-1") == [.warn])
  }

  @Test("a gap where the answer was is undetermined")
  func gap() {
    let report = attempt(.http(.exchange(nil))) { $0.hasGap = true }
    #expect(report.verdicts("LRM-1") == [.undetermined])
  }

  @Test(
    "a block is not sure where the ends may have read otherwise, and access stays a failure",
    arguments: Doubt.allCases)
  func doubt(doubt: Doubt) {
    let blocked = attempt(stage: .refused, refusal: .reset)
    let doubtful = attempt(stage: .refused, refusal: .reset) { $0.bringInto(doubt) }
    #expect(blocked.verdicts("LRM-1") == [.info])
    #expect(doubtful.verdicts("LRM-1") == [doubt.mayOverturn ? .undetermined : .info])
    #expect(attempt(.http(.exchange(200))) { $0.bringInto(doubt) }.verdicts("LRM-1") == [.fail])
  }

  @Test("remote access within a service window is information")
  func serviceWindow() {
    var site = Scene.lab
    var window = MaintenanceWindow(
      from: Timestamp(nanoseconds: 0), until: Timestamp(nanoseconds: 2_000_000_000_000))
    window.kind = "service"
    window.assets = ["seq"]
    site.maintenance = [window]
    let report = attempt(.http(.exchange(200)), site: site)
    #expect(report.verdicts("LRM-1") == [.info])
    site.maintenance[0].kind = "cleaning"
    #expect(attempt(.http(.exchange(200)), site: site).verdicts("LRM-1") == [.fail])
  }

  @Test("an asset without a Local Run Manager has no such rows")
  func absent() {
    var site = Scene.lab
    site.assets[0].lrmMode = .absent
    let report = attempt(.http(.exchange(200)), site: site)
    #expect(report.row("LRM-1") == nil)
    #expect(report.row("LRM-2") == nil)
    #expect(report.findings("LRM-1").isEmpty)
  }

  // MARK: Both ports

  @Test("both ports silent pass the firewall clause")
  func bothBlocked() {
    var scene = Scene()
    scene.live(Scene.sequencer)
    scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    scene.connect(Scene.pc, Scene.sequencer, 443, stage: .refused, refusal: .silence)
    #expect(scene.judge().row("LRM-2")?.verdict == .pass)
  }

  @Test("a block is no pass where the ends may have read otherwise", arguments: Doubt.allCases)
  func doubtfulBlock(doubt: Doubt) {
    var scene = Scene()
    scene.live(Scene.sequencer)
    scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    scene.connect(Scene.pc, Scene.sequencer, 443, stage: .refused, refusal: .silence) {
      $0.bringInto(doubt)
    }
    #expect(scene.judge().row("LRM-2")?.verdict == (doubt.mayOverturn ? .undetermined : .pass))
  }

  @Test(
    "one port blocked and the other answering fails, in either order", arguments: [true, false])
  func halfBlocked(isBlockFirst: Bool) {
    var scene = Scene()
    scene.live(Scene.sequencer)
    func block(_ scene: inout Scene) {
      scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    }
    if isBlockFirst { block(&scene) }
    scene.connect(Scene.pc, Scene.sequencer, 443, .tls(.chosen(.tls12, name: nil)))
    if !isBlockFirst { block(&scene) }
    #expect(scene.judge().row("LRM-2")?.verdict == .fail)
  }

  // MARK: Local Console

  private func console(
    _ application: Application, port: UInt16 = 443, from peer: String = Scene.lis
  ) -> Report {
    attempt(application, port: port, on: Scene.console, from: peer)
  }

  @Test("TLS 1.2 from a listed peer passes where only TLS is allowed")
  func consolePasses() {
    let report = console(.tls(.chosen(.tls12, name: nil)))
    #expect(report.verdicts("ILMN-4a", "console") == [.pass])
    #expect(report.row("LRM-1", "console") == nil)
  }

  @Test("TLS 1.2 from another peer is the peer clause's question")
  func consoleUnlistedPeer() {
    let report = console(.tls(.chosen(.tls12, name: nil)), from: Scene.stranger)
    #expect(report.verdicts("ILMN-4a", "console") == [.info])
    #expect(report.verdicts("ILMN-1a", "console") == [.fail])
  }

  @Test("clear HTTP content fails, a redirection to https only warns")
  func consoleInClear() {
    let content = console(.http(.exchange(200)), port: 80)
    #expect(content.verdicts("ILMN-4a", "console") == [.fail])
    let redirect = console(.http(.exchange(302, location: "https://miseq/")), port: 80)
    #expect(redirect.verdicts("ILMN-4a", "console") == [.warn])
    let elsewhere = console(.http(.exchange(302, location: "/login")), port: 80)
    #expect(elsewhere.verdicts("ILMN-4a", "console") == [.fail])
  }

  @Test("TLS below 1.2 to the console fails, critical")
  func consoleWeak() {
    let finding = console(.tls(.chosen(.tls11, name: nil))).findings("ILMN-4a", "console").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .critical)
  }

  @Test("a peer that the web server turns away was not let in")
  func turnedAwayIsRefused() {
    let report = attempt(.http(.exchange(403)), from: Scene.stranger)
    #expect(report.verdicts("ILMN-1a") == [.info])
  }
}
