internal import Compliance
internal import Digest
internal import Foundation
internal import Synchronization

/// The findings store: an SQLite file that holds every revision of every finding, and the outbox of
/// the sinks.
///
/// Nothing is changed in place: a new revision is a new record, each linked to the one before
/// (`Chain`). A write returns when the disk has it (`synchronous` is FULL: each batch waits for the
/// disk once), so that a sink never sees what a crash could take back.
public final class FindingStore: Sendable {
  struct State: ~Copyable {
    var database: Database
    let path: String
    var retention: StoreRetention
  }

  let state: Mutex<State>

  /// What was noticed while the store was opened: it was damaged or locked, and a new one begun.
  public let openingNotice: Notice?

  /// A store was set aside.
  public struct Notice: Sendable {
    /// What was wrong, in SQLite's words.
    public var reason: String
    /// The file that was kept.
    public var kept: String
    /// The file that is in use now.
    public var used: String
  }

  /// Opens a store, or makes one.
  ///
  /// - Parameters:
  ///   - path: nil is a store of this run alone, which spills to a temporary file.
  ///   - now: milliseconds since 1970; names a store that is set aside.
  /// - Throws: when a newer version wrote it, or when no store can be made there.
  public init(
    path: String?, retention: StoreRetention = StoreRetention(), now: Int64
  ) throws(StoreError) {
    var notice: Notice?
    var used = path ?? ""
    let database: Database
    do throws(StoreError) {
      database = try Self.prepared(used)
    } catch  where !used.isEmpty && error.kind == .damaged {
      let kept = try Self.setAside(used, now: now)
      notice = Notice(reason: error.message, kept: kept, used: used)
      database = try Self.prepared(used)
    } catch  where !used.isEmpty && error.kind == .locked {
      // Its owner is at work: the file stays where it is.
      notice = Notice(reason: error.message, kept: used, used: "\(used).\(now)")
      used = "\(used).\(now)"
      database = try Self.prepared(used)
    }
    openingNotice = notice
    state = Mutex(State(database: database, path: used, retention: retention))
  }

  /// Opens a store that is there, for a report; nothing is changed but an older schema.
  public init(reading path: String) throws(StoreError) {
    openingNotice = nil
    state = Mutex(
      State(database: try Self.prepared(path), path: path, retention: StoreRetention()))
  }

  private static func prepared(_ path: String) throws(StoreError) -> Database {
    let database = try Database(path: path)
    if path.isEmpty {
      // Nobody could read it after a crash, so nothing waits for the disk.
      try database.execute("PRAGMA synchronous = OFF; PRAGMA temp_store = FILE")
    } else {
      // Before anything is written: the file may be somebody else's.
      try StoreSchema.check(database)
      try database.run("PRAGMA journal_mode = WAL")
      try database.execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
      try checkWhole(database)
    }
    try StoreSchema.prepare(database)
    try database.transaction { (_) throws(StoreError) in }
    return database
  }

  /// A store that is damaged must be found before findings go into it; beyond this many pages the
  /// check takes longer than a start may, and damage shows when it is met.
  private static let checkedPages: Int64 = 65_536

  private static func checkWhole(_ database: borrowing Database) throws(StoreError) {
    guard try database.number("PRAGMA page_count") ?? 0 <= checkedPages else { return }
    var answer = "ok"
    try database.run("PRAGMA quick_check(1)") { row in answer = row.text(0) }
    guard answer == "ok" else { throw StoreError(kind: .damaged, message: answer) }
  }

