/// What is counted on the way from an entry to the sinks.
extension Outbox {
  /// What became of a sink.
  public struct SinkResult: Sendable {
    public var name: String
    public var isServed: Bool
    public var sent: UInt64
    public var failures: UInt64
    public var error: DeliveryError?
  }

  /// Counters for metrics and the status page.
  public struct Counters: Hashable, Sendable {
    public var stored: UInt64 = 0
    /// Entries that found the queue full.
    public var refused: UInt64 = 0
    public var waiting = 0
    /// Records that retention dropped before every sink had them.
    public var expired: UInt64 = 0
    /// Writes that the disk did not take.
    public var storeFailures: UInt64 = 0
    /// The last write failed.
    public var isStoreFailing = false
  }

  /// How far one sink is behind the store.
  public struct SinkCounters: Hashable, Sendable {
    public var name: String
    /// Records that wait for it.
    public var backlog: UInt64 = 0
    public var sent: UInt64 = 0
    /// Tries that failed.
    public var failures: UInt64 = 0
  }
}
