import Foundation
import Observations

/// A line of an observations file: what a shard saw, in the order in which it has to be judged.
///
/// The file is JSON Lines, so that any engine that moves lines can carry it. It begins with
/// `header` and ends with `end`; a file without its end was cut short and is refused.
enum ObservationRecord: Codable, Sendable {
  case header(Header)
  /// A capture begins with this frame, counted over all captures.
  case source(name: String, firstFrame: UInt64)
  case observation(Observation, partition: Int)
  /// An epoch is over; the newest packet time of the whole input.
  case epoch(Timestamp)
  case end(End)

  static let format = "labtap.observations/1"

  /// What has to be the same in all shards of a run, and which shard this is.
  struct Header: Codable, Equatable, Sendable {
    var format: String
    var shard: Shard
    var captures: [String]
    var filter: String?

    func isOfSameRun(as other: Header) -> Bool {
      (shard.count, captures, filter) == (other.shard.count, other.captures, other.filter)
    }
  }

  struct End: Codable, Sendable {
    /// What every shard counts alike.
    var shared: Coverage
    /// What the partitions of this shard count.
    var own: Coverage
    var problems: [CaptureProblem]
  }

  /// The record as a line, with its line feed.
  func line() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers and text alone: there is no value that cannot be written.
    guard let data = try? encoder.encode(self) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// nil for a line that is no record.
  init?(line: [UInt8]) {
    guard let record = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
    self = record
  }
}
