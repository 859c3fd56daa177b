public import Compliance

/// How the clauses of assets stand.
public struct AssetStanding: Sendable {
  /// The first of them.
  public var assets: [AssetSummary]
  /// How many there are.
  public var count: Int
}
