import Foundation

/// Values on their way between threads.
///
/// When it is full, who puts waits: nothing is thrown away.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  // All below is read and changed between `lock` and `unlock` alone.
  private let condition = NSCondition()
  private var elements: [Element] = []
  private var isClosed = false
  private let maximum: Int

  init(maximum: Int) {
    self.maximum = max(maximum, 1)
  }

  /// Waits for room; a closed queue takes nothing.
  func put(_ element: Element) {
    condition.lock()
    defer { condition.unlock() }
    while elements.count >= maximum, !isClosed { condition.wait() }
    guard !isClosed else { return }
    elements.append(element)
    condition.broadcast()
  }

  /// Waits for an element; nil once the queue is closed and empty.
  func take() -> Element? {
    condition.lock()
    defer { condition.unlock() }
    while elements.isEmpty, !isClosed { condition.wait() }
    guard !elements.isEmpty else { return nil }
    condition.broadcast()
    // A handful of elements, so that moving them up costs nothing.
    return elements.removeFirst()
  }

  /// All elements that are there; waits for one for as long as so many seconds.
  func takeAll(within seconds: Double) -> [Element] {
    condition.lock()
    defer { condition.unlock() }
    if elements.isEmpty { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
    let taken = elements
    elements = []
    condition.broadcast()
    return taken
  }

  var depth: Int {
    condition.lock()
    defer { condition.unlock() }
    return elements.count
  }

  /// Nothing more comes; who waits is let go.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}
