internal import Observations

/// Flows of datagrams of which nobody knows who opened them: no datagram is numbered, so the first
/// in the capture may be an answer to one that the capture lacks.
extension Judge {
  /// What the clauses say of such a flow: what they say of it whichever end opened it.
  mutating func rulingsEitherWay(
    _ connection: Connection, _ side: ConnectionSide
  ) -> SettledRulings {
    let subject = side.subject(connection)
    let claimants = claimants(of: subject)
    let turned = connection.turned
    let direction: Finding.Direction = side.direction == .outbound ? .inbound : .outbound
    let listing = lists.listing(
      turned, direction, peer: side.peer, names: side.naming, for: side.plan, among: plans)
    let other = side.turned(to: direction, listing).subject(turned)
    let others = rule(other, self.claimants(of: other))
    let rulings = rule(subject, claimants).map { $0.held(against: others) }
    return SettledRulings(
      rulings, claimants: claimants, watching: watching(subject, of: side.plan.index))
  }
}

extension Ruling {
  /// What is left of the ruling when another direction gives others.
  fileprivate func held(against others: [Ruling]) -> Ruling {
    switch judgement.verdict {
    case .info, .notObserved, .undetermined, .notAssessable: return self
    case .pass, .warn, .fail: break
    }
    let same = others.filter {
      $0.judgement.fact == judgement.fact && $0.judgement.verdict == judgement.verdict
    }
    // What is broken either way is broken, by the clause of the direction that was seen.
    if judgement.verdict != .pass, !same.isEmpty { return self }
    if same.contains(where: { $0.clause.row == clause.row }) { return self }
    var held = self
    held.judgement.verdict = .undetermined
    held.judgement.reason = .directionUnknown
    held.judgement.severity = nil
    return held
  }
}

extension ConnectionSide {
  fileprivate func turned(
    to direction: Finding.Direction, _ listing: PeerListing
  ) -> ConnectionSide {
    ConnectionSide(
      direction: direction, plan: plan, peer: peer, peerRole: peerRole, naming: naming,
      listing: listing, isInServiceWindow: isInServiceWindow, hasCredentials: hasCredentials,
      signs: signs, attempt: attempt, isUnanswered: isUnanswered, isAfterAttack: isAfterAttack)
  }
}

extension Connection {
  /// Nothing tells who opened a flow of datagrams; of TCP the lower port does.
  var mayBeTurned: Bool { transport == .udp && !initiatorKnown }

  /// The flow as the other end would have opened it.
  fileprivate var turned: Connection {
    var turned = self
    swap(&turned.initiator, &turned.responder)
    swap(&turned.initiatorMAC, &turned.responderMAC)
    swap(&turned.fromInitiator, &turned.fromResponder)
    return turned
  }
}
