internal import Compliance
internal import Synchronization

/// How much the store keeps.
public struct StoreRetention: Hashable, Sendable {
  /// Days: an audit looks back a year and some weeks.
  public var maximumDays: Int64
  /// Octets that the store may take on the disk, its log not counted (some 4 MiB).
  public var maximumOctets: Int64

  public init(maximumDays: Int64 = 400, maximumOctets: Int64 = 1 << 30) {
    self.maximumDays = maximumDays
    self.maximumOctets = maximumOctets
  }

  /// What a run of retention dropped.
  public struct Outcome: Hashable, Sendable {
    public var dropped: Int64 = 0
    /// Of these, records that some sink had not taken.
    public var undelivered: Int64 = 0
    /// Of these, findings that were no `info`.
    public var undeliveredFindings: Int64 = 0
  }
}

extension FindingStore {
  /// What the largest batch of records takes, so that the file stays below its bound between two
  /// looks; of a small store an eighth.
  private static func room(in maximum: Int64) -> Int64 { min(8 << 20, maximum / 8) }

  /// Whether the next batch could exceed the store's bound.
  public func isCrowded() throws(StoreError) -> Bool {
    try state.withLock { (state: inout State) throws(StoreError) -> Bool in
      let maximum = state.retention.maximumOctets
      return try Self.size(of: state.database) > maximum - Self.room(in: maximum)
    }
  }

  /// Records that one statement drops: few enough that a sink does not wait long.
  private static let portion = 1_000

  /// Drops what is too old and, when the store is too large, `info` and signs of life first, then
  /// what every sink has, then the oldest.
  ///
  /// A dropped record keeps its place in the chain; where the chain begins with dropped records they
  /// go altogether, and the anchor says where it begins now.
  public func prune(now: Int64) throws(StoreError) -> StoreRetention.Outcome {
    try state.withLock { (state: inout State) throws(StoreError) -> StoreRetention.Outcome in
      let retention = state.retention
      return try state.database.transaction { (database) throws(StoreError) in
        var outcome = StoreRetention.Outcome()
        let settled = try database.number("SELECT min(settled) FROM cursor") ?? .max
        let cutoff = now - retention.maximumDays * 86_400_000
        // The clock can be wrong: what no sink has taken does not age.
        while try Self.drop(
          "payload IS NOT NULL AND stored < \(cutoff) AND seq <= \(settled)", settled,
          in: database, &outcome)
        {}
        let orders = [
          // `info`, ledgers that have a newer one, and heartbeats and events, which have no verdict.
          "verdict = \(Verdict.info.stored) AND payload IS NOT NULL",
          "\(Self.ledger) AND payload IS NOT NULL AND seq NOT IN (\(Self.newestLedgers))",
          "verdict = -1 AND kind <> \(StoredRecord.Kind.ledger.rawValue) AND payload IS NOT NULL "
            + "AND seq <= \(settled)",
          "payload IS NOT NULL AND seq <= \(settled)",
          // Events last: they say what was dropped.
          "payload IS NOT NULL AND kind <> \(StoredRecord.Kind.event.rawValue)",
          "payload IS NOT NULL",
        ]
        var order = 0
        // Twice the room, so that not every batch has to make some.
        let room = Self.room(in: retention.maximumOctets)
        var limit = retention.maximumOctets - room
        if try Self.size(of: database) > limit { limit -= room }
        while order < orders.count, try Self.size(of: database) > limit {
          if try !Self.drop(orders[order], settled, in: database, &outcome) { order += 1 }
          try Self.moveAnchor(in: database)
        }
        if outcome.dropped > 0 { try Self.moveAnchor(in: database) }
        return outcome
      }
    }
  }

  private static let ledger = "kind = \(StoredRecord.Kind.ledger.rawValue)"
  static let newestLedgers = "SELECT max(seq) FROM record WHERE \(ledger) GROUP BY sensor"

  private static func size(of database: borrowing Database) throws(StoreError) -> Int64 {
    let pages =
      try (database.number("PRAGMA page_count") ?? 0)
      - (database.number("PRAGMA freelist_count") ?? 0)
    return try pages * (database.number("PRAGMA page_size") ?? 4_096)
  }

  /// Drops the oldest records that a condition names; false when there were none.
  private static func drop(
    _ condition: String, _ settled: Int64, in database: borrowing Database,
    _ outcome: inout StoreRetention.Outcome
  ) throws(StoreError) -> Bool {
    var victims: [(sequence: Int64, verdict: Int64)] = []
    try database.run(
      "SELECT seq, verdict FROM record WHERE \(condition) ORDER BY seq LIMIT \(portion)"
    ) { row in victims.append((row.integer(0), row.integer(1))) }
    guard !victims.isEmpty else { return false }
    // A row that only becomes shorter gives no page back; rows that are deleted together and written
    // anew without their payload do.
    try database.run(
      "CREATE TEMP TABLE IF NOT EXISTS tombstone AS SELECT * FROM record WHERE 0")
    try database.run("DELETE FROM tombstone")
    try database.run(
      """
      INSERT INTO tombstone
      SELECT seq, stored, kind, verdict, recovery, id, sensor, revision, NULL, digest, link
      FROM record WHERE \(condition) ORDER BY seq LIMIT \(portion)
      """)
    try database.run("DELETE FROM record WHERE seq IN (SELECT seq FROM tombstone)")
    try database.run("INSERT INTO record SELECT * FROM tombstone ORDER BY seq")
    try database.run("DELETE FROM tombstone")
    for victim in victims {
      outcome.dropped += 1
      guard victim.sequence > settled else { continue }
      outcome.undelivered += 1
      if victim.verdict >= 0, victim.verdict != Verdict.info.stored {
        outcome.undeliveredFindings += 1
      }
    }
    return true
  }

  /// Takes away dropped records at the start of the chain, but for the last record, which new ones
  /// are linked to and which tells the newest revision's number.
  private static func moveAnchor(in database: borrowing Database) throws(StoreError) {
    let last = try database.number("SELECT max(seq) FROM record") ?? 0
    let kept =
      try database.number(
        "SELECT seq FROM record WHERE payload IS NOT NULL ORDER BY seq LIMIT 1") ?? last
    var anchor: ChainHead?
    try database.run(
      "SELECT seq, link FROM record WHERE seq < ? ORDER BY seq DESC LIMIT 1",
      [.integer(min(kept, last))]
    ) { row in anchor = ChainHead(sequence: row.integer(0), link: row.octets(1)) }
    guard let anchor else { return }
    try database.run("DELETE FROM record WHERE seq <= ?", [.integer(anchor.sequence)])
    try database.run(
      "INSERT OR REPLACE INTO anchor (one, seq, link) VALUES (1, ?, ?)",
      [.integer(anchor.sequence), .blob(anchor.link)])
  }
}
