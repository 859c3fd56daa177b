public import Observations

extension Judge {
  /// How each clause of the first assets stands now; nothing is settled or taken back by asking.
  public func standing(maximumAssets: Int, coverage: Coverage) -> [AssetSummary] {
    assets.indices.prefix(maximumAssets).map { summary(of: $0, coverage) { _ in nil } }
  }

  /// Assets that are declared or were seen.
  public var assetCount: Int { assets.count }
}
