internal import Compliance
internal import Observations

/// Keeps one fault from drowning a collector.
///
/// Of one clause at one asset so many findings go in an hour of packet time, and the rest are told
/// as so many more; the store has them all. Attempts that came to nothing have a lower bound of their
/// own: a scan makes one for every host and port, and what comes of it later is another finding's
/// stage and goes out.
struct StormCap {
  /// Findings of a clause at an asset that are sent in one window.
  let maximum: Int
  /// Of these, such that were attempted or refused.
  let maximumAttempts: Int

  /// Seconds of packet time.
  static let window: Int64 = 3_600
  /// Asset and clause pairs that are watched; beyond it the oldest window ends early.
  static let maximumWindows = 16_384

  struct Key: Hashable {
    var asset: String
    var clause: String
    /// Attempted or refused, and nothing more.
    var isAttempt = false
  }

  /// What was held back of a clause at an asset.
  struct Rest: Hashable {
    var key: Key
    var count: UInt64
    var since: Timestamp
    var until: Timestamp
    var sensor: String
  }

  private struct Window {
    var start: Timestamp
    var last: Timestamp
    /// Findings that went; a newer revision of one of them goes too.
    var sent: Set<String> = []
    /// Findings that were held back, bounded like those that went; beyond it only counted.
    var held: Set<String> = []
    var heldCount: UInt64 = 0
    var sensor: String
  }

  private var windows: [Key: Window] = [:]
  private var order: [Key] = []
  private var rests: [Rest] = []

  init(maximum: Int, attempts: Int? = nil) {
    self.maximum = maximum
    maximumAttempts = min(attempts ?? maximum, maximum)
  }

  /// Whether the finding goes out; a recovery always does.
  mutating func lets(_ finding: Finding, isRecovery: Bool) -> Bool {
    guard maximum > 0, !isRecovery else { return true }
    let isAttempt = finding.stage < .established
    let key = Key(asset: finding.asset.id, clause: finding.clause, isAttempt: isAttempt)
    let time = finding.lastSeen.time
    if let window = windows[key], time.since(window.start) > Self.window * 1_000_000_000 {
      end(key)
    }
    var window =
      windows[key] ?? Window(start: time, last: time, sensor: finding.sensor)
    if windows[key] == nil {
      if order.count >= Self.maximumWindows { end(order[0]) }
      order.append(key)
    }
    window.last = max(window.last, time)
    defer { windows[key] = window }
    if window.sent.contains(finding.id) { return true }
    if window.sent.count < (isAttempt ? maximumAttempts : maximum) {
      window.sent.insert(finding.id)
      return true
    }
    guard !window.held.contains(finding.id) else { return false }
    if window.held.count < 16 * maximum { window.held.insert(finding.id) }
    window.heldCount += 1
    return false
  }

  private mutating func end(_ key: Key) {
    order.removeAll { $0 == key }
    guard let window = windows.removeValue(forKey: key), window.heldCount > 0 else { return }
    rests.append(
      Rest(
        key: key, count: window.heldCount, since: window.start, until: window.last,
        sensor: window.sensor))
  }

  /// What is to be told of windows that are over; with `all`, of every window so far.
  mutating func takeRests(all: Bool) -> [Rest] {
    if all {
      for key in order {
        guard var window = windows[key], window.heldCount > 0 else { continue }
        rests.append(
          Rest(
            key: key, count: window.heldCount, since: window.start, until: window.last,
            sensor: window.sensor))
        // Told once; what comes later in the window is told again.
        window.heldCount = 0
        windows[key] = window
      }
    }
    defer { rests.removeAll() }
    return rests
  }
}

extension StormCap.Rest {
  /// The record that a collector gets.
  var event: HealthEvent {
    HealthEvent(
      name: "more-findings", time: until, sensor: sensor, count: count,
      text: "and \(count) more \(key.isAttempt ? "attempts" : "findings") of \(key.clause) at "
        + "\(key.asset) since \(since); the store has them")
  }
}
