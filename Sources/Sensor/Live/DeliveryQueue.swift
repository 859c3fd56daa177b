import Compliance
import Foundation
import Observations

/// Findings on their way to those who want to know, on a thread of their own.
///
/// A slow receiver holds up nobody: of each finding only the newest revision waits, so that there
/// are never more than the judge remembers.
final class DeliveryQueue: @unchecked Sendable {
  private let deliver: @Sendable ([Finding]) -> Bool
  // All below is read and changed between `lock` and `unlock` alone.
  private let condition = NSCondition()
  private var order: [String] = []
  private var waiting: [String: Finding] = [:]
  private var isClosed = false
  private var hasEnded = false
  private var counts = DeliveryCounts()

  init(_ deliver: @escaping @Sendable ([Finding]) -> Bool) {
    self.deliver = deliver
  }

  func put(_ findings: [Finding]) {
    guard !findings.isEmpty else { return }
    condition.lock()
    for finding in findings where waiting.updateValue(finding, forKey: finding.id) == nil {
      order.append(finding.id)
    }
    condition.broadcast()
    condition.unlock()
  }

  /// The thread: delivers until the queue is closed and empty.
  func run() {
    while let findings = next() {
      note(findings, isDelivered: deliver(findings))
    }
    condition.lock()
    hasEnded = true
    condition.broadcast()
    condition.unlock()
  }

  private func next() -> [Finding]? {
    condition.lock()
    defer { condition.unlock() }
    while order.isEmpty {
      if isClosed { return nil }
      condition.wait()
    }
    let findings = order.compactMap { waiting[$0] }
    order = []
    waiting = [:]
    return findings
  }

  private func note(_ findings: [Finding], isDelivered: Bool) {
    let now = WallClock.now.time
    condition.lock()
    if !isDelivered { counts.failures += 1 }
    counts.delivered += UInt64(findings.count)
    for finding in findings where finding.stage >= .established {
      counts.delays.add(Double(now.since(finding.deciding.time)) / 1e9)
    }
    condition.unlock()
  }

  /// Lets the thread end once all is delivered, and waits for it.
  ///
  /// - Returns: false when that took longer than so many seconds.
  func close(within seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
    // A condition waits by the time of day, which somebody may set meanwhile.
    while !hasEnded, ContinuousClock.now < end {
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
    }
    return hasEnded
  }

  var state: DeliveryCounts {
    condition.lock()
    defer { condition.unlock() }
    var counts = counts
    counts.waiting = order.count
    return counts
  }
}

/// What the outbox counts.
public struct DeliveryCounts: Sendable {
  public var delivered: UInt64 = 0
  public var waiting = 0
  /// Times that a receiver could not be reached.
  public var failures: UInt64 = 0
  /// Seconds from the deciding frame to the delivery, of what was established.
  ///
  /// A refusal may be a silence, which takes as long as its time-out.
  public var delays = Histogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60])
}

/// How many values lie below each of some bounds.
public struct Histogram: Sendable {
  public let bounds: [Double]
  /// One more than there are bounds: the last is for what exceeds all.
  public private(set) var counts: [UInt64]
  public private(set) var sum = 0.0

  public init(bounds: [Double]) {
    self.bounds = bounds
    counts = [UInt64](repeating: 0, count: bounds.count + 1)
  }

  public var total: UInt64 { counts.reduce(0, +) }

  public mutating func add(_ value: Double) {
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[place] += 1
    sum += value
  }
}
