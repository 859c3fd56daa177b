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
  var discriminator: Discriminator?

  static func == (left: Self, right: Self) -> Bool {
    left.peer == right.peer && left.row == right.row && left.asset == right.asset
      && left.port == right.port && left.direction == right.direction
      && left.transport == right.transport && left.discriminator == right.discriminator
  }

  /// The key in three words, for hashing: that is most of what a repeated finding costs.
  var words: (UInt64, UInt64, UInt64) {
    let about =
      UInt64(truncatingIfNeeded: asset) << 32 | UInt64(truncatingIfNeeded: row & 0xff) << 24
      | UInt64(port) << 8 | UInt64(transport.rawValue)
    let bits = peer?.bits ?? 0
    let discriminator = UInt64(truncatingIfNeeded: discriminator?.hash ?? 0)
    return (
      about, UInt64(truncatingIfNeeded: bits),
      UInt64(truncatingIfNeeded: bits >> 64) ^ discriminator
    )
  }

  func hash(into hasher: inout Hasher) {
    let words = words
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }

  /// The one thing that a clause's type tells findings apart by, hashed once.
  struct Discriminator: Hashable, Sendable {
    let text: String
    fileprivate let hash: Int

    init(_ text: String) {
      self.text = text
      hash = text.hashValue
    }

    static func == (left: Self, right: Self) -> Bool {
      left.hash == right.hash && left.text == right.text
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
  }
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
    let (own, its) = (standing, other.standing)
    return own == its ? deciding.frame < other.deciding.frame : own < its
  }

  /// Verdict, severity and stage as one number; the smallest leads.
  var standing: Int { (verdict.rank * 8 - severity.rank) * 8 - Int(stage.rawValue) }
}

/// What a finding prints of the part that leads it.
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
  /// Further values of the reason's placeholders.
  let values: [String: String]
  let doubts: [Doubt]
  let wrapping: [String]

  init(
    reason: Reason, evidence: Evidence, peer: PeerReference?, assetAddress: IPAddress,
    assetMAC: MACAddress?, initiator: Endpoint, responder: Endpoint, name: String?,
    encryptedShare: UInt64? = nil, values: [String: String] = [:], doubts: [Doubt] = [],
    wrapping: [String] = []
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
    self.values = values
    self.doubts = doubts
    self.wrapping = wrapping
  }
}
