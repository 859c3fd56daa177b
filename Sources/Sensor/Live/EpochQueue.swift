import Foundation
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

/// Batches on their way from the workers to the judge.
///
/// When it is full, workers wait: the rings of the kernel fill up then, and what does not fit into
/// them is counted as dropped. Nothing is thrown away here.
final class EpochQueue: @unchecked Sendable {
  /// Two and a half seconds of epochs of one worker.
  static let maximum = 256

  // `batches` is read and changed between `lock` and `unlock` alone.
  private let condition = NSCondition()
  private var batches: [EpochBatch] = []

  func post(_ batch: EpochBatch) {
    condition.lock()
    while batches.count >= Self.maximum { condition.wait() }
    batches.append(batch)
    condition.broadcast()
    condition.unlock()
  }

  /// All batches that are there; waits for one for as long as a tenth of a second.
  func takeAll() -> [EpochBatch] {
    condition.lock()
    if batches.isEmpty { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1)) }
    let taken = batches
    batches = []
    condition.broadcast()
    condition.unlock()
    return taken
  }

  var depth: Int {
    condition.lock()
    defer { condition.unlock() }
    return batches.count
  }
}
