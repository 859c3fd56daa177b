internal import CSQLite

// Invariants of the unsafe code in this file:
// - `handle` is the one owner of a connection that `sqlite3_open_v2` made; `deinit` finalizes every
//   statement first and closes it then, once;
// - a statement is used between its preparation and its finalization only, and a row only inside the
//   call that stepped to it;
// - values are copied by SQLite before a bind returns; texts and blobs of a column are copied out
//   before the next step;
// - the connection is used by one thread at a time: its owner holds it under a lock.

/// One connection to an SQLite database, with its prepared statements.
@safe
struct Database: ~Copyable, @unchecked Sendable {
  private let handle: OpaquePointer
  private let statements = Statements()

  /// Statements by their text: each is prepared once.
  @safe
  private final class Statements {
    var prepared: [String: OpaquePointer] = unsafe [:]
  }

  /// Opens or makes a database; an empty path is a private one that is gone with the connection.
  init(path: String, isReadOnly: Bool = false) throws(StoreError) {
    var opened: OpaquePointer?
    let mode = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    // Each connection has its own lock around it.
    let code = unsafe sqlite3_open_v2(path, &opened, mode | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      let error = unsafe StoreError(code: code, message: String(cString: sqlite3_errstr(code)))
      unsafe sqlite3_close_v2(opened)
      throw error
    }
    unsafe handle = opened
    unsafe sqlite3_extended_result_codes(opened, 1)
    unsafe sqlite3_busy_timeout(opened, Self.busyMilliseconds)
  }

  /// How long a reader in another process may keep a write waiting.
  private static let busyMilliseconds: Int32 = 5_000

  deinit {
    while let statement = unsafe sqlite3_next_stmt(handle, nil) {
      unsafe sqlite3_finalize(statement)
    }
    unsafe sqlite3_close_v2(handle)
  }

  /// A value of a column or of a parameter.
  enum Value {
    case null
    case integer(Int64)
    /// UTF-8.
    case text([UInt8])
    case blob([UInt8])
  }

  /// The row that a query stands at.
  @safe
  struct Row: ~Copyable {
    fileprivate let statement: OpaquePointer

    fileprivate init(_ statement: OpaquePointer) {
      unsafe self.statement = statement
    }

    func integer(_ column: Int) -> Int64 {
      unsafe sqlite3_column_int64(statement, Int32(truncatingIfNeeded: column))
    }

    func isNull(_ column: Int) -> Bool {
      unsafe sqlite3_column_type(statement, Int32(truncatingIfNeeded: column)) == SQLITE_NULL
    }

    /// A text or a blob; empty for NULL.
    func octets(_ column: Int) -> [UInt8] {
      let column = Int32(truncatingIfNeeded: column)
      guard let start = unsafe sqlite3_column_blob(statement, column) else { return [] }
      let count = unsafe Int(sqlite3_column_bytes(statement, column))
      return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func text(_ column: Int) -> String { String(decoding: octets(column), as: UTF8.self) }
  }

  /// Runs a statement to its end, for each of its rows `visit`.
  func run(
    _ sql: String, _ values: [Value] = [], visit: (borrowing Row) -> Void = { _ in }
  ) throws(StoreError) {
    let statement = unsafe try prepare(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    for (place, value) in values.enumerated() {
      unsafe try bind(value, at: Int32(truncatingIfNeeded: place + 1), of: statement)
    }
    while true {
      let code = unsafe sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw error(code) }
      visit(unsafe Row(statement))
    }
  }

  /// The first column of the first row as a number; nil without a row.
  func number(_ sql: String, _ values: [Value] = []) throws(StoreError) -> Int64? {
    var number: Int64?
    try run(sql, values) { row in
      if number == nil { number = row.integer(0) }
    }
    return number
  }

  /// Runs several statements that neither take nor give anything.
  func execute(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// Everything in `body` happens, or nothing.
  func transaction<Result>(
    _ body: (borrowing Database) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(StoreError) {
      let result = try body(self)
      try execute("COMMIT")
      return result
    } catch {
      // A full disk may have rolled it back already.
      if unsafe sqlite3_get_autocommit(handle) == 0 {
        unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      }
      throw error
    }
  }

  private func prepare(_ sql: String) throws(StoreError) -> OpaquePointer {
    if let known = unsafe statements.prepared[sql] { return unsafe known }
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard code == SQLITE_OK, let made = unsafe made else { throw error(code) }
    unsafe statements.prepared[sql] = made
    return unsafe made
  }

  private func bind(
    _ value: Value, at place: Int32, of statement: OpaquePointer
  ) throws(StoreError) {
    let code =
      switch value {
      case .null: unsafe sqlite3_bind_null(statement, place)
      case .integer(let number): unsafe sqlite3_bind_int64(statement, place, number)
      case .text(let octets):
        unsafe octets.withUnsafeBytes { buffer in
          unsafe labtap_sqlite3_bind_text(statement, place, buffer.baseAddress, buffer.count)
        }
      case .blob(let octets):
        unsafe octets.withUnsafeBytes { buffer in
          unsafe labtap_sqlite3_bind_blob(statement, place, buffer.baseAddress, buffer.count)
        }
      }
    guard code == SQLITE_OK else { throw error(code) }
  }

  private func error(_ code: Int32) -> StoreError {
    StoreError(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)))
  }

  /// The version of the library that the process runs with.
  static var libraryVersion: String { unsafe String(cString: sqlite3_libversion()) }
}

extension StoreError {
  fileprivate init(code: Int32, message: String) {
    let kind: Kind =
      switch code & 0xff {
      case SQLITE_FULL: .full
      // A write-ahead log or its index that cannot grow is told as a failed write.
      case SQLITE_IOERR, SQLITE_CANTOPEN: .unavailable
      case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
      case SQLITE_BUSY, SQLITE_LOCKED: .locked
      default: .other
      }
    self.init(kind: kind, message: message)
  }
}
