import Observations

/// What one worker saw in one epoch; empty epochs are told as well, since they move the clock.
struct EpochBatch: Sendable {
  var worker: Int
  /// The worker's clock at the end of the epoch.
  var clock: Timestamp
  /// No frame before this comes to the worker any more.
  var completeUntil: Timestamp
  /// Time of the newest frame that the worker has read; nil before the first.
  var newestFrame: Timestamp?
  var observations: [Observation]
  /// Frames that were lost since the worker's last batch, and when at the earliest.
  var loss: Loss?
  /// The worker has ended; nothing more comes from it.
  var isLast = false
}

/// Frames that were on the wire and were not read.
struct Loss: Sendable {
  var frames: UInt64
  var from: Timestamp
  var until: Timestamp
}
