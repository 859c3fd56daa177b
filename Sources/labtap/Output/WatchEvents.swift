internal import Delivery
internal import Foundation
internal import Observations
internal import Synchronization

/// Writes what a running sensor observes as EVE events, on a thread of its own.
///
/// A slow disk holds up nobody: what finds no room on the way to it is counted and told.
final class WatchEvents: @unchecked Sendable {
  /// Observations that wait: some seconds of a busy segment, 100 MiB at most.
  static let maximumWaiting = 65_536
  /// Seconds between two `stats` events.
  private static let pace = Duration.seconds(60)

  private enum Item {
    case observations([Observation])
    case stats(Coverage)
  }

  private let target: EventsTarget
  private let log: WatchLog
  private let file: OutputFile
  private let maximum: Int
  /// Seconds that writing what is left may take.
  private let patience: Double
  // All below is read and changed between `lock` and `unlock` alone.
  private let condition = NSCondition()
  private var items: [Item] = []
  private var waiting = 0
  private var dropped: UInt64 = 0
  private var isClosed = false
  private var hasEnded = false
  private var isWhole = true
  private var nextStats = ContinuousClock.now + pace
  // Of the writing thread.
  private var events: EVEEvents
  private var isBroken = false

  /// Opens the target; nil when it cannot be opened, which is then told.
  ///
  /// Files are added to, as those of findings are.
  init?(
    _ target: EventsTarget, interfaces: [String], log: WatchLog, maximum: Int = maximumWaiting,
    patience: Double = 1
  ) {
    self.target = target
    self.log = log
    self.maximum = maximum
    self.patience = patience
    events = EVEEvents(interface: interfaces.count == 1 ? interfaces.first : nil)
    guard let path = target.path else {
      file = .standardOutput
      return
    }
    do throws(OutputFile.Failure) {
      file = try OutputFile(appending: path)
    } catch {
      Terminal.complain("\(path): \(error)")
      return nil
    }
  }

  /// Begins to write, once privileges are given up.
  func start() {
    let thread = Thread { self.run() }
    thread.name = "labtap events"
    thread.start()
  }

  func offer(_ observations: [Observation]) {
    condition.lock()
    if waiting + observations.count > maximum {
      dropped += UInt64(observations.count)
    } else {
      waiting += observations.count
      items.append(.observations(observations))
      condition.broadcast()
    }
    condition.unlock()
  }

  /// Writes the counters, when they are due.
  func beat(_ coverage: () -> Coverage) {
    condition.lock()
    let isDue = ContinuousClock.now >= nextStats
    if isDue { nextStats = .now + Self.pace }
    condition.unlock()
    if isDue { put(.stats(coverage())) }
  }

  private func put(_ item: Item) {
    condition.lock()
    items.append(item)
    condition.broadcast()
    condition.unlock()
  }

  /// Writes what is left; false when not all of the run was written.
  func finish(_ coverage: Coverage) -> Bool {
    put(.stats(coverage))
    let end = ContinuousClock.now + .seconds(patience)
    condition.lock()
    isClosed = true
    condition.broadcast()
    // A condition waits by the time of day, which somebody may set meanwhile.
    while !hasEnded, ContinuousClock.now < end {
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
    }
    let (isWhole, dropped) = (isWhole && hasEnded, dropped)
    condition.unlock()
    if dropped > 0 { log.write(.error, "events-dropped", [("count", "\(dropped)")]) }
    return isWhole && dropped == 0
  }

  // MARK: The thread

  private func run() {
    while let batch = next() {
      var writer = JSONWriter()
      for item in batch {
        switch item {
        case .observations(let observations):
          for observation in observations {
            events.write(observation, to: &writer)
            if writer.octets.count >= OutputFile.preferredCount { write(&writer) }
          }
        case .stats(let coverage): events.writeStats(coverage, to: &writer)
        }
      }
      write(&writer)
    }
    condition.lock()
    hasEnded = true
    condition.broadcast()
    condition.unlock()
  }

  private func next() -> [Item]? {
    condition.lock()
    defer { condition.unlock() }
    while items.isEmpty {
      if isClosed { return nil }
      condition.wait()
    }
    defer {
      items = []
      waiting = 0
    }
    return items
  }

  private func write(_ writer: inout JSONWriter) {
    guard !writer.octets.isEmpty else { return }
    let name = target.path ?? "standard output"
    do throws(OutputFile.Failure) {
      try file.write(writer.octets)
      if isBroken { log.write(.notice, "output-recovered", [("target", name)]) }
      isBroken = false
    } catch {
      if !isBroken {
        log.write(.error, "output-failed", [("target", name), ("error", "\(error)")])
      }
      isBroken = true
      condition.lock()
      isWhole = false
      condition.unlock()
    }
    writer.removeAll()
  }
}
