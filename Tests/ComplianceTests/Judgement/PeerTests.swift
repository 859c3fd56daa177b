import Observations
import Testing

@testable import Compliance

/// Who may talk to whom: stages, lists, names and regions.
@Suite struct PeerTests {
  private func judge(
    _ from: String, _ to: String, _ port: UInt16 = 443, stage: Stage = .succeeded,
    refusal: Refusal? = nil, site: Site? = Scene.lab, transport: Transport = .tcp,
    application: Application = .unknown, change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene(site)
    scene.connect(
      from, to, port, application, stage: stage, refusal: refusal, transport: transport,
      change: change)
    return scene.judge()
  }

  // MARK: Stages of "only what is listed"

  @Test(
    "an unlisted peer inbound: attempted warns, refused informs, established fails",
    arguments: [
      (Stage.attempted, Verdict.warn), (.refused, .info), (.established, .fail),
      (.succeeded, .fail),
    ])
  func unlistedInbound(stage: Stage, verdict: Verdict) {
    let report = judge(
      Scene.stranger, Scene.sequencer, 8_080, stage: stage,
      refusal: stage == .refused ? .reset : nil)
    #expect(report.verdicts("ILMN-1a") == [verdict])
    #expect(report.findings("BASE-IN").isEmpty)
  }

  @Test(
    "an unlisted peer outbound: even a refused attempt warns",
    arguments: [
      (Stage.attempted, Verdict.warn), (.refused, .warn), (.established, .fail),
      (.succeeded, .fail),
    ])
  func unlistedOutbound(stage: Stage, verdict: Verdict) {
    let report = judge(Scene.sequencer, Scene.internet, stage: stage)
    #expect(report.verdicts("ILMN-4") == [verdict])
    #expect(report.row("ILMN-4")?.verdict == verdict)
    #expect(report.row("ILMN-1a")?.verdict == verdict)
    #expect(report.findings("ILMN-1a").isEmpty)
    #expect(report.findings("BASE-DST").isEmpty)
  }

  @Test("the narrower clause names the finding and the other stands beside it")
  func alsoBroken() {
    let finding = judge(Scene.sequencer, Scene.internet).findings("ILMN-4").first
    #expect(finding?.also == ["ILMN-1a", "LRM-5", "LRM-10"])
    #expect(finding?.severity == .high)
  }

  @Test("a listed peer passes on its port and fails on another")
  func listedPeer() {
    #expect(judge(Scene.sequencer, Scene.nas, 445).verdicts("ILMN-4") == [.pass])
    #expect(judge(Scene.sequencer, Scene.nas, 8_443).verdicts("ILMN-4") == [.fail])
  }

