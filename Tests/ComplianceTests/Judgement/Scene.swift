import Foundation
import Observations

@testable import Compliance

/// A small laboratory and what happens on its wire, built by hand, value by value.
struct Scene {
  var site: Site?
  var coverage = Coverage()
  private(set) var observations: [Observation] = []
  /// Packet times that the judge is told before all else.
  var clocks: [Timestamp] = []
  var delivery: DeliveryRecord?
  private var frame: UInt64 = 0
  /// Packet time, moved by the scenes in seconds.
  var second: Double = 1_000

  init(_ site: Site? = Scene.lab) {
    self.site = site
  }

  // MARK: The laboratory

  static let sequencer = "10.77.0.10"
  static let console = "10.77.0.13"
  static let veriseq = "10.77.0.12"
  static let controller = "10.77.0.60"
  static let chineseController = "10.77.0.63"
  static let nas = "10.77.0.20"
  static let resolver = "10.77.0.53"
  static let lis = "10.77.0.30"
  static let pc = "10.77.0.40"
  static let stranger = "10.77.0.99"
  static let internet = "198.51.100.7"
  static let cloud = "api.basespace.illumina.com"

  static var lab: Site {
    var site = Site()
    site.name = "lab"
    site.segments = ["10.77.0.0/24", "fd77::/64"].compactMap { IPPrefix($0) }
    site.search = ["lab.example"]
    site.assets = [
      asset("seq", sequencer, "NextSeq 550Dx"),
      asset("console", console, "MiSeq"),
      asset("veri", veriseq, "VeriSeq NIPT"),
      asset("bec", controller, "DxFLEX"),
      asset("bec-cn", chineseController, "DxFLEX"),
    ]
    site.assets[0].addresses += ["fd77::10"].compactMap { IPPrefix($0) }
    site.assets[1].lrmMode = .tlsOnly
    site.assets[1].inbound = [InboundRule(from: [.id("lis")], ports: [443...443])]
    site.assets[2].role = "veriseq-server"
    site.assets[2].inbound = [InboundRule(from: [.id("pc")], ports: [445...445])]
    for index in 3...4 { site.assets[index].profiles = ["beckman-coulter/beckmanconnect"] }
    site.assets[4].region = .china
    site.peers = [
      peer("nas", nas, "storage", [445...445, 139...139, 80...80]),
      peer("dns", resolver, "dns", [53...53]),
      peer("lis", lis, "lis", []), peer("pc", pc, "workstation", []),
      peer("probe", "10.77.0.41", "scanner", []),
    ]
    return site
  }

  static func asset(_ id: String, _ address: String, _ model: String) -> Asset {
    var asset = Asset(id: id)
    asset.addresses = [IPPrefix(address)].compactMap(\.self)
    asset.model = model
    return asset
  }

  static func peer(
    _ id: String, _ address: String, _ role: String, _ ports: [ClosedRange<UInt16>]
  ) -> Peer {
    var peer = Peer(id: id)
    peer.addresses = [IPPrefix(address)].compactMap(\.self)
    peer.role = role
    peer.ports = ports
    return peer
  }

