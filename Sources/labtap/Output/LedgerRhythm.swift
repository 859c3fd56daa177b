internal import Delivery

/// When a running sensor stores how the clauses stand: a minute after its start, and then once an
/// hour when that has changed.
struct LedgerRhythm: Sendable {
  private var stored: StoredLedger?
  private var due: ContinuousClock.Instant

  /// The first findings of a run come before it.
  static let first = Duration.seconds(60)
  static let interval = Duration.seconds(3_600)

  init(from start: ContinuousClock.Instant) {
    due = start + Self.first
  }

  func isDue(at now: ContinuousClock.Instant) -> Bool { now >= due }

  /// Looks at how the clauses stand.
  ///
  /// - Parameter store: false when there was no room; then it is tried again after a minute.
  mutating func look(
    _ ledger: StoredLedger, at now: ContinuousClock.Instant, store: (StoredLedger) -> Bool
  ) {
    due = now + Self.interval
    if let stored, stored.stands(as: ledger) { return }
    guard store(ledger) else {
      due = now + Self.first
      return
    }
    stored = ledger
  }
}
