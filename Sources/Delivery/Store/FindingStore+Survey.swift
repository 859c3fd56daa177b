public import Compliance
public import Observations
internal import Synchronization

/// What going through a store once showed.
public struct StoreSurvey: Sendable {
  /// A verdict at an earlier head and now.
  public struct Step: Hashable, Sendable {
    /// nil for a finding that was not there.
    public var before: Verdict?
    public var now: Verdict
  }

  public var verification: StoreVerification
  public var sensors: [String] = []
  /// Findings by their step since the earlier head, suppressed ones left out.
  public var steps: [Step: Int] = [:]
}

extension FindingStore {
  /// Which findings a survey shows.
  public struct Restriction: Sendable {
    /// Findings that were last seen before are left out.
    public var since: Timestamp?
    /// An asset's id or address.
    public var asset: String?
    public var clause: String?

    public init(since: Timestamp? = nil, asset: String? = nil, clause: String? = nil) {
      self.since = since
      self.asset = asset
      self.clause = clause
    }
  }

  /// Sensors that a report names.
  private static let maximumSensors = 64

  /// Follows the chain and shows the gist of the newest revision of every finding, in one pass and
  /// in little memory.
  ///
  /// - Parameter earlier: a head that an earlier report named, for the trend since then.
  public func survey(
    _ restriction: Restriction = Restriction(), since earlier: ChainHead? = nil,
    visit: (FindingGist) -> Void
  ) throws(StoreError) -> StoreSurvey {
    try state.withLock { (state: inout State) throws(StoreError) -> StoreSurvey in
      let newest = try Self.newest(in: state.database, since: earlier?.sequence ?? 0)
      let then = Set(newest.compactMap { $0.then != $0.now && $0.then > 0 ? $0.then : nil })
      var verdicts: [Int64: Verdict] = [:]
      var sensors: Set<String> = []
      var steps: [StoreSurvey.Step: Int] = [:]
      var next = 0
      let verification = try Self.follow(state.database, keptHead: earlier) { payload, found in
        let sequence = found.gist.place
        if then.contains(sequence) { verdicts[sequence] = found.gist.verdict }
        while next < newest.count, newest[next].now < sequence { next += 1 }
        guard next < newest.count, newest[next].now == sequence,
          restriction.admits(found, payload)
        else { return }
        if sensors.count < Self.maximumSensors { sensors.insert(found.sensor) }
        if earlier != nil, !found.gist.isSuppressed {
          let before = newest[next].then
          let verdict = before == sequence ? found.gist.verdict : verdicts[before]
          steps[StoreSurvey.Step(before: verdict, now: found.gist.verdict), default: 0] += 1
        }
        visit(found.gist)
      }
      return StoreSurvey(verification: verification, sensors: sensors.sorted(), steps: steps)
    }
  }

  /// The records of each finding's newest revision, now and at an earlier place (0 for none).
  ///
  /// From the index alone, in rising order.
  private static func newest(
    in database: borrowing Database, since earlier: Int64
  ) throws(StoreError) -> [(now: Int64, then: Int64)] {
    var newest: [(now: Int64, then: Int64)] = []
    try database.run(
      """
      SELECT max(seq), max(CASE WHEN seq <= ? THEN seq ELSE 0 END) FROM record
      WHERE id IS NOT NULL GROUP BY id, sensor
      """, [.integer(earlier)]
    ) { row in newest.append((row.integer(0), row.integer(1))) }
    newest.sort { $0.now < $1.now }
    return newest
  }

  /// Findings by their records; those that retention dropped are not among them.
  public func findings(at records: [Int64]) throws(StoreError) -> [Int64: Finding] {
    try state.withLock { (state: inout State) throws(StoreError) -> [Int64: Finding] in
      var findings: [Int64: Finding] = [:]
      for record in records {
        try state.database.run("SELECT payload FROM record WHERE seq = ?", [.integer(record)]) {
          row in findings[record] = FindingRecord.decode(row.octets(0))
        }
      }
      return findings
    }
  }
}

extension FindingStore.Restriction {
  fileprivate func admits(_ found: GistScanner.Found, _ payload: [UInt8]) -> Bool {
    if let since, found.gist.last < since { return false }
    if let asset, asset != found.gist.asset, asset != found.assetAddress { return false }
    guard let clause, clause.lowercased() != found.gist.clause.lowercased() else { return true }
    return found.hasMore && FindingRecord.decode(payload)?.also.contains(clause) ?? false
  }
}
