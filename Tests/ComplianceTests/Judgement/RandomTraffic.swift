import Observations

@testable import Compliance

/// Connections drawn at random, each followed by others that differ from it in one field: what a
/// table of facts leaves out then shows.
struct RandomTraffic {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private static let hosts = [
    Scene.sequencer, Scene.sequencer, Scene.console, Scene.veriseq, Scene.controller,
    Scene.chineseController, Scene.nas, Scene.lis, Scene.pc, Scene.stranger, Scene.internet,
    "10.77.0.41", "198.51.100.8",
  ]
  private static let names = [
    Scene.cloud, "API.BaseSpace.Illumina.com", "ocsp.digicert.com", "www.msftconnecttest.com",
    "www.example.org", "telemetry.example.org", "198.51.100.7", "files.lab.example:443",
    "iscm-s3.beckmancoulter.com", "cn-files.beckmancoulter.com.cn",
  ]
  private static let ports: [UInt16] = [22, 80, 139, 443, 443, 445, 445, 2_049, 5_938, 8_080, 53]
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
      if chance(4) { resolve(in: &scene) }
      if chance(20) { scene.second += 30 }
      let stage = pick([Stage.attempted, .refused, .established, .succeeded, .succeeded])
      let transport = chance(6) ? Transport.udp : chance(40) ? .icmp : .tcp
      let base = scene.connect(
        pick(Self.hosts), pick(Self.hosts), pick(Self.ports), application(), stage: stage,
        refusal: stage == .refused ? .reset : nil, transport: transport)
      for _ in 0..<24 {
        var other = base
        if chance(3) { change(&other) }
        changeApplication(of: &other.application)
        other.first = scene.moment()
        other.id = other.first.frame
        other.last = scene.moment()
        other.deciding = other.last
        scene.add(.connection(other))
        guard !other.isFinal else { continue }
        // The same flow again, as more of it was seen.
        changeApplication(of: &other.application)
        other.isFinal = chance(2)
        other.last = scene.moment()
        scene.add(.connection(other))
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

  private mutating func change(_ connection: inout Connection) {
    switch Int.random(in: 0..<13, using: &random) {
    case 0: connection.isFinal.toggle()
    case 1: connection.isOneSided.toggle()
    case 2: connection.hasGap.toggle()
    case 3: connection.wasEvicted.toggle()
    case 4: connection.isMidstream.toggle()
    case 5: connection.initiatorKnown.toggle()
    case 6: connection.fromResponder = Traffic()
    case 7: connection.fromInitiator.octets = 0
    case 8: connection.stage = pick(Stage.allCases)
    case 9: connection.refusal = pick([nil, .reset, .unreachable, .silence])
    case 10: connection.responder.port = pick(Self.ports)
    case 11: connection.bringInto(pick(Doubt.allCases))
    default: connection.transport = pick([.tcp, .udp])
    }
  }

  // MARK: Applications

  private mutating func application() -> Application {
    switch Int.random(in: 0..<10, using: &random) {
    case 8: .clinical(clinical())
    case 9: .directory(directory())
    case 0: .unknown
    case 1: .dns
    case 2: .other(pick(Service.allCases))
    case 3: .http(.exchange(pick([nil, 200, 302, 401, 405]), host: pick(Self.names)))
    case 4, 5: .smb(smb())
    default:
      .tls(
        .chosen(
          pick([nil, .tls10, .tls11, .tls12, .tls13]), name: chance(4) ? nil : pick(Self.names),
          isEstablished: !chance(4)))
    }
  }

  private mutating func clinical() -> ClinicalExchange {
    var exchange = ClinicalExchange(service: pick([.dicom, .hl7, .astm]))
    exchange.isAccepted = chance(2)
    exchange.records = chance(2) ? 1 : 0
    return exchange
  }

  private mutating func directory() -> DirectoryExchange {
    var exchange = DirectoryExchange(service: pick([.kerberos, .ldap]))
    exchange.requests = 1
    exchange.isGranted = chance(2)
    return exchange
  }

  private mutating func smb() -> SMBConnection {
    let dialect = pick([nil, .smb1, .smb21, .smb302, .smb311] as [SMBDialect?])
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .agreed(dialect, hasSession: chance(2))
    case 1: return .encrypted(dialect ?? .smb311)
    default: return .clear(dialect ?? .smb311, isSigned: chance(2))
    }
  }

  /// Changes one field.
  private mutating func changeApplication(of application: inout Application) {
    switch application {
    // Facts of QUIC are not shared: each connection is judged by itself.
    case .unknown, .dns, .quic: break
    case .clinical(var exchange):
      switch Int.random(in: 0..<3, using: &random) {
      case 0: exchange.isAccepted.toggle()
      case 1: exchange.isRejected.toggle()
      default: exchange.namesPatient.toggle()
      }
      application = .clinical(exchange)
    case .directory(var exchange):
      switch Int.random(in: 0..<4, using: &random) {
      case 0: exchange.isGranted.toggle()
      case 1: exchange.isNetlogonPing.toggle()
      case 2: exchange.hasClearBind.toggle()
      default: exchange.replies = exchange.replies == 0 ? 1 : 0
      }
      application = .directory(exchange)
    case .other: if chance(2) { application = .other(pick(Service.allCases)) }
    case .http(var conversation):
      change(&conversation)
      application = .http(conversation)
    case .tls(var handshake):
      change(&handshake)
      application = .tls(handshake)
    case .smb(var smb):
      change(&smb)
      application = .smb(smb)
    }
  }