  /// The signatures that the project ships.
  static let signatures: Policy? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try? Policy.load(signatures: root.appendingPathComponent("Signatures").path, site: nil)
  }()

  // MARK: What happens

  mutating func moment() -> Moment {
    frame += 1
    second += 0.001
    return Moment(frame: frame, time: Timestamp(nanoseconds: Int64((second * 1e9).rounded())))
  }

  /// A connection in its last snapshot, with payload both ways when it was established.
  @discardableResult
  mutating func connect(
    _ from: String, _ to: String, _ port: UInt16, _ application: Application = .unknown,
    stage: Stage = .succeeded, refusal: Refusal? = nil, transport: Transport = .tcp,
    change: (inout Connection) -> Void = { _ in }
  ) -> Connection {
    let first = moment()
    var connection = Connection(
      id: first.frame, transport: transport,
      initiator: Endpoint(Self.address(from), 50_000), responder: Endpoint(Self.address(to), port),
      first: first)
    connection.initiatorKnown = true
    connection.stage = stage
    connection.refusal = refusal
    connection.application = application
    connection.fromInitiator.packets = 5
    connection.fromInitiator.lastSeen = first.time
    if stage >= .established {
      connection.fromInitiator.octets = 500
      connection.fromResponder.octets = 1_500
      connection.fromResponder.packets = 5
      connection.fromResponder.lastSeen = first.time
    }
    connection.isFinal = true
    connection.last = moment()
    connection.deciding = connection.last
    change(&connection)
    observations.append(.connection(connection))
    return connection
  }

  /// A snapshot as it is.
  mutating func add(_ observation: Observation) {
    observations.append(observation)
  }

  /// A question and its answer: a chain of aliases that ends in addresses.
  mutating func resolve(
    _ name: String, to addresses: [String], by client: String = Scene.sequencer,
    through aliases: [String] = [], timeToLive: UInt32 = 60, code: UInt16 = 0,
    id: UInt16? = nil, answerID: UInt16? = nil, type: UInt16 = 1
  ) {
    ask(name, by: client, id: id, type: type)
    answer(
      name, to: addresses, by: client, through: aliases, timeToLive: timeToLive, code: code,
      id: answerID ?? id, type: type)
  }

  mutating func ask(
    _ name: String, by client: String = Scene.sequencer, id: UInt16? = nil, type: UInt16 = 1
  ) {
    observations.append(
      .name(message(name, client, id: id, type: type, isResponse: false)))
  }

  mutating func answer(
    _ name: String, to addresses: [String], by client: String = Scene.sequencer,
    through aliases: [String] = [], timeToLive: UInt32 = 60, code: UInt16 = 0, id: UInt16? = nil,
    type: UInt16 = 1
  ) {
    var message = message(name, client, id: id, type: type, isResponse: true)
    message.responseCode = code
    var owner = name
    for alias in aliases {
      message.answers.append(
        NameRecord(name: owner, type: 5, timeToLive: timeToLive, value: .name(alias)))
      owner = alias
    }
    for address in addresses {
      message.answers.append(
        NameRecord(
          name: owner, type: 1, timeToLive: timeToLive, value: .address(Self.address(address))))
    }
    observations.append(.name(message))
  }

  private mutating func message(
    _ name: String, _ client: String, id: UInt16?, type: UInt16, isResponse: Bool
  ) -> NameMessage {
    var message = NameMessage(
      application: .dns, connection: 1, transport: .udp,
      client: Endpoint(Self.address(client), 40_000),
      server: Endpoint(Self.address(Self.resolver), 53), moment: moment(),
      id: id ?? UInt16(truncatingIfNeeded: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }),
      isResponse: isResponse)
    message.questions = [NameQuestion(name: name, type: type, recordClass: 1)]
    return message
  }

  /// The station at an address says that it is there.
  mutating func live(_ address: String) {
    observations.append(
      .address(
        AddressClaim(
          mac: MACAddress(0x0200_0000_0010), address: Self.address(address), vlan: nil,
          moment: moment())))
  }

  // MARK: The result

  var policy: Policy {
    var policy = Self.signatures ?? Policy(site: nil, profiles: [])
    policy.site = site
    return policy
  }

  func judge() -> Report {
    var judge = Judge(policy: policy, sensor: "test")
    judge.addSource(name: "scene.pcap", firstFrame: 1)
    for clock in clocks { judge.advance(to: clock) }
    judge.judge(observations)
    if let delivery { judge.noteDelivery(delivery) }
    return judge.finish(coverage: coverage)
  }

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? IPAddress(v4: 0) }
}

