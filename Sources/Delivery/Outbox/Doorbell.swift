internal import Foundation

/// Wakes threads that wait for something to do.
final class Doorbell: Sendable {
  private let condition = NSCondition()
  private let rings = RingCount()

  /// Guarded by `condition`.
  private final class RingCount: @unchecked Sendable {
    var value: UInt64 = 0
  }

  func ring() {
    condition.lock()
    rings.value &+= 1
    condition.broadcast()
    condition.unlock()
  }

  /// How often it rang; taken before one looks for work, so that no ring is missed.
  var count: UInt64 {
    condition.lock()
    defer { condition.unlock() }
    return rings.value
  }

  /// Waits until it rings again, at most so long.
  func wait(since count: UInt64, milliseconds: Int64) {
    let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1_000)
    condition.lock()
    while rings.value == count, condition.wait(until: deadline) {}
    condition.unlock()
  }
}
