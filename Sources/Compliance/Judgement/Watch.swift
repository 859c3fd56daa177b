public import Observations

/// What a clause remembers of one asset over time.
///
/// A watch sees what has come to its end: connections in their last snapshot, requests with their
/// answer. Its memory is bounded; the maxima stand with each kind.
public protocol Watch: Sendable {
  /// Whether connections with the facts of this one can matter.
  ///
  /// Asked once for all that share their rulings, so it goes by what `ConnectionFacts` holds and
  /// never by counts, times or what is remembered.
  func concerns(_ connection: AssetConnection) -> Bool
  /// False for a watch that requests tell nothing.
  var asksForRequests: Bool { get }
  /// False for a watch that changes of the asset's posture tell nothing.
  var asksForPosture: Bool { get }
  /// False for a watch that does not count hosts.
  var asksForNeighbours: Bool { get }

  /// A connection of the asset that concerns the watch is over.
  mutating func note(_ connection: AssetConnection, into occurrences: inout [Occurrence])
  /// A request to the asset, with its answer.
  mutating func note(_ request: AssetRequest, into occurrences: inout [Occurrence])
  /// What the asset negotiates with a peer was compared with what it once was.
  mutating func note(
    _ change: PostureChange, of connection: AssetConnection, into occurrences: inout [Occurrence])
  /// The asset says on the link that an address is its own.
  ///
  /// - Parameter address: the one that it had before, when that is known.
  mutating func note(
    _ claim: AddressClaim, of address: IPAddress?, into occurrences: inout [Occurrence])
  /// The asset asks for an address as a computer does that has just started.
  ///
  /// - Parameter address: the one that it had before, when that is known.
  mutating func noteStart(
    _ moment: Moment, of address: IPAddress?, into occurrences: inout [Occurrence])
  /// A host of the asset's segment was seen, the asset itself among them.
  mutating func note(neighbour: IPAddress, at moment: Moment)
  /// The run is over.
  mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence])
  /// What outlives a restart, in rows of words; nothing for what is counted over hours.
  var memory: [[String]] { get }
  /// Takes a row that an earlier run remembered; one that means nothing is left out.
  mutating func remember(_ row: [String])
}

extension Watch {
  public func concerns(_ connection: AssetConnection) -> Bool { false }
  public var asksForRequests: Bool { false }
  public var asksForPosture: Bool { false }
  public var asksForNeighbours: Bool { false }
  public mutating func note(
    _ connection: AssetConnection, into occurrences: inout [Occurrence]
  ) {}
  public mutating func note(_ request: AssetRequest, into occurrences: inout [Occurrence]) {}
  public mutating func note(
    _ change: PostureChange, of connection: AssetConnection, into occurrences: inout [Occurrence]
  ) {}
  public mutating func note(
    _ claim: AddressClaim, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {}
  public mutating func noteStart(
    _ moment: Moment, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {}
  public mutating func note(neighbour: IPAddress, at moment: Moment) {}
  public mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence]) {}
  public var memory: [[String]] { [] }
  public mutating func remember(_ row: [String]) {}
}

/// What the site says that watches need.
public struct WatchSetting: Sendable {
  var limits = Site.Limits()
  var osBackground = Site.OSBackground.connectivity
  /// The site declares a peer that collects logs.
  var hasLogPeer = false
  var hasSegments = false
}

/// The end of a run, for an asset that was seen.
public struct WatchEnd: Sendable {
  /// The first and the last moment of the run.
  var first: Moment
  var last: Moment
  /// An address of the asset.
  var address: IPAddress
  /// No frame is known to be lost, and both directions are in view: only then a count that stays
  /// below a limit means something.
  var isComplete: Bool

  /// Seconds that the run looked at.
  var seconds: Int64 { last.time.since(first.time) / 1_000_000_000 }
}

/// Something that one clause says of one asset: not of a connection, but of what happened over a
/// time.
public struct Occurrence: Sendable {
  var verdict: Verdict
  var severity: Severity?
  var reason: Reason
  var stage: Stage
  var deciding: Moment
  var first: Moment
  var last: Moment
  var direction: Finding.Direction
  var transport: Transport
  /// nil when the occurrence speaks of the asset alone.
  var peer: IPAddress?
  var port: UInt16
  var initiator: Endpoint
  var responder: Endpoint
  /// What tells this finding from others of the clause about the same peer and port.
  var discriminator: String?
  /// For the placeholders of the reason.
  var values: [String: String] = [:]
  var evidence = Evidence()
  var isOneSided = false

  /// About the peer of a connection.
  init(
    _ verdict: Verdict, _ reason: Reason, of connection: AssetConnection,
    severity: Severity? = nil, discriminator: String? = nil
  ) {
    let subject = connection.connection
    self.verdict = verdict
    self.severity = severity
    self.reason = reason
    self.discriminator = discriminator
    stage = connection.stage
    deciding = subject.deciding
    first = subject.first
    last = subject.last
    direction = connection.direction
    transport = subject.transport
    peer = connection.peerAddress
    port = connection.port
    initiator = subject.initiator
    responder = subject.responder
    isOneSided = subject.isOneSided
  }

  /// About the client of a request.
  init(
    _ verdict: Verdict, _ reason: Reason, of request: AssetRequest, severity: Severity? = nil,
    discriminator: String? = nil
  ) {
    let exchange = request.exchange
    self.verdict = verdict
    self.severity = severity
    self.reason = reason
    self.discriminator = discriminator
    stage = request.stage
    deciding = exchange.response ?? exchange.request
    first = exchange.request
    last = exchange.response ?? exchange.request
    direction = .inbound
    transport = .tcp
    peer = exchange.client.address
    port = exchange.server.port
    initiator = exchange.client
    responder = exchange.server
  }

  /// About the asset alone, over a span of time.
  init(
    _ verdict: Verdict, _ reason: Reason, of address: IPAddress, from first: Moment,
    to last: Moment, severity: Severity? = nil, discriminator: String? = nil
  ) {
    self.verdict = verdict
    self.severity = severity
    self.reason = reason
    self.discriminator = discriminator
    stage = .attempted
    deciding = last
    self.first = first
    self.last = last
    direction = .outbound
    transport = .tcp
    port = 0
    initiator = Endpoint(address, 0)
    responder = initiator
  }
}

extension WatchSetting {
  init(_ site: Site?) {
    guard let site else { return }
    limits = site.limits
    osBackground = site.osBackground
    hasLogPeer = site.peers.contains { $0.role == Role.log.rawValue }
    hasSegments = !site.segments.isEmpty
  }
}