extension Report {
  func findings(_ clause: String, _ asset: String? = nil) -> [Finding] {
    findings.filter { $0.clause == clause && (asset == nil || $0.asset.id == asset) }
  }

  /// Verdicts of a clause's findings, in the report's order.
  func verdicts(_ clause: String, _ asset: String? = nil) -> [Verdict] {
    findings(clause, asset).map(\.verdict)
  }

  func row(_ clause: String, _ asset: String = "seq") -> LedgerEntry? {
    assets.first { $0.asset.id == asset }?.clauses.first { $0.clause == clause }
  }
}

extension TLSHandshake {
  /// A handshake in which a server chose a version.
  static func chosen(
    _ version: TLSVersion?, from offer: [TLSVersion] = [.tls13, .tls12],
    name: String? = Scene.cloud, isEstablished: Bool = true
  ) -> TLSHandshake {
    var handshake = TLSHandshake()
    handshake.clientVersions = offer
    handshake.hasSupportedVersions = offer.count > 1
    handshake.serverName = name
    handshake.version = version
    handshake.cipherSuite = version == .tls13 ? 0x1301 : 0xc02f
    handshake.clientHello = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
    handshake.protectedFromClient = isEstablished
    handshake.protectedFromServer = isEstablished
    handshake.applicationData = isEstablished
    return handshake
  }
}

extension QUICConnection {
  /// Version 1 with the hellos of a handshake.
  static func carrying(_ handshake: TLSHandshake) -> QUICConnection {
    var quic = QUICConnection(version: .version1)
    quic.handshake = handshake
    return quic
  }
}

extension SMBConnection {
  /// A connection that negotiated a dialect and set up a session of a named account.
  static func agreed(
    _ dialect: SMBDialect?, offer: [SMBDialect] = [.smb202, .smb21, .smb30, .smb302, .smb311],
    hasSession: Bool = true
  ) -> SMBConnection {
    var smb = SMBConnection()
    smb.clientDialects = offer
    smb.dialect = dialect
    smb.clientSigning = SMBSigning(enabled: true, required: false)
    smb.serverSigning = SMBSigning(enabled: true, required: false)
    smb.serverCipher = 2
    if hasSession {
      var session = SMBSession(
        id: 1, established: Moment(frame: 1, time: Timestamp(nanoseconds: 1)))
      session.mechanism = .kerberos
      smb.sessions = [session]
    }
    return smb
  }

  /// The same with data on a disk share, every message inside a transform header.
  static func encrypted(_ dialect: SMBDialect = .smb311) -> SMBConnection {
    var smb = agreed(dialect)
    smb.encryptedFromClient = 10
    smb.encryptedFromServer = 10
    smb.diskShares = ["runs"]
    return smb
  }

  /// The same with data on a disk share in clear.
  static func clear(_ dialect: SMBDialect = .smb311, isSigned: Bool) -> SMBConnection {
    var smb = agreed(dialect)
    smb.disk.succeeded = 8
    if isSigned {
      smb.disk.signedFromClient = 8
      smb.disk.signedFromServer = 8
    } else {
      smb.disk.unsignedFromClient = 8
      smb.disk.unsignedFromServer = 8
    }
    smb.diskShares = ["runs"]
    return smb
  }
}

extension HTTPConversation {
  /// One exchange; no status means that no response came.
  static func exchange(
    _ status: UInt16?, location: String? = nil, host: String? = nil
  ) -> HTTPConversation {
    let end = Endpoint(Scene.address(Scene.pc), 50_000)
    var exchange = HTTPExchange(
      connection: 1, client: end, server: end,
      request: Moment(frame: 1, time: Timestamp(nanoseconds: 1)), method: "GET", target: "/",
      version: "1.1")
    exchange.status = status
    exchange.location = location
    exchange.host = host
    var conversation = HTTPConversation()
    conversation.requests = 1
    conversation.responses = status == nil ? 0 : 1
    conversation.decisive = exchange
    return conversation
  }
}