  @Test("an attempt at a listed peer is no pass")
  func listedAttempt() {
    #expect(
      judge(Scene.sequencer, Scene.nas, 445, stage: .attempted).row("ILMN-4")?.verdict == .info)
  }

  @Test("inbound rules decide when the asset has any")
  func inboundRules() {
    #expect(judge(Scene.pc, Scene.veriseq, 445).verdicts("ILMN-1a", "veri") == [.pass])
    #expect(judge(Scene.pc, Scene.veriseq, 3_389).verdicts("ILMN-1a", "veri") == [.fail])
    #expect(judge(Scene.lis, Scene.veriseq, 445).verdicts("ILMN-1a", "veri") == [.fail])
  }

  @Test("a declared scanner is information")
  func scanner() {
    let report = judge("10.77.0.41", Scene.sequencer, 22, stage: .established)
    #expect(report.verdicts("ILMN-1a") == [.info])
  }

  @Test("one instrument that opens a connection to another is unlisted for both")
  func lateralMovement() {
    let report = judge(Scene.sequencer, Scene.controller, 3_389)
    #expect(report.verdicts("ILMN-4", "seq") == [.fail])
    #expect(report.verdicts("BASE-IN", "bec") == [.fail])
  }

  @Test("DNS, DHCP and NTP with a declared server are explained", arguments: [53, 67, 123])
  func infrastructure(port: UInt16) {
    let report = judge(Scene.sequencer, Scene.resolver, port, transport: .udp)
    #expect(report.verdicts("ILMN-4") == [.pass])
  }

  @Test(
    "ICMP, multicast and broadcast concern no clause",
    arguments: [
      ("10.77.0.99", Transport.icmp), ("224.0.0.251", .udp), ("10.77.0.255", .udp),
      ("255.255.255.255", .udp),
    ])
  func ordinary(address: String, transport: Transport) {
    let report = judge(Scene.sequencer, address, 5_353, transport: transport)
    // Who is on the segment, and how many, is counted all the same.
    #expect(report.findings.allSatisfy { ["LRM-4", "LRM-6"].contains($0.clause) })
  }

  @Test("one direction alone makes no failure of a stranger")
  func oneSided() {
    let report = judge(Scene.stranger, Scene.sequencer, 22) { $0.isOneSided = true }
    #expect(report.verdicts("ILMN-1a") == [.warn])
  }

  @Test("who opened an unknown connection does not matter when one way round is listed")
  func unknownInitiator() {
    let report = judge(Scene.nas, Scene.sequencer, 50_445) {
      $0.initiatorKnown = false
      $0.initiator.port = 445
    }
    #expect(report.verdicts("ILMN-1a") == [.pass])
  }

  @Test("a flow of datagrams that either end may have opened: what the direction decides is open")
  func eitherWay() {
    let report = judge(Scene.sequencer, Scene.nas, 40_000, transport: .udp) {
      $0.initiatorKnown = false
    }
    #expect(report.row("ILMN-1a")?.verdict == .undetermined)
    let decided = report.findings.filter {
      $0.transport == .udp && [.fail, .pass].contains($0.verdict)
    }
    #expect(decided.map { "\($0.clause) \($0.verdict) \($0.reason.en)" } == [])
    let known = judge(Scene.sequencer, Scene.nas, 40_000, transport: .udp)
    #expect(known.row("ILMN-1a")?.verdict == .fail)
  }

  @Test("datagrams with a peer that is unlisted either way fail, by the direction that was seen")
  func unlistedEitherWay() {
    for peer in [Scene.stranger, Scene.internet] {
      for isInbound in [false, true] {
        let report = judge(
          isInbound ? peer : Scene.sequencer, isInbound ? Scene.sequencer : peer, 40_000,
          transport: .udp
        ) { $0.initiatorKnown = false }
        #expect(report.row("ILMN-1a")?.verdict == .fail, "\(peer) \(isInbound)")
        #expect((report.row("ILMN-4")?.verdict == .fail) == !isInbound, "\(peer) \(isInbound)")
        let isFromOutside = isInbound && peer == Scene.internet
        #expect((report.row("ILMN-1c")?.verdict == .fail) == isFromOutside, "\(peer) \(isInbound)")
      }
    }
  }

  // MARK: From outside

  @Test(
    "a source outside the organisation: one finding, critical when established",
    arguments: [
      (Stage.attempted, Verdict.warn), (.refused, .info), (.established, .fail),
    ])
  func outside(stage: Stage, verdict: Verdict) {
    let report = judge("203.0.113.66", Scene.sequencer, 8_080, stage: stage)
    #expect(report.verdicts("ILMN-1c") == [verdict])
    #expect(report.findings("ILMN-1a").isEmpty)
    if verdict == .fail {
      #expect(report.findings("ILMN-1c").first?.severity == .critical)
      #expect(
        report.findings("ILMN-1c").first?.also == ["ILMN-1a", "ILMN-11b", "LRM-5"])
    }
  }

  // MARK: Allowances

  @Test("an allowance of names, ports and assets covers exactly that")
  func allowance() {
    var site = Scene.lab
    var allow = Allowance(why: "test")
    allow.names = ["*.example.net"].compactMap { NamePattern($0) }
    allow.ports = [443...443]
    allow.assets = ["seq"]
    site.allow = [allow]
    let hello = Application.tls(.chosen(.tls12, name: "a.example.net"))
    #expect(
      judge(Scene.sequencer, Scene.internet, site: site, application: hello).verdicts("ILMN-4") == [
        .pass
      ])
    #expect(
      judge(Scene.sequencer, Scene.internet, 8_443, site: site, application: hello).verdicts(
        "ILMN-4") == [.fail])
    #expect(
      judge(Scene.veriseq, Scene.internet, site: site, application: hello).verdicts("ILMN-4") == [
        .fail
      ])
  }

  @Test("revocation and connectivity checks are information until the site says otherwise")
  func osBackground() {
    let check = Application.http(.exchange(200, host: "ocsp.digicert.com"))
    #expect(
      judge(Scene.sequencer, Scene.internet, 80, application: check).verdicts("ILMN-4") == [.info])
    #expect(
      judge(Scene.sequencer, Scene.internet, 80, application: check).verdicts("BASE-CLEAR") == [
        .info
      ])
    var site = Scene.lab
    site.osBackground = .none
    #expect(
      judge(Scene.sequencer, Scene.internet, 80, site: site, application: check).verdicts("ILMN-4")
        == [.fail])
  }

  @Test("update names are unlisted until the site says updates")
  func osUpdates() {
    let update = Application.tls(.chosen(.tls12, name: "au.download.windowsupdate.com"))
    #expect(
      judge(Scene.sequencer, Scene.internet, application: update).verdicts("ILMN-4") == [.fail])
    var site = Scene.lab
    site.osBackground = .updates
    #expect(
      judge(Scene.sequencer, Scene.internet, site: site, application: update).verdicts("ILMN-4")
        == [.info])
  }

  @Test("a name that only looks like a responder's is not one")
  func falseResponder() {
    let check = Application.http(.exchange(200, host: "ocsp.digicert.com.evil.example"))
    #expect(
      judge(Scene.sequencer, Scene.internet, 80, application: check).verdicts("ILMN-4") == [.fail])
  }
}
