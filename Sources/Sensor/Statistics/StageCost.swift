/// What one stage of a replay cost.
public struct StageCost: Sendable {
  public enum Stage: Int, CaseIterable, Sendable {
    /// Before the first capture: signatures and site file.
    case start
    /// Capture files: reading, decompressing, record headers.
    case read
    /// Front door, flow table, reassembly, protocol readers, and the order of the epochs.
    case decode
    /// Observations held against the clauses.
    case judge
    /// Observations written as events.
    case events
    /// The findings' and the ledger's last word.
    case report
  }

  public let stage: Stage
  /// Frames that were read or decoded, observations that were judged or written.
  public internal(set) var items: UInt64 = 0
  /// Octets of those frames.
  public internal(set) var octets: UInt64 = 0
  /// Calls of the allocator; nil unless the program runs below a library that counts them.
  public internal(set) var allocations: UInt64?
  public internal(set) var nanoseconds: UInt64 = 0

  init(_ stage: Stage) { self.stage = stage }
}
