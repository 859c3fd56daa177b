public import Compliance

/// One line of the store: a finding's revision, a sign of life, an event of the sensor's own, or how
/// the clauses stood.
public struct StoredRecord: Sendable {
  public enum Kind: Int64, Hashable, Sendable {
    case finding = 0
    case heartbeat = 1
    case event = 2
    case ledger = 3
  }

  /// Place in the store, from 1, without gaps.
  public var sequence: Int64
  /// Milliseconds since 1970 of the machine's clock when it was stored.
  public var stored: Int64
  public var kind: Kind
  /// Of a finding.
  public var verdict: Verdict?
  /// The finding broke a clause before, and no longer does.
  public var isRecovery: Bool
  /// JSON.
  public var payload: [UInt8]

  /// The finding; nil for another kind, or when the payload is no longer what was stored.
  public func finding() -> Finding? {
    kind == .finding ? FindingRecord.decode(payload) : nil
  }
}

/// What can be put into the store.
public enum StoreEntry: Sendable {
  case finding(Finding)
  case heartbeat(Heartbeat)
  case event(HealthEvent)
  case ledger(StoredLedger)
}

extension Verdict {
  /// The numbers that the store keeps; a verdict never changes its own.
  var stored: Int64 {
    switch self {
    case .fail: 0
    case .warn: 1
    case .undetermined: 2
    case .pass: 3
    case .info: 4
    case .notObserved: 5
    case .notAssessable: 6
    }
  }

  init?(stored: Int64) {
    guard let verdict = Self.allCases.first(where: { $0.stored == stored }) else { return nil }
    self = verdict
  }
}
