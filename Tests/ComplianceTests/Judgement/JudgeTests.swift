import Observations
import Testing

@testable import Compliance

/// How the judge keeps its books: snapshots, identity, suppression, bounds and the ledger.
@Suite struct JudgeTests {
  // MARK: Snapshots

  @Test("a later snapshot replaces what the earlier one said")
  func replacedSnapshot() {
    var scene = Scene()
    var connection = scene.connect(Scene.sequencer, Scene.internet, 443, stage: .attempted) {
      $0.isFinal = false
    }
    for stage in [Stage.established, .succeeded] {
      connection.stage = stage
      connection.last = scene.moment()
      connection.isFinal = stage == .succeeded
      scene.add(.connection(connection))
    }
    let report = scene.judge()
    let findings = report.findings("ILMN-4")
    #expect(findings.map(\.verdict) == [.fail])
    #expect(findings.first?.count == 1)
    #expect(findings.first?.stage == .succeeded)
    #expect(report.row("ILMN-4")?.counts == [.fail: 1])
  }

  @Test("an attempt that becomes a session is one finding with a higher revision")
  func attemptBecomesSession() {
    var scene = Scene()
    var connection = scene.connect(Scene.stranger, Scene.sequencer, 22, stage: .attempted) {
      $0.isFinal = false
    }
    var judge = Judge(policy: scene.policy, sensor: "test")
    judge.judge([.connection(connection)])
    let attempt = judge.changedFindings().first { $0.clause == "ILMN-1a" }
    connection.stage = .established
    connection.isFinal = true
    judge.judge([.connection(connection)])
    let session = judge.changedFindings().first { $0.clause == "ILMN-1a" }
    #expect(attempt?.verdict == .warn)
    #expect(session?.verdict == .fail)
    #expect(attempt?.id == session?.id)
    #expect((attempt?.revision ?? 0) < (session?.revision ?? 0))
    #expect(judge.changedFindings().isEmpty)
  }

  @Test("connections of one kind are one finding with a count and a span of time")
  func countedConnections() {
    var scene = Scene()
    for _ in 1...3 { scene.connect(Scene.stranger, Scene.sequencer, 22) }
    let finding = scene.judge().findings("ILMN-1a").first
    #expect(finding?.count == 3)
    #expect(finding?.firstSeen.frame == 1)
    #expect(finding?.lastSeen.frame == 6)
  }

  @Test("the frame that decided is named by capture and packet number")
  func captureReference() {
    let scene = Scene()
    var judge = Judge(policy: scene.policy, sensor: "test")
    judge.addSource(name: "first.pcap", firstFrame: 1)
    judge.addSource(name: "second.pcap", firstFrame: 101)
    var connection = Connection(
      id: 1, transport: .tcp, initiator: Endpoint(Scene.address(Scene.stranger), 5),
      responder: Endpoint(Scene.address(Scene.sequencer), 22),
      first: Moment(frame: 140, time: Timestamp(nanoseconds: 5)))
    connection.isFinal = true
    connection.initiatorKnown = true
    judge.judge([.connection(connection)])
    let capture = judge.finish(coverage: Coverage()).findings("ILMN-1a").first?.capture
    #expect(capture == CaptureReference(source: "second.pcap", packet: 40))
  }

  // MARK: Identity

  @Test("an id is the start of SHA-256 over the fields with their lengths")
  func identity() {
    // Computed with another implementation of SHA-256 over the same octets.
    let connection = FindingIdentity(
      site: "lab", clause: "ILMN-3-ENC", asset: "seq", direction: .outbound, transport: .tcp,
      peer: IPAddress("10.77.0.20"), port: 445, discriminator: nil)
    #expect(connection.id == "e6489bf35d148a9428a823a8c1090c4d")
    let question = FindingIdentity(
      site: nil, clause: "BASE-DST", asset: "seq", direction: .outbound, transport: .udp,
      peer: nil, port: 53, discriminator: "question:a.example")
    #expect(question.id == "f991367e20d6185a93c8b045f0fb0584")
  }

  @Test("the id does not depend on verdict, stage, client port, time or sensor")
  func stableIdentity() {
    func id(_ stage: Stage, _ port: UInt16, _ start: Double, _ sensor: String) -> String? {
      var scene = Scene()
      scene.second = start
      scene.connect(Scene.stranger, Scene.sequencer, 22, stage: stage) { $0.initiator.port = port }
      var judge = Judge(policy: scene.policy, sensor: sensor)
      judge.judge(scene.observations)
      return judge.finish(coverage: Coverage()).findings("ILMN-1a").first?.id
    }
    let ids = Set([
      id(.attempted, 1_024, 10, "a"), id(.refused, 2_000, 99, "b"), id(.succeeded, 3_000, 5, "c"),
    ])
    #expect(ids.count == 1)
    #expect(ids.first??.count == 32)
  }

