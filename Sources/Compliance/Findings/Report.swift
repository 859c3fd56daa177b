public import Observations

/// Everything that a run concludes: findings, the ledger of asset × clause, and coverage.
public struct Report: Sendable {
  /// By first frame, then id.
  public var findings: [Finding]
  /// By asset, in the order of the site file, then by first sight.
  public var assets: [AssetSummary]
  public var coverage: Coverage
  public var sources: [String]
  public var site: String?
  public var contact: String?
  public var sensor: String

  public init(
    findings: [Finding], assets: [AssetSummary], coverage: Coverage, sources: [String],
    site: String?, contact: String?, sensor: String
  ) {
    self.findings = findings
    self.assets = assets
    self.coverage = coverage
    self.sources = sources
    self.site = site
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

/// The verdict of one clause for one asset, and what it rests on.
public struct LedgerEntry: Sendable {
  public var clause: String
  public var title: LocalizedText
  public var document: DocumentReference
  public var verdict: Verdict
  public var stage: Stage?
  /// Why there is no data, or what was seen.
  public var reason: LocalizedText
  /// What the sensor cannot see of the clause.
  public var blindSpot: LocalizedText?
  /// Connections, questions or requests judged, by their verdict.
  public var counts: [Verdict: UInt64] = [:]
  /// Distinct peers; bounded, see `LedgerEntry.maximumPeers`.
  public var peers: Int = 0
  public var first: Timestamp?
  public var last: Timestamp?

  /// More peers than this are counted as this many: a scan must not fill the memory.
  public static let maximumPeers = 256

  public init(
    clause: String, title: LocalizedText, document: DocumentReference, verdict: Verdict,
    reason: LocalizedText
  ) {
    self.clause = clause
    self.title = title
    self.document = document
    self.verdict = verdict
    self.reason = reason
  }
}
