internal import Observations

/// A connection as one of its ends has it, before any clause is asked.
struct ConnectionSide {
  let direction: Finding.Direction
  let plan: AssetPlan
  /// The other end.
  let peer: Party
  let peerRole: String?
  let naming: PeerNaming
  let listing: PeerListing
  /// In a maintenance window of kind `service` of the asset.
  let isInServiceWindow: Bool
  /// An HTTP exchange of the connection carried credentials in clear.
  let hasCredentials: Bool
  let signs: Signs
  let attempt: LocalRunManagerAttempt?
  /// Nobody answered although the asset was up.
  let isUnanswered: Bool
  /// The connection began within a day after a request that showed an attack.
  let isAfterAttack: Bool

  func facts(of connection: Connection, _ names: NameTraits) -> ConnectionFacts? {
    ConnectionFacts(
      connection, direction, plan: plan, peer: peer, names: names, listing: listing,
      isInServiceWindow: isInServiceWindow, hasCredentials: hasCredentials, signs: signs,
      attempt: attempt, isUnanswered: isUnanswered, isAfterAttack: isAfterAttack)
  }

  /// The subject that clauses judge.
  func subject(_ connection: Connection) -> AssetConnection {
    AssetConnection(
      connection: connection, plan: plan, direction: direction, peer: peer, peerRole: peerRole,
      names: naming.names,
      listing: listing, isInServiceWindow: isInServiceWindow, hasCredentials: hasCredentials,
      signs: signs, attempt: attempt, isUnanswered: isUnanswered, isAfterAttack: isAfterAttack)
  }
}

extension OpenConnection {
  /// Keeps what one side said, as long as it can be taken back.
  mutating func remember(_ side: Side) {
    if !isSettled { sides.append(side) }
  }
}
