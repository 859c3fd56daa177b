public import Observations

/// What one clause says of one asset and one peer: the product of the sensor.
///
/// A finding is updated in place: the same `id`, a higher `revision`, perhaps a higher stage.
public struct Finding: Hashable, Sendable {
  public enum Direction: String, Hashable, Sendable {
    case inbound, outbound
  }

  /// A hash of what the finding is about; see `FindingIdentity`.
  public var id: String
  public var clause: String
  /// Other clauses that the same fact breaks.
  public var also: [String] = []
  public var verdict: Verdict
  public var severity: Severity
  public var stage: Stage
  public var title: LocalizedText
  /// What happened, in a sentence for people.
  public var reason: LocalizedText
  public var remediation: LocalizedText
  public var asset: AssetReference
  public var peer: PeerReference?
  public var direction: Direction
  public var transport: Transport
  public var evidence = Evidence()
  /// Connections, questions or requests that this finding speaks of.
  public var count: UInt64 = 1
  public var firstSeen: Moment
  public var lastSeen: Moment
  /// The frame that decided the verdict.
  public var deciding: Moment
  /// The ends of the flow that decided, for the Community ID.
  public var initiator: Endpoint
  public var responder: Endpoint
  public var capture: CaptureReference?
  public var sensor: String
  public var revision: UInt64 = 1
  public var document: DocumentReference
  public var controls: [ControlReference] = []
  public var isOneSided = false
  /// Why the ends of the deciding flow may have read it otherwise.
  public var doubts: [Doubt] = []
  /// Through what the deciding flow was seen, outermost first.
  public var wrapping: [String] = []
  /// Set when the site suppresses the finding: it stays in reports and counts nowhere.
  public var suppression: SuppressionReference?
  /// Set when the site changed the severity.
  public var severityChange: SuppressionReference?

  public init(
    id: String, clause: String, verdict: Verdict, severity: Severity, stage: Stage,
    title: LocalizedText, reason: LocalizedText, remediation: LocalizedText, asset: AssetReference,
    peer: PeerReference?, direction: Direction, transport: Transport, initiator: Endpoint,
    responder: Endpoint, deciding: Moment, sensor: String, document: DocumentReference
  ) {
    self.id = id
    self.clause = clause
    self.verdict = verdict
    self.severity = severity
    self.stage = stage
    self.title = title
    self.reason = reason
    self.remediation = remediation
    self.asset = asset
    self.peer = peer
    self.direction = direction
    self.transport = transport
    self.initiator = initiator
    self.responder = responder
    self.deciding = deciding
    firstSeen = deciding
    lastSeen = deciding
    self.sensor = sensor
    self.document = document
  }
}

public struct AssetReference: Hashable, Sendable {
  public var id: String
  public var address: IPAddress?
  public var mac: MACAddress?
  public var model: String?

  public init(id: String, address: IPAddress?, mac: MACAddress?, model: String?) {
    self.id = id
    self.address = address
    self.mac = mac
    self.model = model
  }
}

/// Where a name of an address comes from, from strongest to weakest.
public enum NameSource: String, Hashable, Sendable {
  /// The connection itself says it: SNI, SMB netname or HTTP Host.
  case direct
  /// The asset's own DNS answer.
  case dns
  /// Another host's DNS answer.
  case dnsOther = "dns-other"
  case hint
  /// The site file's id of the peer.
  case site
}

public struct PeerReference: Hashable, Sendable {
  public var address: IPAddress
  /// The responder's port of the flow.
  public var port: UInt16?
  public var name: String?
  public var nameSource: NameSource?
  public var role: String?

  public init(address: IPAddress, port: UInt16?) {
    self.address = address
    self.port = port
  }
}

/// The capture or interface and the packet's number in it, from 1.
public struct CaptureReference: Hashable, Sendable {
  public var source: String
  public var packet: UInt64

  public init(source: String, packet: UInt64) {
    self.source = source
    self.packet = packet
  }
}

public struct DocumentReference: Hashable, Sendable {
  public var number: String
  public var clause: String
  /// True when the row is derived from a vendor's statement and not required of the customer.
  public var isDerived: Bool

  public init(number: String, clause: String, isDerived: Bool = false) {
    self.number = number
    self.clause = clause
    self.isDerived = isDerived
  }
}

/// The clauses of one control framework.
public struct ControlReference: Hashable, Sendable {
  public var framework: String
  public var identifiers: [String]

  public init(framework: String, identifiers: [String]) {
    self.framework = framework
    self.identifiers = identifiers
  }
}

public struct SuppressionReference: Hashable, Sendable {
  public var who: String
  public var why: String
  public var until: String

  public init(who: String, why: String, until: String) {
    self.who = who
    self.why = why
    self.until = until
  }
}
