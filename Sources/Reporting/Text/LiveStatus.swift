/// What a running sensor says of itself (`labtap.status/1`), as far as a terminal shows it.
public struct LiveStatus: Decodable, Sendable {
  struct Health: Decodable {
    var ok: Bool
    var problems: [String]
  }

  struct Traffic: Decodable {
    var packets: UInt64
    var lost: UInt64
    var flows: UInt64
    var packetsPerSecond: [UInt64]
    var lostPerSecond: [UInt64]
    var interfaces: [Interface]

    enum CodingKeys: String, CodingKey {
      case packets, lost, flows, interfaces
      case packetsPerSecond = "packets_per_second"
      case lostPerSecond = "lost_per_second"
    }
  }

  struct Interface: Decodable {
    var name: String
    var up: Bool
    var packets: UInt64
    var dropped: UInt64
  }

  struct Delivery: Decodable {
    var waiting: UInt64
    var failures: UInt64
    var alertDelay: Delay
    var store: Store?

    enum CodingKeys: String, CodingKey {
      case waiting, failures, store
      case alertDelay = "alert_delay"
    }
  }

  struct Delay: Decodable {
    var count: UInt64
    /// Milliseconds; nil before the first alert, and above a minute.
    var most: UInt64?

    enum CodingKeys: String, CodingKey {
      case count
      case most = "p99_ms"
    }
  }

  struct Store: Decodable {
    var stored: UInt64
    var waiting: UInt64
  }

  struct Asset: Decodable {
    var id: String
    var address: String?
    var model: String?
    /// Verdicts by clause.
    var clauses: [String: String]
  }

  struct Finding: Decodable {
    var clause: String
    var verdict: String
    var asset: String
    var peer: String?
    var lastSeen: String
    /// By language.
    var reason: [String: String]

    enum CodingKeys: String, CodingKey {
      case clause, verdict, asset, peer, reason
      case lastSeen = "last_seen"
    }
  }

  var sensor: String
  var site: String?
  var time: String
  var seconds: UInt64
  var health: Health
  var traffic: Traffic
  var delivery: Delivery
  var recent: [Finding]
  /// nil until the sensor has made its ledger.
  var assets: [Asset]?
  var count: Int?

  enum CodingKeys: String, CodingKey {
    case sensor, site, time, seconds, health, traffic, delivery, recent, assets
    case count = "asset_count"
  }

  /// The ledger is there.
  public var isComplete: Bool { assets != nil }
}
