public import Observations

/// A sign of life: without one, silence could mean that nothing happened or that nobody watched.
public struct Heartbeat: Hashable, Sendable {
  /// Seconds between two of them, by the packets' clock.
  public static let interval: Int64 = 300

  public var time: Timestamp
  public var sensor: String
  /// Frames since the start, and their octets; nil where only the end of a replay knows them.
  public var packets: UInt64?
  public var octets: UInt64?
  /// Frames that the system or the interface lost.
  public var drops: UInt64?
  /// Findings that break a clause and are not suppressed.
  public var failed: Int
  public var warned: Int

  public init(
    time: Timestamp, sensor: String, packets: UInt64? = nil, octets: UInt64? = nil,
    drops: UInt64? = nil, failed: Int, warned: Int
  ) {
    self.time = time
    self.sensor = sensor
    self.packets = packets
    self.octets = octets
    self.drops = drops
    self.failed = failed
    self.warned = warned
  }

  /// - Parameter head: the chain's head before this record, so that a collector elsewhere holds what
  ///   a later `report --verify --head` is compared with.
  func payload(head: ChainHead) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", "labtap.heartbeat/1")
      writer.member("time", time)
      writer.member("sensor", sensor)
      if let packets { writer.member("packets", packets) }
      if let octets { writer.member("bytes", octets) }
      if let drops { writer.member("drops", drops) }
      writer.member("fail", failed)
      writer.member("warn", warned)
      writer.member("head", head.description)
    }
    return writer.octets
  }
}

/// Something that happened to the sensor itself and that its owner should know.
public struct HealthEvent: Hashable, Sendable {
  /// A word for machines, such as `store-set-aside`.
  public var name: String
  public var time: Timestamp
  public var sensor: String
  public var count: UInt64?
  /// A sentence for people; no secret, no address of a key.
  public var text: String

  public init(name: String, time: Timestamp, sensor: String, count: UInt64? = nil, text: String) {
    self.name = name
    self.time = time
    self.sensor = sensor
    self.count = count
    self.text = text
  }

  var payload: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", "labtap.event/1")
      writer.member("event", name)
      writer.member("time", time)
      writer.member("sensor", sensor)
      if let count { writer.member("count", count) }
      writer.member("text", text)
    }
    return writer.octets
  }
}
