internal import Observations

/// Who an address belongs to.
struct Party: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// By place in the judge's list of assets.
    case asset(Int)
    /// By place in the site's list of peers.
    case peer(Int)
    case other
  }

  var kind: Kind
  /// Inside the organisation's own ranges.
  var isInternal: Bool
  /// Inside the segments of the instruments.
  var isInSegment: Bool
  /// Broadcast, multicast, loopback or no address at all: nobody's in particular.
  var isNobody: Bool
}
