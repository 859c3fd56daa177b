public import Observations

/// Everything that a run concludes: findings, the ledger of asset × clause, and coverage.
public struct Report: Sendable {
  /// By first frame, then id.
  public var findings: [Finding]
  /// By asset, in the order of the site file, then by first sight.
  public var assets: [AssetSummary]
  public var coverage: Coverage
  public var sources: [String]
  /// The site's name; nil when it has none, or when there is no site file.
  public var site: String?
  /// A site file said what is on the segment.
  public var hasSite: Bool
  public var contact: String?
  public var sensor: String
  /// Entries of the site file that were learned and that nobody has looked at.
  public var unreviewed = UnreviewedEntries()

  public init(
    findings: [Finding], assets: [AssetSummary], coverage: Coverage, sources: [String],
    site: String?, contact: String?, sensor: String
  ) {
    self.findings = findings
    self.assets = assets
    self.coverage = coverage
    self.sources = sources
    self.site = site
    hasSite = site != nil
    self.contact = contact
    self.sensor = sensor
  }
}

/// The ledger of one asset.
public struct AssetSummary: Sendable {
  public var asset: AssetReference
  /// By profile, in the order of the signatures.
  public var clauses: [LedgerEntry]

  public init(asset: AssetReference, clauses: [LedgerEntry]) {
    self.asset = asset
    self.clauses = clauses
  }

  /// How many clauses stand at each verdict; all seven are there.
  public var totals: [(verdict: Verdict, count: Int)] {
    Verdict.allCases.map { verdict in (verdict, clauses.count { $0.verdict == verdict }) }
  }
}