  /// Renames a store and what belongs to it; nothing of it is open then.
  private static func setAside(_ path: String, now: Int64) throws(StoreError) -> String {
    let kept = "\(path).damaged-\(now)"
    do {
      try FileManager.default.moveItem(atPath: path, toPath: kept)
      for ending in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + ending) {
        try FileManager.default.moveItem(atPath: path + ending, toPath: kept + ending)
      }
    } catch {
      throw StoreError(kind: .unavailable, message: "the damaged store cannot be renamed")
    }
    return kept
  }

  /// Sets the store aside while it is in use, and begins a new one.
  public func replaceDamaged(reason: StoreError, now: Int64) throws(StoreError) -> Notice {
    try state.withLock { (state: inout State) throws(StoreError) -> Notice in
      guard !state.path.isEmpty else { throw reason }
      // The old file is closed before it is renamed: SQLite deletes the log by its name.
      state.database = try Database(path: "")
      let kept = try Self.setAside(state.path, now: now)
      state.database = try Self.prepared(state.path)
      return Notice(reason: reason.message, kept: kept, used: state.path)
    }
  }

  // MARK: Writing

  /// Stores entries, all or none, and returns when the disk has them.
  ///
  /// A finding that is stored already, but for its revision, is not stored again; one that changed
  /// gets a revision above the stored one, so that receivers can tell the newer.
  /// - Returns: how many records were added.
  @discardableResult
  public func append(_ entries: [StoreEntry], now: Int64) throws(StoreError) -> Int {
    try state.withLock { (state: inout State) throws(StoreError) -> Int in
      try state.database.transaction { (database) throws(StoreError) -> Int in
        var head = try Self.head(of: database)
        let start = head.sequence
        for entry in entries { try Self.append(entry, now: now, after: &head, to: database) }
        return Int(head.sequence - start)
      }
    }
  }

  private struct Draft {
    var kind: StoredRecord.Kind
    var verdict: Verdict?
    var isRecovery = false
    var about: (id: String, sensor: String, revision: UInt64)?
    /// Of a ledger; that of a finding is in `about`.
    var sensor: String?
    var payload: [UInt8]
    var digest: [UInt8]
  }

  private static func append(
    _ entry: StoreEntry, now: Int64, after head: inout ChainHead, to database: borrowing Database
  ) throws(StoreError) {
    let draft: Draft
    switch entry {
    case .finding(let finding):
      guard let changed = try Self.draft(finding, in: database) else { return }
      draft = changed
    case .heartbeat(let heartbeat):
      let payload = heartbeat.payload(head: head)
      draft = Draft(kind: .heartbeat, payload: payload, digest: try hash(payload))
    case .event(let event):
      draft = Draft(kind: .event, payload: event.payload, digest: try hash(event.payload))
    case .ledger(let ledger):
      let payload = try ledger.payload()
      draft = Draft(
        kind: .ledger, sensor: ledger.sensor, payload: payload, digest: try hash(payload))
    }
    let sequence = head.sequence + 1
    let verdict = draft.verdict?.stored ?? -1
    guard
      let link = Chain.link(
        head.link, sequence: sequence, stored: now, kind: draft.kind.rawValue, verdict: verdict,
        digest: draft.digest)
    else { throw StoreError(kind: .other, message: "SHA-256 is not available") }
    try database.run(
      """
      INSERT INTO record (seq, stored, kind, verdict, recovery, id, sensor, revision, payload,
      digest, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(sequence), .integer(now), .integer(draft.kind.rawValue), .integer(verdict),
        .integer(draft.isRecovery ? 1 : 0), draft.about.map { .text(Array($0.id.utf8)) } ?? .null,
        (draft.about?.sensor ?? draft.sensor).map { .text(Array($0.utf8)) } ?? .null,
        draft.about.map { .integer(Int64(clamping: $0.revision)) } ?? .null, .text(draft.payload),
        .blob(draft.digest), .blob(link),
      ])
    head = ChainHead(sequence: sequence, link: link)
  }

  /// nil when the store has the finding as it is.
  private static func draft(
    _ finding: Finding, in database: borrowing Database
  ) throws(StoreError) -> Draft? {
    var last: (revision: UInt64, verdict: Verdict?, digest: [UInt8])?
    try database.run(
      """
      SELECT revision, verdict, digest FROM record WHERE id = ? AND sensor = ?
      ORDER BY seq DESC LIMIT 1
      """, [.text(Array(finding.id.utf8)), .text(Array(finding.sensor.utf8))]
    ) { row in
      last = (
        UInt64(clamping: row.integer(0)), Verdict(stored: row.integer(1)), row.octets(2)
      )
    }
    var finding = finding
    if let last {
      let revision = finding.revision
      finding.revision = last.revision
      if try hash(FindingRecord.encode(finding)) == last.digest { return nil }
      finding.revision = max(revision, last.revision + 1)
    }
    let payload = FindingRecord.encode(finding)
    let wasBroken = last?.verdict.map { $0 <= .warn } ?? false
    return Draft(
      kind: .finding, verdict: finding.verdict, isRecovery: wasBroken && finding.verdict > .warn,
      about: (finding.id, finding.sensor, finding.revision), payload: payload,
      digest: try hash(payload))
  }

  static func hash(_ octets: [UInt8]) throws(StoreError) -> [UInt8] {
    guard let digest = SHA256.hash(octets) else {
      throw StoreError(kind: .other, message: "SHA-256 is not available")
    }
    return digest
  }

  static func head(of database: borrowing Database) throws(StoreError) -> ChainHead {
    var head: ChainHead?
    try database.run("SELECT seq, link FROM record ORDER BY seq DESC LIMIT 1") { row in
      head = ChainHead(sequence: row.integer(0), link: row.octets(1))
    }
    if let head { return head }
    return try anchor(of: database)
  }

  static func anchor(of database: borrowing Database) throws(StoreError) -> ChainHead {
    var anchor = ChainHead(sequence: 0, link: Chain.start)
    try database.run("SELECT seq, link FROM anchor") { row in
      anchor = ChainHead(sequence: row.integer(0), link: row.octets(1))
    }
    return anchor
  }

  /// The newest link of the chain.
  public func head() throws(StoreError) -> ChainHead {
    try state.withLock { (state: inout State) throws(StoreError) in
      try Self.head(of: state.database)
    }
  }

  /// The file in use; nil for a store of this run alone.
  public var path: String? {
    state.withLock { state in state.path.isEmpty ? nil : state.path }
  }

  public static var libraryVersion: String { Database.libraryVersion }
}
