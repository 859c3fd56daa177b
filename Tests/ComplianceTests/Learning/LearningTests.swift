import Observations
import Testing

@testable import Compliance

/// What is learned from a scene must cover that scene, by the judge's own rules.
@Suite struct LearningTests {
  struct Lesson {
    var learned: LearnedSite?
    var site: Site?
    var mistakes: [String] = []
    var endpointFindings: [String] = []

    init(_ scene: Scene) throws {
      var policy = try #require(Scene.signatures)
      var learner = SiteLearner(policy: policy)
      for observation in scene.observations { learner.learn(observation) }
      learned = learner.finish(coverage: scene.coverage)
      guard let learned else { return }
      var mistakes = Mistakes()
      site = SiteLoader(known: SiteLoader.Known(policy.profiles))
        .load(Array(learned.text.utf8), file: "learned.yaml", into: &mistakes)
      self.mistakes = mistakes.sorted.map(\.description)
      policy.site = site
      var judge = Judge(policy: policy, sensor: "test")
      judge.judge(scene.observations)
      let report = judge.finish(coverage: scene.coverage)
      endpointFindings = report.findings.filter { finding in
        // What the capture lacks makes no peer unlisted.
        finding.verdict <= .warn
          && ([finding.clause] + finding.also).contains { id in
            let expectation = policy.clause(id)?.clause.expectation
            return expectation is ListedPeers || expectation is ListedDestinations
              || expectation is OtherDestinations
          } && !(policy.clause(finding.clause)?.clause.expectation is OutsideAccess)
      }.map { "\($0.clause) \($0.asset.id) \($0.peer?.address.description ?? ""): \($0.reason.en)" }
    }
  }

  @Test(
    "a learned site loads and leaves no unlisted peer or destination",
    arguments: 1...24 as ClosedRange<UInt64>)
  func covers(seed: UInt64) throws {
    var traffic = RandomTraffic(seed: seed)
    let lesson = try Lesson(traffic.scene(connections: 40, site: nil))
    #expect(lesson.mistakes == [])
    #expect(lesson.site != nil)
    #expect(lesson.endpointFindings == [])
  }

  @Test("the tags of hosts inside become the site's VLANs, which the same capture obeys")
  func vlans() throws {
    var scene = Scene(nil)
    for vlan: UInt16 in [78, 77] {
      scene.connect(Scene.sequencer, Scene.nas, 445) {
        $0.vlan = vlan
        $0.initiatorMAC = MACAddress("02:00:00:00:00:10")
      }
    }
    let lesson = try Lesson(scene)
    #expect(lesson.site?.vlans == [77, 78])
    #expect(lesson.mistakes == [])
    scene = Scene(nil)
    scene.connect(Scene.sequencer, Scene.nas, 445)
    #expect(try Lesson(scene).learned?.text.contains("vlans") == false)
  }

