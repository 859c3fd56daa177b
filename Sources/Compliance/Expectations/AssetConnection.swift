internal import Observations

/// A connection as one asset's clauses see it: who the peer is, what it is called, and whether
/// it is on a list.
public struct AssetConnection: Sendable {
  let connection: Connection
  let plan: AssetPlan
  let direction: Finding.Direction
  /// The other end.
  let peer: Party
  /// Role of a declared peer.
  let peerRole: String?
  let names: PeerNames
  let listing: PeerListing
  /// In a maintenance window of kind `service` of the asset.
  let isInServiceWindow: Bool
  /// An HTTP exchange of the connection carried credentials in clear.
  let hasCredentials: Bool
  /// What was found out of the connection beside its application.
  let signs: Signs
  /// What the attempt on the Local Run Manager led to, for inbound connections to its ports.
  let attempt: LocalRunManagerAttempt?
  /// Nobody answered although the asset was up.
  let isUnanswered: Bool
  /// The connection began within a day after a request that showed an attack.
  let isAfterAttack: Bool

  /// The responder's port.
  var port: UInt16 { connection.responder.port }

  var peerAddress: IPAddress {
    direction == .outbound ? connection.responder.address : connection.initiator.address
  }

  var assetAddress: IPAddress {
    direction == .outbound ? connection.initiator.address : connection.responder.address
  }

  /// How far the connection got; a request that the web server of an instrument turns away is
  /// refused although TCP was accepted.
  var stage: Stage {
    attempt?.outcome == .turnedAway ? .refused : connection.stage
  }

  /// The octets in which the server would have been named are missing, and with them what might
  /// have put it on a list.
  var isNameLost: Bool {
    guard names.settled == nil else { return false }
    switch connection.application {
    // The client's hello is known whole or not at all, and a server of TLS never speaks first.
    case .tls(let handshake): return handshake.clientHello == nil
    case .http, .quic, .unknown: return connection.hasGap
    case .smb, .dns, .clinical, .directory, .other: return peer.kind == .other && connection.hasGap
    }
  }

  /// Payload went both ways.
  var hasPayloadBothWays: Bool {
    connection.fromInitiator.octets > 0 && connection.fromResponder.octets > 0
  }

  /// A judgement at the connection's own stage.
  func judgement(
    _ fact: Fact, _ verdict: Verdict, _ reason: Reason, stage: Stage? = nil,
    deciding: DecidingFrame = .stage, severity: Severity? = nil
  ) -> Judgement {
    Judgement(
      fact, verdict, reason, stage: stage ?? self.stage, deciding: deciding, severity: severity)
  }
}

/// A name that an asset asks a DNS server for.
public struct AssetQuestion: Sendable {
  let plan: AssetPlan
  let name: String
  let type: UInt16
  let moment: Moment
  let stage: Stage
  let coverage: NameCoverage
  /// Set from the name on that makes too many below one registered domain.
  let tunnelDomain: String?
}

/// What the peer of a connection is called, by the source of the name.
struct PeerNames: Sendable {
  /// SNI, SMB netname or HTTP Host; lower case.
  var direct: String?
  /// The direct name is the public name of an encrypted ClientHello (RFC 9849).
  var isOuterOnly = false
  /// Names that the asset's own DNS answers gave the address.
  var own: [String] = []
  /// Names from other hosts' DNS answers.
  var others: [String] = []
  /// Some DNS answer to the asset was seen, so that a missing one means something.
  var isDNSVisible = false

  /// The name that decides alone.
  var settled: String? { isOuterOnly ? nil : direct }

  /// The name to print, with its source.
  var best: (name: String, source: NameSource)? {
    if let settled { return (settled, .direct) }
    if let name = own.first { return (name, .dns) }
    if let name = others.first { return (name, .dnsOther) }
    if let direct { return (direct, .hint) }
    return nil
  }

  /// Whether the peer goes by one of `patterns`: the settled name decides alone, otherwise every
  /// name that is alive must match.
  func match(_ patterns: [NamePattern]) -> Bool {
    if let settled { return patterns.contains { $0.covers(settled) } }
    guard !own.isEmpty else { return false }
    return own.allSatisfy { name in patterns.contains { $0.covers(name) } }
  }

  /// The address was resolved to `name` by the asset, or nothing of its DNS is visible.
  func isBacked(_ name: String) -> Bool { !isDNSVisible || own.contains(name) }
}

extension NamePattern {
  /// True when a name matches, the bare domain of a wildcard among them.
  func covers(_ name: String) -> Bool { match(name) != nil }
}
