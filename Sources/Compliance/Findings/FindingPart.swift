internal import Observations

/// What a finding is about, as the judge's tables know it.
struct FindingKey: Hashable, Sendable {
  var asset: Int
  /// Row of the clause among the asset's clauses.
  var row: Int
  var direction: Finding.Direction
  var transport: Transport
  var peer: IPAddress?
  var port: UInt16
  var discriminator: String?
}

/// What one connection or question adds to a finding.
struct FindingPart: Sendable {
  var verdict: Verdict
  var severity: Severity
  var stage: Stage
  var deciding: Moment
  var first: Moment
  var last: Moment
  /// 0 for an answer to a question that was counted when it was asked.
  var weight: UInt64 = 1
  var isOneSided = false
  /// Place of the suppression in the site's list.
  var suppression: Int?
  var also: [String] = []
  /// nil when a part that weighs more is known already.
  var detail: FindingDetail?

  /// True when this part speaks for the finding rather than `other`: the worse verdict, then the
  /// higher severity, then the higher stage, then the earlier frame.
  func leads(_ other: FindingPart) -> Bool {
    if verdict != other.verdict { return verdict < other.verdict }
    if severity != other.severity { return severity > other.severity }
    if stage != other.stage { return stage > other.stage }
    return deciding.frame < other.deciding.frame
  }
}

/// What a finding prints of the part that leads it.
///
/// A class, so that parts stay small while they move between tables.
final class FindingDetail: Sendable {
  let reason: Reason
  let evidence: Evidence
  let peer: PeerReference?
  let assetAddress: IPAddress
  let assetMAC: MACAddress?
  let initiator: Endpoint
  let responder: Endpoint
  /// The name that the reason speaks of, when it is not the peer's.
  let name: String?
  /// How much of an SMB connection's octets were encrypted, in percent.
  let encryptedShare: UInt64?

  init(
    reason: Reason, evidence: Evidence, peer: PeerReference?, assetAddress: IPAddress,
    assetMAC: MACAddress?, initiator: Endpoint, responder: Endpoint, name: String?,
    encryptedShare: UInt64? = nil
  ) {
    self.reason = reason
    self.evidence = evidence
    self.peer = peer
    self.assetAddress = assetAddress
    self.assetMAC = assetMAC
    self.initiator = initiator
    self.responder = responder
    self.name = name
    self.encryptedShare = encryptedShare
  }
}
