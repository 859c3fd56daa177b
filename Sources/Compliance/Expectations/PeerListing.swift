internal import Observations

/// Whether the peer and port of a connection are on a list of the asset.
enum PeerListing: UInt8, Hashable, Sendable {
  /// Without a site file there is no list.
  case unknown
  /// Ordinary for any host on a segment: ICMP, broadcast, multicast.
  case infrastructure
  case listed
  /// Background traffic of the operating system that the site calls ordinary.
  case background
  /// A declared vulnerability scanner.
  case scanner
  /// Covered only by a name that another host asked for.
  case indirect
  /// Some of the address's names are covered and some are not.
  case ambiguous
  /// The connection states a covered name that the asset never resolved to the address.
  case unbacked
  /// Only the outer name of an encrypted ClientHello is known.
  case hidden
  /// The peer is declared, but not with this port.
  case otherPort
  case unlisted

  /// The decision for clauses that allow only what is listed; nil for infrastructure.
  ///
  /// An unlisted peer fails when the connection was established and warns when it was only
  /// attempted. A refused attempt from outside shows that the control works; one that the asset
  /// makes shows a configured connection.
  func judge(_ subject: AssetConnection, unlistedFails: Bool = true) -> Judgement? {
    guard var judgement = decide(subject, unlistedFails: unlistedFails) else { return nil }
    // An address on the internet serves many names, and each is a destination of its own.
    if subject.peer.kind == .other { judgement.isAboutPeerName = true }
    return judgement
  }

  private func decide(_ subject: AssetConnection, unlistedFails: Bool) -> Judgement? {
    switch self {
    case .unknown, .infrastructure: return nil
    case .listed:
      return subject.judgement(
        .unlistedPeer, subject.stage >= .established ? .pass : .info,
        subject.stage >= .established ? .peerListed : .peerListedNotEstablished)
    case .background: return subject.judgement(.unlistedPeer, .info, .osBackground)
    case .scanner: return subject.judgement(.unlistedPeer, .info, .declaredScanner)
    case .indirect: return subject.judgement(.unlistedPeer, .warn, .nameFromOtherHost)
    case .ambiguous: return subject.judgement(.unlistedPeer, .warn, .nameAmbiguous)
    case .unbacked: return subject.judgement(.unlistedPeer, .warn, .nameNotBacked)
    case .hidden: return subject.judgement(.unlistedPeer, .warn, .nameHidden)
    case .otherPort, .unlisted: return judgeUnlisted(subject, unlistedFails: unlistedFails)
    }
  }

  private func judgeUnlisted(_ subject: AssetConnection, unlistedFails: Bool) -> Judgement {
    let isInbound = subject.direction == .inbound
    if !isInbound, subject.stage >= .established, subject.isNameLost {
      return subject.judgement(.unlistedPeer, .undetermined, .nameLost)
    }
    var judgement: Judgement
    switch subject.stage {
    case .established, .succeeded:
      judgement = subject.judgement(
        .unlistedPeer, unlistedFails ? .fail : .warn,
        isInbound ? .unlistedInbound : self == .otherPort ? .unlistedPort : .unlistedOutbound)
      if isInbound, subject.isInServiceWindow, unlistedFails {
        judgement.verdict = .warn
        judgement.reason = .unlistedInServiceWindow
      }
    case .attempted:
      judgement = subject.judgement(
        .unlistedPeer, .warn,
        isInbound ? .unlistedInboundAttempt : .unlistedOutboundAttempt)
    case .refused:
      judgement = subject.judgement(
        .unlistedPeer, isInbound ? .info : .warn,
        isInbound ? .unlistedInboundRefused : .unlistedOutboundAttempt)
    }
    return judgement
  }
}
