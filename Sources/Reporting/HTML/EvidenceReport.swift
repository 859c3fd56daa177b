public import Compliance
public import Observations

/// What an evidence report is written from: a run, or what a store holds.
public struct EvidenceReport: Sendable {
  public var site: String?
  public var contact: String?
  public var hasSite = false
  public var sensors: [String] = []
  public var sources: [String] = []
  /// When the report was made; nil for that of a replay, which is the same every time.
  public var made: Timestamp?
  /// The ledger of a run; empty where only findings are known.
  public var ledger: [AssetSummary] = []
  /// nil where only findings are known.
  public var coverage: Coverage?
  /// How the store's ledgers make up this one; nil for that of a run.
  var stored: StoredBasis?
  public var tally = EvidenceTally()
  /// The findings that the tally asked for, by their place.
  public var evidence: [Int64: Finding] = [:]
  public var traffic: TrafficRecord?
  public var unreviewed = UnreviewedEntries()
  /// Which controls a clause serves, also one that nothing was found of.
  public var controls: [String: [ControlReference]] = [:]
  public var chain: ChainStatement?
  public var trend: EvidenceTrend?
  /// What the findings were narrowed down to, such as an asset.
  public var restrictions: [String] = []

  public init() {}

  /// The report of a run.
  public init(_ report: Report) {
    site = report.site
    contact = report.contact
    hasSite = report.hasSite
    sensors = [report.sensor]
    sources = report.sources
    ledger = report.assets
    coverage = report.coverage
    unreviewed = report.unreviewed
    for (index, finding) in report.findings.enumerated() {
      tally.add(FindingGist(finding, place: Int64(index)))
    }
    for place in tally.wanted { evidence[place] = report.findings[Int(place)] }
  }

  /// The first and the last time that anything was seen.
  var window: (first: Timestamp, last: Timestamp)? {
    let first = [coverage?.first, tally.first].compactMap(\.self).min()
    let last = [coverage?.last, tally.last].compactMap(\.self).max()
    guard let first, let last else { return nil }
    return (first, last)
  }
}

/// What following the store's hash chain showed.
public struct ChainStatement: Sendable {
  public var records: Int
  public var dropped: Int
  public var anchor: Int64
  public var head: String
  public var faults: [String]
  /// The command that checks the same again.
  public var command: String

  public init(
    records: Int, dropped: Int, anchor: Int64, head: String, faults: [String], command: String
  ) {
    self.records = records
    self.dropped = dropped
    self.anchor = anchor
    self.head = head
    self.faults = faults
    self.command = command
  }
}

/// How findings changed since an earlier report.
public struct EvidenceTrend: Sendable {
  /// A verdict then and now, and how many findings made that step.
  public struct Step: Hashable, Sendable {
    /// nil for a finding that was not there.
    public var before: Verdict?
    public var now: Verdict

    public init(before: Verdict?, now: Verdict) {
      self.before = before
      self.now = now
    }
  }

  /// The head of the chain that the earlier report names.
  public var head: String
  /// When it was made, as it says.
  public var made: String?
  /// Its head is in the store's chain: nothing that it rests on was changed.
  public var isContinued: Bool
  public var steps: [Step: Int] = [:]

  public init(head: String, made: String?, isContinued: Bool) {
    self.head = head
    self.made = made
    self.isContinued = isContinued
  }
}
