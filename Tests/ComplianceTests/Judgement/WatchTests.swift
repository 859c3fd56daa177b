import Observations
import Testing

@testable import Compliance

/// Clauses over time: what is remembered, for how long, and in which order it may come.
@Suite("clauses over time")
struct WatchTests {
  private func failed(_ status: UInt32, times: UInt32 = 1, isInAfter: Bool = false) -> Application {
    var smb = SMBConnection.agreed(.smb311, hasSession: isInAfter)
    smb.failedSetups = times
    smb.failedSetupStatus = status
    return .smb(smb)
  }

  /// Ten failures, a number of seconds apart.
  private func guesses(
    every seconds: Double, count: Int = 10, status: UInt32 = 0xc000_006d,
    then success: Double? = nil
  ) -> Report {
    var scene = Scene()
    for _ in 0..<count {
      scene.second += seconds
      scene.connect(Scene.pc, Scene.sequencer, 445, failed(status))
    }
    if let success {
      scene.second += success
      scene.connect(Scene.pc, Scene.sequencer, 445, .smb(.encrypted()))
    }
    return scene.judge()
  }

  @Test(
    "ten failures in five minutes warn, nine and a slow ten do not",
    arguments: [(10.0, 10, Verdict.warn), (10, 9, .info), (40, 10, .info)])
  func bruteForce(every: Double, count: Int, verdict: Verdict) {
    #expect(guesses(every: every, count: count).row("ILMN-12c")?.verdict == verdict)
  }

  @Test("only the statuses of a wrong name or password count")
  func statuses() {
    for status in [0xc000_0064, 0xc000_006a, 0xc000_006d] as [UInt32] {
      #expect(guesses(every: 1, status: status).row("ILMN-12c")?.verdict == .warn)
    }
    // STATUS_ACCESS_DENIED (MS-ERREF 2.3.1) is no wrong password.
    #expect(guesses(every: 1, status: 0xc000_0022).row("ILMN-12c")?.verdict == .notObserved)
  }

  @Test("a success shortly after a burst is critical, a later one is not")
  func success() {
    let near = guesses(every: 5, then: 60).findings("ILMN-12c").first { $0.verdict == .fail }
    #expect(near?.severity == .critical)
    #expect(guesses(every: 5, then: 3_600).row("ILMN-12c")?.verdict == .warn)
  }

  @Test("a lock-out is told as protection")
  func lockOut() {
    var scene = Scene()
    scene.connect(Scene.pc, Scene.sequencer, 445, failed(0xc000_0234))
    #expect(scene.judge().row("ILMN-12c")?.verdict == .info)
  }

