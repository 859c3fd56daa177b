public import Compliance
public import Observations
internal import Synchronization

extension FindingStore {
  /// What a sink has taken.
  public struct Cursor: Hashable, Sendable {
    /// Everything up to this record was handed over.
    public var delivered: Int64
    /// Everything up to this record is never sent again.
    public var settled: Int64

    public init(delivered: Int64, settled: Int64) {
      self.delivered = delivered
      self.settled = settled
    }
  }

  /// Records behind a place, in their order; what retention dropped is not among them.
  public func records(after sequence: Int64, limit: Int) throws(StoreError) -> [StoredRecord] {
    try state.withLock { (state: inout State) throws(StoreError) -> [StoredRecord] in
      var records: [StoredRecord] = []
      try state.database.run(
        """
        SELECT seq, stored, kind, verdict, recovery, payload FROM record
        WHERE seq > ? AND payload IS NOT NULL ORDER BY seq LIMIT ?
        """, [.integer(sequence), .integer(Int64(limit))]
      ) { row in
        guard let kind = StoredRecord.Kind(rawValue: row.integer(2)) else { return }
        records.append(
          StoredRecord(
            sequence: row.integer(0), stored: row.integer(1), kind: kind,
            verdict: Verdict(stored: row.integer(3)), isRecovery: row.integer(4) != 0,
            payload: row.octets(5)))
      }
      return records
    }
  }

  /// The newest place, also of a record that retention dropped.
  public func lastSequence() throws(StoreError) -> Int64 {
    try state.withLock { (state: inout State) throws(StoreError) -> Int64 in
      try state.database.number("SELECT max(seq) FROM record") ?? 0
    }
  }

  /// The cursor of a sink; a sink that the store does not know starts at the beginning.
  public func cursor(of sink: String) throws(StoreError) -> Cursor {
    try state.withLock { (state: inout State) throws(StoreError) -> Cursor in
      var cursor = Cursor(delivered: 0, settled: 0)
      try state.database.run(
        "SELECT delivered, settled FROM cursor WHERE sink = ?", [.text(Array(sink.utf8))]
      ) { row in cursor = Cursor(delivered: row.integer(0), settled: row.integer(1)) }
      return cursor
    }
  }

  public func set(_ cursor: Cursor, of sink: String) throws(StoreError) {
    try state.withLock { (state: inout State) throws(StoreError) in
      try state.database.run(
        """
        INSERT INTO cursor (sink, delivered, settled) VALUES (?, ?, ?)
        ON CONFLICT (sink) DO UPDATE SET delivered = excluded.delivered, settled = excluded.settled
        """, [.text(Array(sink.utf8)), .integer(cursor.delivered), .integer(cursor.settled)])
    }
  }

  /// The newest ledger of every sensor that has one, the newest first; `maximumLedgers` at most.
  public func ledgers() throws(StoreError) -> [StoredLedger] {
    try state.withLock { (state: inout State) throws(StoreError) -> [StoredLedger] in
      var ledgers: [StoredLedger] = []
      try state.database.run(
        """
        SELECT payload FROM record WHERE payload IS NOT NULL AND seq IN (\(Self.newestLedgers))
        ORDER BY seq DESC LIMIT \(Self.maximumLedgers)
        """
      ) { row in
        if let ledger = StoredLedger.decode(row.octets(0)) { ledgers.append(ledger) }
      }
      return ledgers
    }
  }

  /// Sensors whose ledgers a report puts together.
  private static let maximumLedgers = 16

  /// The newest revision of every finding of every sensor, by first sight, then id.
  ///
  /// - Parameter since: findings that were last seen before are left out.
  public func findings(since: Timestamp? = nil) throws(StoreError) -> [Finding] {
    let findings = try state.withLock { (state: inout State) throws(StoreError) -> [Finding] in
      var findings: [Finding] = []
      try state.database.run(
        """
        SELECT payload FROM record WHERE payload IS NOT NULL AND seq IN
        (SELECT max(seq) FROM record WHERE id IS NOT NULL GROUP BY id, sensor)
        """
      ) { row in
        guard let finding = FindingRecord.decode(row.octets(0)) else { return }
        if let since, finding.lastSeen.time < since { return }
        findings.append(finding)
      }
      return findings
    }
    return findings.sorted {
      ($0.firstSeen.time, $0.id, $0.sensor) < ($1.firstSeen.time, $1.id, $1.sensor)
    }
  }
}
