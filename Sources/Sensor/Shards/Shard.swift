import Flows

/// One of several equal parts of all flows, for an archive that one machine is too slow for.
///
/// Flows are divided into 64 partitions by their addresses and ports; a shard is every Nth of them.
/// Each machine reads all frames and decodes those of its own flows.
public struct Shard: Hashable, Codable, Sendable {
  /// From 1.
  public let number: Int
  public let count: Int

  /// A shard of nothing would only cost.
  public static let maximumCount = Partitions.count

  /// nil unless `count` is 1 to 64 and `number` 1 to `count`.
  public init?(_ number: Int, of count: Int) {
    guard (1...Self.maximumCount).contains(count), (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  private init() {
    number = 1
    count = 1
  }

  public static let whole = Shard()

  /// A bit for each partition that belongs to the shard.
  var partitions: UInt64 {
    stride(from: number - 1, to: Partitions.count, by: count)
      .reduce(0) { $0 | 1 << UInt64($1) }
  }
}
