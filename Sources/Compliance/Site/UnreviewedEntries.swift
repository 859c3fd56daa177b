internal import Observations

/// The entries of a site file that say `reviewed: false`: learned from captures, and looked at by
/// nobody, so that an intruder's address does not become policy unseen.
public struct UnreviewedEntries: Hashable, Sendable {
  /// Ids, in the order of the site file.
  public var assets: [String] = []
  public var peers: [String] = []
  /// Names and addresses of each allowed destination.
  public var allow: [[String]] = []

  public init() {}

  public init(_ site: Site) {
    assets = site.assets.filter { !$0.isReviewed }.map(\.id)
    peers = site.peers.filter { !$0.isReviewed }.map(\.id)
    allow = site.allow.filter { !$0.isReviewed }.map { allowance in
      allowance.names.map(\.description) + allowance.addresses.map(\.description)
    }
  }

  public var count: Int { assets.count + peers.count + allow.count }
}