  private mutating func change(_ conversation: inout HTTPConversation) {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: conversation.isTunnel.toggle()
    case 1: conversation.decisive = nil
    case 2: conversation.decisive?.hasCredentials.toggle()
    case 3:
      conversation.decisive?.target = pick(["/", "/a?b", "/c#d", "http://e/f", "/g?h=i://j/k"])
    case 4: conversation.decisive?.status = pick([nil, 200, 302, 401, 404, 405, 503])
    case 5: conversation.decisive?.host = chance(3) ? nil : pick(Self.names)
    default: conversation.decisive?.response = moment()
    }
  }

  private mutating func change(_ handshake: inout TLSHandshake) {
    switch Int.random(in: 0..<18, using: &random) {
    case 0: handshake.clientVersions = some(Self.versions, most: 4)
    case 1: handshake.hasSupportedVersions.toggle()
    case 2: handshake.serverName = chance(3) ? nil : pick(Self.names)
    case 3: handshake.hasECH.toggle()
    case 4: handshake.hasFallbackSCSV.toggle()
    case 5: handshake.version = chance(4) ? nil : pick(Self.versions)
    case 6: handshake.cipherSuite = pick([nil, 0x1301, 0xc02f, 0x0005, 0x0000, 0x0034])
    case 7: handshake.hasDowngradeMarker.toggle()
    case 8: handshake.clientALPN = chance(2) ? ["smb"] : []
    case 9: handshake.serverALPN = chance(2) ? "smb" : nil
    case 10: handshake.alertFromServer = TLSAlert(level: 2, description: 70)
    case 11: handshake.protectedFromClient.toggle()
    case 12: handshake.applicationData.toggle()
    case 13: handshake.helloMissing.toggle()
    case 14: handshake.closedBeforeServerHello.toggle()
    case 15: handshake.clientHello = moment()
    case 16: handshake.serverHello = moment()
    default: handshake.deciding = moment()
    }
  }

  private mutating func change(_ smb: inout SMBConnection) {
    switch Int.random(in: 0..<24, using: &random) {
    case 0: smb.clientDialects = some(Self.dialects, most: 5)
    case 1: smb.dialect = chance(4) ? nil : pick(Self.dialects)
    case 2: smb.smb1Offered.toggle()
    case 3: smb.clientSigning = signing()
    case 4: smb.serverSigning = signing()
    case 5: smb.serverCipher = pick([nil, 0, 2])
    case 6: smb.serverName = chance(3) ? pick(Self.names) : nil
    case 7: smb.negotiateRefused.toggle()
    case 8: smb.sessions = (0..<pick([0, 1, 2, 10])).map { session(UInt64($0)) }
    case 9: if !smb.sessions.isEmpty { smb.sessions[0].encryptData.toggle() }
    case 10: smb.failedSetups = chance(2) ? 1 : 0
    case 11: change(&smb.disk)
    case 12: change(&smb.pipe)
    case 13: change(&smb.unknownShare)
    case 14: smb.encryptedFromClient = chance(2) ? 3 : 0
    case 15: smb.encryptedFromServer = chance(2) ? 3 : 0
    case 16: smb.compressedMessages = chance(2) ? 1 : 0
    case 17: smb.shareEncryptionRequired.toggle()
    case 18: smb.diskShares = smb.diskShares.isEmpty ? ["runs"] : []
    case 19: smb.smb1Messages = chance(2) ? 2 : 0
    case 20: smb.negotiateRequest = moment()
    case 21: smb.negotiateResponse = moment()
    case 22: smb.firstClearData = moment()
    default: smb.negotiateMissing.toggle()
    }
  }

  private mutating func change(_ counts: inout SMBMessageCounts) {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: counts.signedFromClient = chance(2) ? 2 : 0
    case 1: counts.signedFromServer = chance(2) ? 2 : 0
    case 2: counts.unsignedFromClient = chance(2) ? 1 : 0
    case 3: counts.unsignedFromServer = chance(2) ? 1 : 0
    case 4: counts.succeeded = chance(2) ? 2 : 0
    default: counts.transferred = chance(2) ? 1 : 0
    }
  }

  private mutating func session(_ id: UInt64) -> SMBSession {
    let start = Timestamp(nanoseconds: 0)
    var session = SMBSession(id: id, established: moment() ?? Moment(frame: 1, time: start))
    session.isGuest = chance(6)
    session.isAnonymous = chance(6)
    session.encryptData = chance(4)
    session.mechanism = pick([nil, .kerberos, .ntlmv1, .ntlmv2, .ntlm, .anonymous])
    return session
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
