import Capture
import Flows
import Observations

/// Reads capture files as `replay` does, and writes what the flows of one shard show.
///
/// Nothing is judged: what crosses flows (names, scans, the ledger) can be judged only where the
/// observations of all shards meet (`judge`).
/// - Parameters:
///   - options: which captures, and which shard of them.
///   - write: takes whole lines.
/// - Returns: what kept it from reading on.
public func observe(
  _ options: ObserveOptions, write: @escaping ([UInt8]) -> Void
) throws(FilterError) -> [CaptureProblem] {
  let header = ObservationRecord.Header(
    format: ObservationRecord.format, shard: options.shard, captures: options.captures,
    filter: options.filter)
  let pipeline = Pipeline(
    shard: options.shard, limits: .replay,
    consume: { write(ObservationRecord.observation($0, partition: $1).line()) },
    endOfEpoch: { write(ObservationRecord.epoch($0).line()) })
  var captures = try CaptureReplay(
    pipeline: pipeline, filter: options.filter, progress: options.progress)
  write(ObservationRecord.header(header).line())
  for capture in options.captures {
    try captures.read(capture) { name, firstFrame in
      write(ObservationRecord.source(name: name, firstFrame: firstFrame).line())
    }
  }
  let coverage = pipeline.finishParts()
  let end = ObservationRecord.End(
    shared: coverage.shared, own: coverage.own, problems: captures.problems)
  write(ObservationRecord.end(end).line())
  return captures.problems
}

/// What `observe` is to read.
public struct ObserveOptions: Sendable {
  public var captures: [String]
  /// A pcap filter expression.
  public var filter: String?
  public var shard: Shard
  public var progress: (@Sendable (ReplayProgress) -> Void)?

  public init(
    captures: [String], filter: String?, shard: Shard,
    progress: (@Sendable (ReplayProgress) -> Void)?
  ) {
    self.captures = captures
    self.filter = filter
    self.shard = shard
    self.progress = progress
  }
}

extension FlowLimits {
  /// Nobody waits for the alerts of a replay, and most flows are over in half a minute of packet
  /// time: each is then judged once, as a whole.
  static var replay: FlowLimits {
    var limits = FlowLimits()
    limits.heldBack = 30_000_000_000
    return limits
  }
}