  @Test("without a site's own entries the same scenes do have unlisted peers")
  func canFail() throws {
    var traffic = RandomTraffic(seed: 1)
    let scene = traffic.scene(connections: 40, site: nil)
    var policy = try #require(Scene.signatures)
    var site = Site()
    site.assets = [Scene.asset("seq", Scene.sequencer, "NextSeq 550Dx")]
    policy.site = site
    var judge = Judge(policy: policy, sensor: "test")
    judge.judge(scene.observations)
    let report = judge.finish(coverage: scene.coverage)
    #expect(
      report.findings.contains {
        policy.clause($0.clause)?.clause.expectation is ListedDestinations
          || policy.clause($0.clause)?.clause.expectation is ListedPeers
      })
  }

  @Test("says of every entry that nobody reviewed it")
  func unreviewed() throws {
    var traffic = RandomTraffic(seed: 7)
    let lesson = try Lesson(traffic.scene(connections: 40, site: nil))
    let site = try #require(lesson.site)
    let learned = try #require(lesson.learned)
    #expect(!site.assets.isEmpty && !site.peers.isEmpty && !site.allow.isEmpty)
    #expect(
      UnreviewedEntries(site).count == learned.assets + learned.peers + learned.destinations)
    #expect(site.assets.allSatisfy { !$0.isReviewed })
  }

  @Test("the same observations give the same text")
  func isDeterministic() throws {
    var first = RandomTraffic(seed: 3)
    var second = RandomTraffic(seed: 3)
    let one = try Lesson(first.scene(connections: 40, site: nil)).learned?.text
    let two = try Lesson(second.scene(connections: 40, site: nil)).learned?.text
    #expect(one != nil)
    #expect(one == two)
  }

  @Test(
    "names from the wire cannot break out of the file",
    arguments: [
      "a\nassets: []", "x\"y.example.org", "*.example.org", "\u{1b}[31m.example.org",
      "é.example.org",
      "under_score.example.org", "#.example.org", "a: b.example.org", "'.example.org", "-.-",
      String(repeating: "a", count: 80) + ".example.org", "true", "null.example.org",
    ])
  func hostileNames(name: String) throws {
    var scene = Scene(nil)
    scene.resolve(name, to: ["198.51.100.7"], by: Scene.sequencer)
    var handshake = TLSHandshake()
    handshake.serverName = name
    scene.connect(Scene.sequencer, "198.51.100.7", 443, .tls(handshake))
    scene.connect(Scene.pc, Scene.sequencer, 8_080)
    let lesson = try Lesson(scene)
    #expect(lesson.mistakes == [])
    #expect(lesson.site != nil)
    #expect(lesson.endpointFindings == [])
  }

  @Test("a machine's many names below one domain become one entry with a warning")
  func tunnel() throws {
    var scene = Scene(nil)
    for number in 0..<40 {
      scene.resolve("x\(number).t.example.org", to: [], by: Scene.sequencer, code: 3)
    }
    let lesson = try Lesson(scene)
    let text = try #require(lesson.learned?.text)
    #expect(text.contains("\"*.example.org\""))
    #expect(text.contains("is that a tunnel?"))
    #expect(lesson.endpointFindings == [])
  }

  @Test("a model is guessed from a host name, with the name as the hint")
  func modelByName() throws {
    var scene = Scene(nil)
    scene.resolve("nextseq550dx-7.lab.example", to: [Scene.sequencer], by: Scene.pc)
    scene.resolve("veriseq-1.lab.example", to: [Scene.veriseq], by: Scene.pc)
    scene.connect(Scene.sequencer, Scene.nas, 445)
    scene.connect(Scene.pc, Scene.veriseq, 445)
    let lesson = try Lesson(scene)
    let text = try #require(lesson.learned?.text)
    let assets = try #require(lesson.site?.assets)
    #expect(text.contains("# guessed from the host name nextseq550dx-7.lab.example"))
    #expect(assets.first { $0.id == "nextseq550dx-7" }?.model == "NextSeq 550Dx")
    #expect(
      assets.first { $0.id == "veriseq-1" }?.profiles.contains("illumina/veriseq-nipt") == true)
    #expect(lesson.site?.peers.map(\.role).contains("storage") == true)
  }

  @Test("an address from outside that opens a connection is named in a comment")
  func outside() throws {
    var scene = Scene(nil)
    scene.resolve(Scene.cloud, to: [Scene.internet])
    scene.connect(Scene.internet, Scene.sequencer, 443)
    let lesson = try Lesson(scene)
    #expect(
      lesson.learned?.text.contains(
        "# \(Scene.internet), which is outside, opened a connection to it: is that wanted?") == true
    )
    #expect(lesson.endpointFindings == [])
  }

  @Test("there is nothing to learn where no host inside was seen")
  func nothing() throws {
    var scene = Scene(nil)
    scene.connect(Scene.internet, "203.0.113.9", 443)
    #expect(try Lesson(scene).learned == nil)
  }

  @Test("a broadcast tells how large the segment is")
  func broadcast() throws {
    var scene = Scene(nil)
    scene.connect("192.168.5.9", "192.168.255.255", 137, transport: .udp)
    scene.connect("192.168.3.7", "192.168.5.9", 445)
    let lesson = try Lesson(scene)
    #expect(lesson.site?.segments.map(\.description) == ["192.168.0.0/16"])
    #expect(lesson.endpointFindings == [])
  }

  @Test("an asset that uses the endpoints of China alone is taken to stand there")
  func region() throws {
    var scene = Scene(nil)
    scene.resolve("api.mybeckman.cn", to: [Scene.internet], by: Scene.controller)
    scene.resolve("api.beckman.com", to: ["198.51.100.8"], by: Scene.sequencer)
    let lesson = try Lesson(scene)
    let regions = try #require(lesson.site).assets.map {
      "\($0.addresses[0]) \($0.region?.rawValue ?? "")"
    }
    #expect(regions.sorted() == ["10.77.0.10 ", "10.77.0.60 china"])
  }
}