  @Test("failures with credentials over HTTP count, a first question for them does not")
  func http() {
    for hasCredentials in [true, false] {
      var scene = Scene()
      for _ in 0..<12 {
        scene.request("GET", "/", status: 401) { $0.hasCredentials = hasCredentials }
      }
      #expect(
        scene.judge().row("ILMN-12c")?.verdict == (hasCredentials ? .warn : .notObserved))
    }
  }

  // MARK: Patch history

  @Test("a roll-back is found in the order of time, one port at a time")
  func rollBack() {
    var scene = Scene()
    scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
    #expect(scene.judge().verdicts("LRM-11") == [])
    scene.connect(Scene.pc, Scene.sequencer, 443, .tls(.chosen(.tls12, name: nil)))
    #expect(scene.judge().verdicts("LRM-11") == [])
    scene.second += 60
    scene.connect(Scene.lis, Scene.sequencer, 80, .http(.exchange(200)))
    let findings = scene.judge().findings("LRM-11")
    #expect(findings.map(\.verdict) == [.fail])
    #expect(findings.first?.severity == .critical)
    #expect(findings.first?.reason.en.contains("turned-away") == true)
  }

  @Test("a firewall block that opens is a roll-back too, and a service window is none")
  func openedBlock() {
    var site = Scene.lab
    for isServiced in [false, true] {
      var window = MaintenanceWindow(
        from: Timestamp(nanoseconds: 1_030_000_000_000),
        until: Timestamp(nanoseconds: 2_000_000_000_000))
      window.kind = "service"
      site.maintenance = isServiced ? [window] : []
      var scene = Scene(site)
      scene.live(Scene.sequencer)
      scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
      scene.second += 60
      scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
      #expect(scene.judge().verdicts("LRM-11").contains(.fail) == !isServiced)
    }
  }

  // MARK: Drift

  @Test("a server that chooses less than it did, from clients that offer more, drifts")
  func weakerChoice() {
    func choose(_ version: TLSVersion, from offer: [TLSVersion]) -> Verdict? {
      var scene = Scene()
      scene.connect(Scene.lis, Scene.console, 443, .tls(.chosen(.tls12, name: nil)))
      scene.connect(
        Scene.lis, Scene.console, 443, .tls(.chosen(version, from: offer, name: nil)))
      return scene.judge().row("ILMN-11d", "console")?.verdict
    }
    #expect(choose(.tls10, from: [.tls13, .tls12]) == .fail)
    #expect(choose(.tls13, from: [.tls13, .tls12]) == .info)
    #expect(choose(.tls12, from: [.tls13, .tls12]) == .pass)
    // The client's own limit says nothing of the server.
    #expect(choose(.tls10, from: [.tls10]) == .notObserved)
  }

  @Test("SMB signing and encryption that fall drift, those that rise are information")
  func smbDrift() {
    var strong = SMBConnection.encrypted()
    strong.clientSigning = SMBSigning(enabled: true, required: true)
    let weak = SMBConnection.clear(isSigned: true)
    for (first, second, verdict) in [(strong, weak, Verdict.fail), (weak, strong, .info)] {
      var scene = Scene()
      scene.connect(Scene.sequencer, Scene.nas, 445, .smb(first))
      scene.connect(Scene.sequencer, Scene.nas, 445, .smb(second))
      let verdicts = scene.judge().verdicts("ILMN-11d")
      #expect(verdicts.contains(verdict))
      #expect(verdicts.contains(.fail) == (verdict == .fail))
    }
  }

  @Test("a connection that changes nothing is counted once, whatever it has in common")
  func steadyOnce() {
    var smb = SMBConnection.encrypted()
    smb.clientSigning = SMBSigning(enabled: true, required: true)
    var scene = Scene()
    for _ in 0..<3 { scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb)) }
    let steady = scene.judge().findings.filter { $0.clause == "ILMN-11d" && $0.verdict == .pass }
    // The first sets the measure.
    #expect(steady.map(\.count) == [2])
  }

  // MARK: Counts

  @Test("devices of different days are not counted together")
  func peersOfDays() {
    var scene = Scene()
    for host in 100..<116 {
      scene.connect("10.77.0.\(host)", Scene.sequencer, 22)
      scene.second += 4 * 3_600
    }
    #expect(scene.judge().row("LRM-6")?.verdict == .pass)
  }

  @Test("limits of the site file move the thresholds")
  func limits() {
    var site = Scene.lab
    site.limits.acceptedPeers = 1
    site.limits.segmentHosts = 1
    var scene = Scene(site)
    scene.connect(Scene.sequencer, Scene.nas, 445)
    scene.connect(Scene.sequencer, Scene.lis, 104)
    let report = scene.judge()
    #expect(report.row("LRM-6")?.verdict == .warn)
    #expect(report.row("LRM-4")?.verdict == .warn)
  }

  @Test("what a DHCP server says of the subnet is evidence of its size")
  func prefixLength() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445)
    var claim = AddressClaim(
      source: .dhcp, mac: MACAddress(0x0200_0000_0010), address: IPAddress(Scene.sequencer),
      vlan: nil, moment: scene.moment())
    claim.prefixLength = 28
    scene.add(.address(claim))
    let evidence = scene.judge().findings.filter { $0.clause == "LRM-4" }.map(\.evidence)
    #expect(evidence.map { $0[.prefixLength] } == [.number(28)])
  }

  @Test("accounts: a machine's is nobody's, and yesterday's use is over")
  func accounts() {
    func use(_ account: String, apart seconds: Double) -> Verdict? {
      var scene = Scene()
      for peer in [Scene.pc, Scene.lis] {
        var smb = SMBConnection.encrypted()
        smb.sessions[0].account = account
        scene.connect(peer, Scene.sequencer, 445, .smb(smb))
        scene.second += seconds
      }
      return scene.judge().row("ILMN-12d")?.verdict
    }
    #expect(use("lab", apart: 60) == .warn)
    #expect(use("lab", apart: 90_000) == .pass)
    #expect(use("SEQ01$", apart: 60) == .notObserved)
  }

  @Test("an open connection reaches no watch until it ends")
  func onlyEnded() {
    var scene = Scene()
    let first = scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
    _ = first
    scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200))) { $0.isFinal = false }
    #expect(scene.judge().verdicts("LRM-11") == [])
  }

  @Test(
    "a change is a policy's only after one was fetched, and within a day", arguments: [0, 1, 2])
  func policy(days: Int) {
    func offer(_ version: TLSVersion, _ scene: inout Scene) {
      scene.connect(
        Scene.sequencer, Scene.internet, 443,
        .tls(.chosen(version, from: [version], name: Scene.cloud)))
    }
    var site = Scene.lab
    site.assets[0].adJoined = true
    var scene = Scene(site)
    offer(.tls12, &scene)
    // 0 days: the change comes before the policy.
    if days == 0 { offer(.tls10, &scene) }
    var smb = SMBConnection.clear(isSigned: true)
    smb.policyFile = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb))
    scene.second += days == 2 ? 90_000 : 60
    if days > 0 { offer(.tls10, &scene) }
    #expect(scene.judge().verdicts("ILMN-6", "seq").contains(.warn) == (days == 1))
  }
}
