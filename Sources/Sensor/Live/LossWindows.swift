import Observations

/// When frames were lost, so that verdicts can say what they did not see.
struct LossWindows {
  /// A sensor that loses frames all the time has one long window; this many separate ones are
  /// several days of bad moments.
  static let maximum = 1_024
  /// Windows that are closer than this (nanoseconds) become one.
  static let reach: Int64 = 1_000_000_000

  private var windows: [(from: Timestamp, until: Timestamp)] = []
  private(set) var frames: UInt64 = 0

  mutating func add(_ loss: Loss) {
    frames += loss.frames
    if let last = windows.last, loss.from.since(last.until) <= Self.reach {
      windows[windows.count - 1].until = max(last.until, loss.until)
      windows[windows.count - 1].from = min(last.from, loss.from)
      return
    }
    // Of the two oldest, one longer window: nothing is forgotten, only told less exactly.
    if windows.count >= Self.maximum {
      windows[1].from = windows[0].from
      windows.removeFirst()
    }
    windows.append((loss.from, loss.until))
  }

  var isEmpty: Bool { windows.isEmpty }

  /// The connection, marked when frames were lost after it began that could say otherwise.
  ///
  /// A handshake of which both hellos are known has said what it has to say; of SMB and HTTP every
  /// message counts, and what was not recognised may have been anything.
  func marked(_ connection: Connection) -> Connection {
    guard !connection.hasGap, mayChange(connection.application),
      windows.contains(where: { $0.until >= connection.first.time })
    else { return connection }
    var connection = connection
    connection.hasGap = true
    return connection
  }

  private func mayChange(_ application: Application) -> Bool {
    switch application {
    case .tls(let handshake): handshake.version == nil || handshake.clientHello == nil
    case .quic(let quic): quic.handshake?.version == nil
    default: true
    }
  }
}
