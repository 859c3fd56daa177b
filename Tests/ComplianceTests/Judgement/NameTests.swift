import Observations
import Testing

@testable import Compliance

/// Names of addresses: where they come from, how long they last, and what they can carry.
@Suite struct NameTests {
  private static let address = "203.0.113.10"

  private func visit(_ scene: inout Scene, name: String? = nil) {
    scene.connect(
      Scene.sequencer, Self.address, 443, .tls(.chosen(.tls12, name: name)))
  }

  @Test("the asset's own answer carries a pass")
  func ownAnswer() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: [Self.address])
    visit(&scene)
    let report = scene.judge()
    #expect(report.row("ILMN-4c")?.verdict == .pass)
    #expect(report.verdicts("ILMN-4") == [.pass])
    let peer = report.findings("ILMN-4c").first?.peer
    #expect(peer?.name == Scene.cloud)
    #expect(peer?.nameSource == .dns)
  }

  @Test("a chain of aliases leads to the question's name, and to no other")
  func aliases() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: [Self.address], through: ["edge.cdn.example", "a.cdn.example"])
    visit(&scene)
    #expect(scene.judge().findings("ILMN-4c").first?.peer?.name == Scene.cloud)
    scene = Scene()
    scene.resolve("evil.example", to: [Self.address], through: [Scene.cloud])
    visit(&scene)
    #expect(scene.judge().verdicts("ILMN-4") == [.fail])
  }

  @Test("a stray record in an answer names nothing")
  func strayRecord() {
    var scene = Scene()
    scene.ask("www.example.org", id: 9)
    scene.answer("www.example.org", to: ["192.0.2.1"], id: 9)
    guard case .name(var message) = scene.observations.last else {
      Issue.record("the scene ends with no name message")
      return
    }
    message.answers.append(
      NameRecord(
        name: Scene.cloud, type: 1, timeToLive: 60, value: .address(Scene.address(Self.address))))
    var other = Scene()
    other.ask("www.example.org", id: 9)
    other.add(.name(message))
    visit(&other)
    #expect(other.judge().verdicts("ILMN-4") == [.fail])
  }

  @Test("hints of an HTTPS record are addresses of the question's name")
  func hints() {
    var scene = Scene()
    scene.ask(Scene.cloud, id: 4, type: 65)
    scene.answer(Scene.cloud, to: [], id: 4, type: 65)
    guard case .name(var message) = scene.observations.last else {
      Issue.record("the scene ends with no name message")
      return
    }
    message.answers = [
      NameRecord(
        name: Scene.cloud, type: 65, timeToLive: 60,
        value: .service(target: "", hints: [Scene.address(Self.address)], hasECH: false))
    ]
    scene.add(.name(message))
    var other = Scene()
    for observation in scene.observations where observation.moment.frame == 1 {
      other.add(observation)
    }
    other.add(.name(message))
    _ = other.moment()
    _ = other.moment()
    visit(&other)
    #expect(other.judge().verdicts("ILMN-4") == [.pass])
  }

  @Test("an answer does not count for a connection that began before it")
  func answerTooLate() {
    var scene = Scene()
    var early = scene.connect(Scene.sequencer, Self.address, 443, stage: .attempted) {
      $0.isFinal = false
    }
    scene.resolve(Scene.cloud, to: [Self.address])
    early.stage = .succeeded
    early.isFinal = true
    early.application = .tls(.chosen(.tls12, name: nil))
    scene.add(.connection(early))
    #expect(scene.judge().verdicts("ILMN-4") == [.fail])
  }

  @Test("a name outlives its time to live by the hold, and no longer")
  func hold() {
    for (seconds, verdict) in [(3_000.0, Verdict.pass), (9_000, .fail)] {
      var scene = Scene()
      scene.resolve(Scene.cloud, to: [Self.address], timeToLive: 1)
      scene.second += seconds
      visit(&scene)
      #expect(scene.judge().verdicts("ILMN-4") == [verdict])
    }
  }

  @Test("another host's answer is weaker evidence: a warning")
  func otherHost() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: [Self.address], by: Scene.veriseq)
    visit(&scene)
    #expect(scene.judge().verdicts("ILMN-4") == [.warn])
  }

  @Test("an answer to a question that nobody asked is weak as well")
  func unaskedAnswer() {
    var scene = Scene()
    scene.answer(Scene.cloud, to: [Self.address])
    visit(&scene)
    #expect(scene.judge().verdicts("ILMN-4") == [.warn])
  }

  @Test("an answer with another id does not belong to the question")
  func wrongID() {
    var scene = Scene()
    scene.ask(Scene.cloud, id: 1)
    scene.answer(Scene.cloud, to: [Self.address], id: 2)
    visit(&scene)
    #expect(scene.judge().verdicts("ILMN-4") == [.warn])
  }

  @Test("several names: a warning unless all are listed or the hello decides")
  func severalNames() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: [Self.address])
    scene.resolve("other.example.org", to: [Self.address])
    visit(&scene)
    #expect(scene.judge().verdicts("ILMN-4") == [.warn])
    visit(&scene, name: Scene.cloud)
    #expect(scene.judge().verdicts("ILMN-4").contains(.pass))
  }

  @Test("a listed name in the hello that DNS never gave the address is a warning")
  func unbacked() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.99"])
    visit(&scene, name: Scene.cloud)
    #expect(scene.judge().verdicts("ILMN-4") == [.warn])
  }

  @Test("without any DNS in view a name in the hello stands alone")
  func noDNSInView() {
    var scene = Scene()
    visit(&scene, name: Scene.cloud)
    #expect(scene.judge().verdicts("ILMN-4") == [.pass])
  }

  @Test("case and a trailing dot make no other name")
  func spelling() {
    var scene = Scene()
    visit(&scene, name: "API.BaseSpace.Illumina.COM.")
    #expect(scene.judge().verdicts("ILMN-4") == [.pass])
  }

  // MARK: Questions

  @Test("a question for an unlisted name warns, low, once a name")
  func unlistedQuestion() {
    var scene = Scene()
    for id in 1...3 as ClosedRange<UInt16> {
      scene.resolve("telemetry.example.org", to: ["192.0.2.1"], id: id)
    }
    let findings = scene.judge().findings("BASE-DST")
    #expect(findings.map(\.verdict) == [.warn])
    #expect(findings.first?.severity == .low)
    #expect(findings.first?.count == 3)
    #expect(findings.first?.stage == .established)
    #expect(findings.first?.evidence[.dnsQuestion] == .text("telemetry.example.org"))
  }

  @Test("NXDOMAIN refuses a question")
  func refusedQuestion() {
    var scene = Scene()
    scene.resolve("beacon.example.org", to: [], code: 3)
    #expect(scene.judge().findings("BASE-DST").first?.stage == .refused)
  }

  @Test(
    "ordinary questions are information",
    arguments: [
      "nas", "printer.local", "nas.lab.example", "10.0.77.10.in-addr.arpa",
      "www.msftconnecttest.com",
    ])
  func ordinaryQuestion(name: String) {
    var scene = Scene()
    scene.ask(name)
    #expect(scene.judge().verdicts("BASE-DST") == [.info])
  }

  @Test("a question for a listed name says nothing")
  func listedQuestion() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: [Self.address])
    #expect(scene.judge().findings.isEmpty)
  }

  @Test("the twentieth name below one domain in ten minutes is one warning, high")
  func tunnel() {
    var scene = Scene()
    for number in 1...30 { scene.ask("x\(number).evil.example.co.uk") }
    let findings = scene.judge().findings("BASE-DST")
    let tunnels = findings.filter { $0.severity == .high }
    #expect(tunnels.map(\.verdict) == [.warn])
    #expect(tunnels.first?.count == 11)
    #expect(findings.count == 20)
  }

  @Test("twenty names over an hour are no tunnel")
  func slowNames() {
    var scene = Scene()
    for number in 1...25 {
      scene.second += 120
      scene.ask("x\(number).evil.example")
    }
    #expect(scene.judge().findings("BASE-DST").allSatisfy { $0.severity == .low })
  }
}
