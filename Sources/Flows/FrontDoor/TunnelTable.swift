import Observations

/// The tunnels that were seen lately, each told once a minute.
struct TunnelTable {
  private struct Key: Hashable {
    var source: IPAddress
    var destination: IPAddress
    var transport: Transport
  }

  private var told: [Key: Timestamp] = [:]
  private var waiting: [Observation] = []
  private(set) var evictions: UInt64 = 0

  /// Tunnels have two ends in an organisation; more are an attempt to fill the memory.
  private static let maximumTunnels = 1_024
  /// Nanoseconds.
  private static let interval: Int64 = 60_000_000_000

  mutating func note(_ sighting: TunnelSighting) {
    let key = Key(
      source: sighting.source, destination: sighting.destination, transport: sighting.transport)
    if let time = told[key], sighting.moment.time.since(time) < Self.interval { return }
    if told.count >= Self.maximumTunnels {
      evictions += UInt64(told.count)
      told = [:]
    }
    told[key] = sighting.moment.time
    waiting.append(.tunnel(sighting))
  }

  mutating func take() -> [Observation] {
    var taken: [Observation] = []
    swap(&taken, &waiting)
    return taken
  }
}
