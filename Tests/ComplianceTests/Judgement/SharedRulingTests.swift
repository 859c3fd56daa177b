import Observations
import Testing

@testable import Compliance

/// Rulings are shared among connections with the same facts.
///
/// Here every connection is also judged by itself, and nothing may come out differently.
@Suite("Shared rulings")
struct SharedRulingTests {
  @Test("judge as every connection by itself", arguments: 1...6)
  func sharedAndAlone(seed: UInt64) throws {
    var traffic = RandomTraffic(seed: seed)
    let scene = traffic.scene(connections: 1_200, site: seed == 6 ? nil : Scene.lab)
    let alone = report(scene, rulings: 0)
    // So few that most are forgotten and found again.
    for rulings in [4, 8_192] {
      let shared = report(scene, rulings: rulings)
      #expect(shared.findings == alone.findings)
      #expect(shared.assets.map(\.asset) == alone.assets.map(\.asset))
      for (one, other) in zip(shared.assets.flatMap(\.clauses), alone.assets.flatMap(\.clauses)) {
        #expect(one.clause == other.clause)
        #expect(one.verdict == other.verdict)
        #expect(one.counts == other.counts)
        #expect(one.peers == other.peers)
        #expect(one.reason == other.reason)
      }
    }
    // The traffic reaches every verdict that a connection can have.
    let verdicts = Set(alone.findings.map(\.verdict))
    #expect(verdicts.isSuperset(of: [.fail, .warn, .undetermined, .pass, .info]))
  }

  private func report(_ scene: Scene, rulings: Int) -> Report {
    var limits = Judge.Limits()
    limits.rulings = rulings
    var judge = Judge(policy: scene.policy, sensor: "test", limits: limits)
    judge.addSource(name: "random.pcap", firstFrame: 1)
    judge.judge(scene.observations)
    return judge.finish(coverage: Coverage())
  }
}

/// Connections with every field that a clause may read drawn at random.
private struct RandomTraffic {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private static let hosts = [
    Scene.sequencer, Scene.console, Scene.veriseq, Scene.controller, Scene.chineseController,
    Scene.nas, Scene.lis, Scene.pc, Scene.stranger, Scene.internet, "10.77.0.41", "198.51.100.8",
  ]
  private static let names = [
    Scene.cloud, "API.BaseSpace.Illumina.com", "ocsp.digicert.com", "www.msftconnecttest.com",
    "www.example.org", "telemetry.example.org", "198.51.100.7", "files.lab.example:443",
    "iscm-s3.beckmancoulter.com", "cn-files.beckmancoulter.com.cn",
  ]
  private static let versions: [TLSVersion] = [
    .ssl2, .ssl3, .tls10, .tls11, .tls12, .tls13, .dtls10, .dtls12, .dtls13,
    TLSVersion(rawValue: 0x0305), TLSVersion(rawValue: 0xfe01), TLSVersion(rawValue: 0x7f17),
  ]
  private static let dialects: [SMBDialect] = [
    .smb1, .smb202, .smb21, .wildcard, .smb30, .smb302, .smb311, SMBDialect(rawValue: 0x0401),
  ]

  mutating func scene(connections: Int, site: Site?) -> Scene {
    var scene = Scene(site)
    for _ in 0..<connections {
      if chance(8) { resolve(in: &scene) }
      if chance(20) { scene.second += 30 }
      let (stage, application) = (pick(Stage.allCases), application())
      let (from, to) = (pick(Self.hosts), pick(Self.hosts))
      let port = pick([22, 80, 139, 443, 443, 445, 2_049, 5_938, 8_080, 53, 123] as [UInt16])
      let transport = chance(6) ? Transport.udp : chance(40) ? .icmp : .tcp
      let isShort = chance(3)
      let last = scene.connect(
        from, to, port, application, stage: stage,
        refusal: pick([nil, nil, .reset, .unreachable, .silence]), transport: transport
      ) { change(&$0, isShort: isShort) }
      // The same flow again, as more of it was seen.
      if !last.isFinal {
        var next = last
        next.last = scene.moment()
        change(&next, isShort: false)
        scene.add(.connection(next))
      }
    }
    return scene
  }

  private mutating func resolve(in scene: inout Scene) {
    let name = pick(Self.names.filter { !$0.contains(":") }).lowercased()
    scene.resolve(
      name, to: [pick([Scene.internet, "198.51.100.8", Scene.nas])],
      by: pick([Scene.sequencer, Scene.controller, Scene.chineseController, Scene.pc]))
  }

  private mutating func change(_ connection: inout Connection, isShort: Bool) {
    connection.isFinal = !chance(5)
    connection.isOneSided = chance(10)
    connection.hasGap = chance(10)
    connection.wasEvicted = chance(20)
    connection.isMidstream = chance(10)
    connection.initiatorKnown = !chance(6)
    if isShort, chance(2) { connection.fromResponder = Traffic() }
    if isShort, chance(2) { connection.fromInitiator.octets = 0 }
  }