  @Test("two facts of one clause on one connection have two ids")
  func distinctFacts() {
    var handshake = TLSHandshake.chosen(.tls12)
    handshake.cipherSuite = 0x0004
    var scene = Scene()
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .tls(handshake))
    let findings = scene.judge().findings("ILMN-4c")
    #expect(findings.count == 2)
    #expect(Set(findings.map(\.id)).count == 2)
  }

  // MARK: What the site says of findings

  private func suppressed(until second: Int64, peer: String? = "nas") -> Report {
    var site = Scene.lab
    var entry = Suppression(
      clause: "ILMN-3-ENC", who: "desk", why: "upgrade",
      until: Timestamp(nanoseconds: second * 1_000_000_000), untilText: "soon")
    entry.asset = "seq"
    entry.peer = peer
    site.suppressions = [entry]
    var scene = Scene(site)
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.clear(isSigned: true)))
    return scene.judge()
  }

  @Test("a suppressed finding stays, says who and why, and counts nowhere")
  func suppression() {
    let report = suppressed(until: 2_000)
    let finding = report.findings("ILMN-3-ENC").first
    #expect(finding?.verdict == .fail)
    #expect(
      finding?.suppression == SuppressionReference(who: "desk", why: "upgrade", until: "soon"))
    #expect(report.row("ILMN-3-ENC")?.verdict == .info)
    #expect(report.row("ILMN-3-ENC")?.counts.isEmpty == true)
    #expect(report.row("ILMN-3-DIALECT")?.verdict == .pass)
  }

  @Test("a suppression ends by packet time, and holds for its peer alone")
  func suppressionEnds() {
    for report in [suppressed(until: 999), suppressed(until: 2_000, peer: "lis")] {
      #expect(report.findings("ILMN-3-ENC").first?.suppression == nil)
      #expect(report.row("ILMN-3-ENC")?.verdict == .fail)
    }
  }

  @Test("the site changes a severity until its date")
  func severityOverride() {
    for (until, severity) in [(2_000, Severity.low), (999, .high)] as [(Int64, Severity)] {
      var site = Scene.lab
      site.severities = [
        SeverityOverride(
          clause: "ILMN-3-ENC", level: .low, who: "desk", why: "shared",
          until: Timestamp(nanoseconds: until * 1_000_000_000))
      ]
      var scene = Scene(site)
      scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.clear(isSigned: true)))
      let finding = scene.judge().findings("ILMN-3-ENC").first
      #expect(finding?.severity == severity)
      #expect((finding?.severityChange != nil) == (severity == .low))
    }
  }

  @Test("findings carry document, controls and remediation")
  func references() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.clear(isSigned: true)))
    let finding = scene.judge().findings("ILMN-3-ENC").first
    #expect(finding?.document.number == "200055146 v00")
    #expect(finding?.document.clause == "3")
    #expect(finding?.controls.isEmpty == false)
    #expect(finding?.remediation.zh?.isEmpty == false)
    #expect(finding?.reason.ja?.isEmpty == false)
  }

  // MARK: Ledger

  @Test("what cannot be assessed says so, what was not seen says so")
  func silentRows() {
    let report = Scene().judge()
    #expect(report.row("ILMN-2")?.verdict == .notAssessable)
    #expect(report.row("ILMN-3-DIALECT")?.verdict == .notObserved)
    #expect(report.row("ILMN-4b")?.verdict == .notObserved)
    #expect(report.assets.count == 5)
  }

  @Test("silence is undetermined when frames were lost or one direction is missing")
  func lostFrames() {
    var scene = Scene()
    scene.coverage.drops = 1
    #expect(scene.judge().row("ILMN-3-DIALECT")?.verdict == .undetermined)
    scene = Scene()
    scene.connect(Scene.sequencer, Scene.lis, 104) { $0.isOneSided = true }
    #expect(scene.judge().row("ILMN-3-DIALECT")?.verdict == .undetermined)
    #expect(scene.judge().row("ILMN-3-DIALECT", "veri")?.verdict == .notObserved)
  }

  @Test("a clause has the worst of its connections, and counts each")
  func worstOfWindow() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted()))
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted()))
    scene.connect(Scene.sequencer, Scene.pc, 445, .smb(.agreed(.smb302)))
    let row = scene.judge().row("ILMN-3-DIALECT")
    #expect(row?.verdict == .fail)
    #expect(row?.counts == [.pass: 2, .fail: 1])
    #expect(row?.peers == 2)
  }

  @Test("a pass says in how many connections and with how many peers")
  func passReason() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted()))
    let reason = scene.judge().row("ILMN-3-ENC")?.reason.en
    #expect(reason?.hasPrefix("Observed in 1 connections of 1 peers between") == true)
  }

  @Test("every connection counts once in a clause, whatever number of facts it shows")
  func oneCountPerConnection() {
    var handshake = TLSHandshake.chosen(.tls12)
    handshake.cipherSuite = 0x0004
    var scene = Scene()
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .tls(handshake))
    #expect(scene.judge().row("ILMN-4c")?.counts == [.warn: 1])
  }

  // MARK: Without a site file

  @Test("without a site file private addresses are judged by the baseline alone")
  func noSite() {
    var scene = Scene(nil)
    scene.connect("192.168.1.5", "192.168.1.9", 445, .smb(.clear(.smb21, isSigned: false)))
    scene.connect("192.168.1.5", Scene.internet, 443, .tls(.chosen(.tls10, name: nil)))
    let report = scene.judge()
    #expect(report.assets.map(\.asset.id) == ["192.168.1.5"])
    #expect(report.verdicts("BASE-SMB-DIALECT") == [.fail])
    #expect(report.verdicts("BASE-TLS") == [.fail])
    #expect(report.findings("BASE-DST").isEmpty)
    #expect(report.row("BASE-DST", "192.168.1.5")?.verdict == .notAssessable)
    #expect(report.row("BASE-IN", "192.168.1.5")?.verdict == .notAssessable)
    #expect(report.row("ILMN-4", "192.168.1.5") == nil)
  }

  @Test("without a site file a private responder is the asset of a connection from outside")
  func noSiteInbound() {
    var scene = Scene(nil)
    scene.connect(Scene.internet, "192.168.1.9", 443, .tls(.chosen(.tls10, name: nil)))
    let finding = scene.judge().findings("BASE-TLS").first
    #expect(finding?.asset.id == "192.168.1.9")
    #expect(finding?.direction == .inbound)
  }

  // MARK: Bounds

  @Test("a full table of findings drops what weighs least, and counts it")
  func boundedFindings() {
    var limits = Judge.Limits()
    limits.findings = 32
    var scene = Scene()
    scene.connect(Scene.stranger, Scene.sequencer, 22)
    for port in 1_000...1_200 as ClosedRange<UInt16> {
      scene.connect(Scene.stranger, Scene.sequencer, port, stage: .refused, refusal: .reset)
    }
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.judge(scene.observations)
    let report = judge.finish(coverage: Coverage())
    #expect(report.findings.count <= 32)
    #expect(report.findings("ILMN-1a").contains { $0.verdict == .fail })
    #expect(report.coverage.evictions["judge.findings"] ?? 0 > 0)
  }

  @Test("what full tables pushed out is counted while the run goes on, and a new policy keeps it")
  func countsWhileRunning() throws {
    var limits = Judge.Limits()
    limits.findings = 32
    var scene = Scene()
    for port in 1_000...1_200 as ClosedRange<UInt16> {
      scene.connect(Scene.stranger, Scene.sequencer, port, stage: .refused, refusal: .reset)
    }
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.judge(scene.observations)
    let count = try #require(judge.evictionCounts["judge.findings"])
    #expect(count > 0)
    let next = Judge(policy: scene.policy, sensor: "test", continuing: judge)
    #expect(next.evictionCounts["judge.findings"] == count)
    #expect(judge.finish(coverage: Coverage()).coverage.evictions["judge.findings"] ?? 0 >= count)
  }

  @Test("a full table of open connections settles the oldest, and counts it")
  func boundedConnections() {
    var limits = Judge.Limits()
    limits.openConnections = 16
    var scene = Scene()
    for _ in 1...40 {
      scene.connect(Scene.stranger, Scene.sequencer, 22) { $0.isFinal = false }
    }
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.judge(scene.observations)
    #expect(judge.open.count <= 16)
    let report = judge.finish(coverage: Coverage())
    #expect(report.findings("ILMN-1a").first?.count == 40)
    #expect(report.coverage.evictions["judge.connections"] ?? 0 > 0)
  }

  @Test("more possible instruments than the limit are counted and not judged")
  func boundedAssets() {
    var limits = Judge.Limits()
    limits.assets = 4
    var scene = Scene(nil)
    for host in 1...9 {
      scene.connect("10.0.0.\(host)", Scene.internet, 443, .tls(.chosen(.tls10, name: nil)))
    }
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.judge(scene.observations)
    let report = judge.finish(coverage: Coverage())
    #expect(report.assets.count == 4)
    #expect(report.coverage.evictions["judge.assets"] == 5)
  }

  // MARK: Order

  @Test("findings come by first frame, then id, and the same every time")
  func order() {
    var scene = Scene()
    for port in 20...60 as ClosedRange<UInt16> {
      scene.connect(Scene.stranger, Scene.sequencer, port)
      scene.connect(Scene.sequencer, Scene.internet, port) { $0.isFinal = port % 2 == 0 }
    }
    let first = scene.judge().findings
    #expect(first == scene.judge().findings)
    for (left, right) in zip(first, first.dropFirst()) {
      #expect((left.firstSeen.frame, left.id) < (right.firstSeen.frame, right.id))
    }
  }

  @Test("how observations are cut into batches changes nothing")
  func batches() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.10"])
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .tls(.chosen(.tls12, name: nil)))
    scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    scene.connect(Scene.stranger, Scene.sequencer, 22)
    var judge = Judge(policy: scene.policy, sensor: "test")
    judge.addSource(name: "scene.pcap", firstFrame: 1)
    for observation in scene.observations {
      judge.judge([observation])
      judge.advance(to: observation.moment.time)
    }
    #expect(judge.finish(coverage: Coverage()).findings == scene.judge().findings)
  }
}
