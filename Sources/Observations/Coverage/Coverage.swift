/// What the sensor saw of the wire, and what it could not see.
public struct Coverage: Hashable, Codable, Sendable {
  public var packets: UInt64 = 0
  public var octets: UInt64 = 0
  public var first: Timestamp?
  public var last: Timestamp?
  /// Frames that the kernel or the interface dropped before they were read.
  public var drops: UInt64 = 0
  /// Frames captured shorter than they were on the wire.
  public var cutFrames: UInt64 = 0
  /// Frames that `--filter` left out.
  public var filtered: UInt64 = 0
  /// Frames whose link type no decoder knows, by its number.
  public var unknownLinkTypes: [UInt32: UInt64] = [:]
  /// Messages that ended too early, by layer.
  public var truncated: [String: UInt64] = [:]
  /// Messages that broke a rule, by layer and rule.
  public var malformed: [Fault: UInt64] = [:]
  public var flows: UInt64 = 0
  public var oneSidedFlows: UInt64 = 0
  public var midstreamFlows: UInt64 = 0
  /// Gaps in streams that were being read.
  public var gaps: UInt64 = 0
  /// Packets that were read although the host that they are for may have read them otherwise or
  /// not at all, by what is odd about them.
  public var doubtful: [String: UInt64] = [:]
  /// Entries pushed out of full tables, by table.
  public var evictions: [String: UInt64] = [:]
  /// Limits that were hit, by name.
  public var limits: [String: UInt64] = [:]
  public var observed = Observed()

  public init() {}

  /// A rule that messages of a layer broke.
  public struct Fault: Hashable, Comparable, Codable, Sendable {
    public var layer: String
    public var rule: String

    public init(layer: String, rule: String) {
      self.layer = layer
      self.rule = rule
    }

    public static func < (left: Self, right: Self) -> Bool {
      (left.layer, left.rule) < (right.layer, right.rule)
    }
  }

  /// Adds the counts of another part of the sensor.
  public mutating func add(_ other: Coverage) {
    packets += other.packets
    octets += other.octets
    first = [first, other.first].compactMap(\.self).min()
    last = [last, other.last].compactMap(\.self).max()
    drops += other.drops
    cutFrames += other.cutFrames
    filtered += other.filtered
    unknownLinkTypes.merge(other.unknownLinkTypes, uniquingKeysWith: +)
    truncated.merge(other.truncated, uniquingKeysWith: +)
    malformed.merge(other.malformed, uniquingKeysWith: +)
    flows += other.flows
    oneSidedFlows += other.oneSidedFlows
    midstreamFlows += other.midstreamFlows
    gaps += other.gaps
    doubtful.merge(other.doubtful, uniquingKeysWith: +)
    evictions.merge(other.evictions, uniquingKeysWith: +)
    limits.merge(other.limits, uniquingKeysWith: +)
    observed.add(other.observed)
  }
}