  private mutating func application() -> Application {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: .unknown
    case 1: .dns
    case 2: .other(pick(Service.allCases))
    case 3: .http(conversation())
    case 4, 5: .smb(smb())
    default: .tls(handshake())
    }
  }

  private mutating func conversation() -> HTTPConversation {
    var conversation = HTTPConversation.exchange(
      pick([nil, 200, 302, 401, 404, 405, 503]), location: pick([nil, "https://a.example/"]),
      host: chance(3) ? nil : pick(Self.names))
    conversation.isTunnel = chance(8)
    if chance(8) { conversation.decisive = nil }
    conversation.decisive?.hasCredentials = chance(6)
    conversation.decisive?.target = pick(["/", "/a?b", "/c#d", "http://e/f", "/g?h=i://j/k"])
    return conversation
  }

  private mutating func handshake() -> TLSHandshake {
    var handshake = TLSHandshake()
    handshake.clientVersions = some(Self.versions, most: 4)
    handshake.hasSupportedVersions = chance(2)
    handshake.serverName = chance(3) ? nil : pick(Self.names)
    handshake.hasECH = chance(6)
    handshake.hasFallbackSCSV = chance(6)
    handshake.version = chance(4) ? nil : pick(Self.versions)
    handshake.cipherSuite = pick([nil, 0x1301, 0xc02f, 0x0005, 0x0000, 0x0034])
    handshake.hasDowngradeMarker = chance(5)
    handshake.clientALPN = chance(6) ? ["smb"] : []
    handshake.serverALPN = chance(8) ? "smb" : nil
    handshake.alertFromServer = chance(6) ? TLSAlert(level: 2, description: 70) : nil
    handshake.protectedFromClient = !chance(3)
    handshake.protectedFromServer = !chance(3)
    handshake.applicationData = chance(3)
    handshake.helloMissing = chance(8)
    handshake.closedBeforeServerHello = chance(6)
    handshake.clientHello = moment()
    handshake.serverHello = moment()
    handshake.deciding = moment()
    return handshake
  }

  private mutating func smb() -> SMBConnection {
    var smb = SMBConnection()
    smb.clientDialects = some(Self.dialects, most: 5)
    smb.dialect = chance(5) ? nil : pick(Self.dialects)
    smb.smb1Offered = chance(4)
    smb.clientSigning = signing()
    smb.serverSigning = signing()
    smb.serverCipher = pick([nil, 0, 2])
    smb.serverName = chance(3) ? pick(Self.names) : nil
    smb.negotiateRefused = chance(6)
    smb.sessions = (0..<pick([0, 0, 1, 1, 2, 10])).map { session(UInt64($0)) }
    smb.failedSetups = chance(4) ? 1 : 0
    smb.disk = counts()
    smb.pipe = counts()
    smb.unknownShare = counts()
    smb.encryptedFromClient = chance(2) ? 3 : 0
    smb.encryptedFromServer = chance(2) ? 3 : 0
    smb.compressedMessages = chance(8) ? 1 : 0
    smb.shareEncryptionRequired = chance(3)
    smb.diskShares = chance(2) ? ["runs"] : []
    smb.smb1Messages = chance(8) ? 2 : 0
    smb.negotiateRequest = moment()
    smb.negotiateResponse = moment()
    smb.firstClearData = moment()
    smb.firstEncrypted = moment()
    smb.negotiateMissing = chance(6)
    return smb
  }

  private mutating func session(_ id: UInt64) -> SMBSession {
    var session = SMBSession(id: id, established: moment() ?? Moment(frame: 1, time: .zero))
    session.isGuest = chance(6)
    session.isAnonymous = chance(6)
    session.encryptData = chance(4)
    session.mechanism = pick([nil, .kerberos, .ntlmv1, .ntlmv2, .ntlm, .anonymous])
    return session
  }

  private mutating func counts() -> SMBMessageCounts {
    var counts = SMBMessageCounts()
    guard chance(3) else { return counts }
    counts.signedFromClient = chance(2) ? 2 : 0
    counts.signedFromServer = chance(2) ? 2 : 0
    counts.unsignedFromClient = chance(3) ? 1 : 0
    counts.unsignedFromServer = chance(3) ? 1 : 0
    counts.succeeded = chance(2) ? 2 : 0
    counts.transferred = chance(2) ? 1 : 0
    return counts
  }

  private mutating func signing() -> SMBSigning? {
    chance(4) ? nil : SMBSigning(enabled: true, required: chance(2))
  }

  /// A frame of its own for each place that may decide, or none.
  private mutating func moment() -> Moment? {
    guard !chance(4) else { return nil }
    let frame = UInt64.random(in: 1...10_000, using: &random)
    return Moment(frame: frame, time: Timestamp(nanoseconds: Int64(frame)))
  }

  // MARK: Drawing

  /// True once in `times`.
  private mutating func chance(_ times: Int) -> Bool {
    Int.random(in: 0..<times, using: &random) == 0
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  private mutating func some<Element>(_ elements: [Element], most: Int) -> [Element] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in pick(elements) }
  }
}

extension Timestamp {
  fileprivate static let zero = Timestamp(nanoseconds: 0)
}
