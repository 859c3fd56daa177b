/// The tables of the store, version by version.
enum StoreSchema {
  /// `LbTp`: says in the file's head that it is ours.
  static let applicationID: Int64 = 0x4c62_5470

  /// What each version added; a store is brought forward one step after the other.
  ///
  /// Version 1: `record` holds everything in the order in which it came. `payload` becomes NULL when
  /// retention drops it; `digest` and `link` stay, so that the chain can still be followed. `anchor`
  /// is where the chain begins once records at its start are gone. `cursor` says per sink what was
  /// handed over, and what needs no second sending.
  ///
  /// Version 2: retention finds the oldest record of a verdict.
  ///
  /// Version 3: `memory` is what a sensor knows besides its findings, part by part (`JudgeMemory`),
  /// replaced as it changes. It is no evidence, and no part of the chain.
  ///
  /// Version 4: records of kind 3 hold how the clauses stood (`StoredLedger`), with the sensor; the
  /// newest of each is found.
  static let versions = [
    """
    CREATE TABLE record (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      stored INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      verdict INTEGER NOT NULL,
      recovery INTEGER NOT NULL,
      id TEXT,
      sensor TEXT,
      revision INTEGER,
      payload TEXT,
      digest BLOB NOT NULL,
      link BLOB NOT NULL
    );
    CREATE INDEX record_about ON record (id, sensor, seq) WHERE id IS NOT NULL;
    CREATE TABLE anchor (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      seq INTEGER NOT NULL,
      link BLOB NOT NULL
    );
    CREATE TABLE cursor (
      sink TEXT PRIMARY KEY,
      delivered INTEGER NOT NULL,
      settled INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE INDEX record_weight ON record (verdict, seq) WHERE payload IS NOT NULL;
    """,
    """
    CREATE TABLE memory (
      sensor TEXT NOT NULL,
      part TEXT NOT NULL,
      saved INTEGER NOT NULL,
      digest BLOB NOT NULL,
      payload TEXT NOT NULL,
      PRIMARY KEY (sensor, part)
    );
    """,
    """
    CREATE INDEX record_ledger ON record (sensor, seq) WHERE kind = 3;
    """,
  ]

  /// The version of a store, 0 for an empty file; reads only.
  ///
  /// - Throws: for another program's database, and for a store of a newer version.
  @discardableResult
  static func check(_ database: borrowing Database) throws(StoreError) -> Int64 {
    let owner = try database.number("PRAGMA application_id") ?? 0
    let version = try database.number("PRAGMA user_version") ?? 0
    let tables = try database.number("SELECT count(*) FROM sqlite_schema") ?? 0
    guard owner == applicationID || (owner == 0 && tables == 0) else {
      throw StoreError(kind: .damaged, message: "the file is another program's database")
    }
    guard version <= versions.count else {
      throw StoreError(
        kind: .newer,
        message: "the store has schema version \(version), and this program knows \(versions.count)"
      )
    }
    return version
  }

  /// Makes the tables, or brings an older store forward.
  ///
  /// - Parameter newest: the version to stop at; tests make old stores with it.
  static func prepare(
    _ database: borrowing Database, upTo newest: Int = versions.count
  ) throws(StoreError) {
    let version = try check(database)
    guard version < newest else { return }
    try database.transaction { (database) throws(StoreError) in
      for step in versions[Int(version)..<newest] { try database.execute(step) }
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(newest)")
    }
  }
}
