import Compliance
import Observations
import Synchronization

/// How the clauses stand, published by the judging thread once a second while somebody looks.
final class LiveStanding: Sendable {
  /// Assets that a page shows; each costs the judging thread some tens of microseconds.
  static let maximumAssets = 64
  /// Nanoseconds between two.
  private static let interval: Int64 = 1_000_000_000
  /// Nanoseconds for which one look keeps it coming.
  private static let linger: Int64 = 10_000_000_000

  private struct State {
    var wantedUntil = Int64.min
    var madeAt: Int64?
    var standing: AssetStanding?
  }

  private let state = Mutex(State())

  /// The judging thread: makes a new one when one is due and wanted.
  func update(_ judge: borrowing Judge, drops: UInt64, at now: Int64) {
    let isDue = state.withLock { state in
      now < state.wantedUntil && state.madeAt.map { now - $0 >= Self.interval } ?? true
    }
    guard isDue else { return }
    var coverage = Coverage()
    coverage.drops = drops
    let standing = AssetStanding(
      assets: judge.standing(maximumAssets: Self.maximumAssets, coverage: coverage),
      count: judge.assetCount)
    state.withLock { state in
      state.standing = standing
      state.madeAt = now
    }
  }

  /// The newest; nil until the judging thread has made the first.
  func look(at now: Int64) -> AssetStanding? {
    state.withLock { state in
      // What nobody looked at for a while is old.
      if state.wantedUntil < now { state.standing = nil }
      state.wantedUntil = now + Self.linger
      return state.standing
    }
  }
}
