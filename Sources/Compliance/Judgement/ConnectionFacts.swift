internal import Observations

/// Everything that a clause reads of one side of a connection, as a few numbers.
///
/// Equal facts give equal rulings. What a new kind of expectation reads beyond this belongs in
/// here; a test holds rulings by facts against rulings anew.
struct ConnectionFacts: Hashable, Sendable {
  /// Asset class, responder's port and transport.
  private var subject: UInt64
  /// The peer's place among the site's hosts.
  private var peer: UInt64
  /// Stage, flags, listing and the attempt on a Local Run Manager.
  private var state: UInt64
  private var names: NameTraits
  private var application: ApplicationFacts

  /// nil when something does not fit into the numbers.
  init?(
    _ connection: Connection, _ direction: Finding.Direction, plan: AssetPlan, peer: Party,
    names: NameTraits, listing: PeerListing, isInServiceWindow: Bool, hasCredentials: Bool,
    signs: Signs, attempt: LocalRunManagerAttempt?, isUnanswered: Bool, isAfterAttack: Bool
  ) {
    guard connection.upgradedFrom == nil,
      let application = ApplicationFacts(connection.application)
    else { return nil }
    self.application = application
    subject =
      UInt64(plan.rulingClass) << 32 | UInt64(connection.responder.port) << 8
      | UInt64(connection.transport.rawValue)
    self.peer =
      switch peer.kind {
      case .other: 0
      case .asset(let index): UInt64(truncatingIfNeeded: index) << 2 | 1
      case .peer(let index): UInt64(truncatingIfNeeded: index) << 2 | 2
      }
    self.names = names
    var bits = PackedBits()
    bits.add(direction == .outbound)
    bits.add(peer.isInternal)
    bits.add(UInt64(listing.rawValue), width: 4)
    bits.add(UInt64(connection.stage.rawValue), width: 2)
    bits.add(connection.isFinal)
    bits.add(connection.isOneSided)
    bits.add(connection.hasGap)
    bits.add(ClearTextServices.mayHaveTurnedToTLS(connection))
    bits.add(connection.isDoubtful)
    bits.add(connection.wasEvicted)
    bits.add(connection.isMidstream)
    bits.add(connection.fromInitiator.octets > 0)
    bits.add(connection.fromResponder.octets > 0)
    bits.add(isInServiceWindow)
    bits.add(hasCredentials)
    bits.add(isUnanswered)
    bits.add(isAfterAttack)
    bits.add(peer.isInSegment)
    bits.add(connection.initiatorKnown)
    bits.add(connection.refusal == .silence)
    bits.add(connection.refusal == .reset || connection.refusal == .unreachable)
    bits.add(connection.fromResponder.packets > 0)
    bits.add(connection.fromInitiator.packets > 0)
    bits.add(UInt64(signs.rawValue), width: Signs.width)
    guard attempt?.pack(into: &bits) ?? true else { return nil }
    state = bits.word
  }
}

extension LocalRunManagerAttempt {
  // 1 + 4 + 3 + 1 + 4 bits.
  fileprivate func pack(into bits: inout PackedBits) -> Bool {
    bits.add(true)
    bits.add(outcome?.code ?? 0, width: 4)
    switch hiddenBy {
    case nil: bits.add(0, width: 3)
    case .oneSided: bits.add(1, width: 3)
    case .gap: bits.add(2, width: 3)
    case .tlsHelloMissing: bits.add(3, width: 3)
    case .lrmUnrecognised: bits.add(4, width: 3)
    default: return false
    }
    bits.add(redirectsToTLS)
    bits.add(otherPort?.code ?? 0, width: 4)
    return true
  }
}

extension LocalRunManagerOutcome {
  fileprivate var code: UInt64 {
    switch self {
    case .filtered: 1
    case .closed: 2
    case .turnedAway: 3
    case .answered: 4
    case .answeredEncrypted: 5
    case .answeredWeak: 6
    case .reachable: 7
    case .unanswered: 8
    case .untested: 9
    }
  }
}
