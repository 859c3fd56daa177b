/// What was worked out lately, in two generations: a full newer one replaces the older.
///
/// For what can be worked out again at any time, so that forgetting costs speed alone.
struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var newer: [Key: Value] = [:]
  private var older: [Key: Value] = [:]
  /// Entries that were dropped.
  private(set) var forgotten: UInt64 = 0
  /// Entries of one generation; 0 keeps nothing.
  let maximum: Int

  init(maximum: Int) {
    self.maximum = maximum
  }

  subscript(key: Key) -> Value? {
    mutating get {
      if let value = newer[key] { return value }
      guard !older.isEmpty, let value = older[key] else { return nil }
      keep(value, for: key)
      return value
    }
  }

  mutating func keep(_ value: Value, for key: Key) {
    guard maximum > 0 else { return }
    if newer.count >= maximum {
      forgotten += UInt64(older.count)
      older = newer
      newer = [:]
    }
    newer[key] = value
  }
}
