import Capture
import Compliance
import Foundation
import Observations
import Wire

@testable import Flows
@testable import Sensor

/// Frames of a capture in memory, and what the sensor makes of them, or of a part of them.
struct JudgedFrames: Sendable {
  struct Item: Sendable {
    var header: FrameHeader
    var octets: [UInt8]
  }

  var items: [Item] = []

  init(_ path: String) throws {
    var file = try CaptureFile(path: path)
    // A file that is cut off on purpose counts up to there.
    while let header = try? file.readFrame() {
      var octets: [UInt8] = []
      let span = file.octets
      octets.reserveCapacity(span.count)
      for index in span.indices { octets.append(span[index]) }
      items.append(Item(header: header, octets: octets))
    }
  }

  /// The same frames, and behind them those of another capture, a minute later.
  func followed(by other: JudgedFrames) -> JudgedFrames {
    guard let last = items.map(\.header.time).max(), let first = other.items.first?.header.time
    else { return self }
    var both = self
    for var item in other.items {
      item.header.time += last + 30_000_000_000 - first
      both.items.append(item)
    }
    return both
  }

  /// What is left when frames are cut to so many octets.
  func cut(to length: Int) -> JudgedFrames {
    var result = self
    for index in items.indices where items[index].octets.count > length {
      result.items[index].octets.removeSubrange(length...)
      result.items[index].header.capturedLength = length
    }
    return result
  }

  /// What is left without every nth frame.
  func withoutEvery(_ number: Int, from start: Int) -> JudgedFrames {
    var result = self
    result.items = items.enumerated().filter { $0.offset % number != start }.map(\.element)
    return result
  }

  /// What is left when the mirror shows one direction of the addresses that `isAsset` names.
  func oneDirection(towards: Bool, _ isAsset: (IPAddress) -> Bool) -> JudgedFrames {
    var result = self
    var frontDoor = FrontDoor()
    result.items = items.enumerated().filter { number, item in
      let moment = Moment(
        frame: UInt64(number + 1), time: Timestamp(nanoseconds: item.header.time))
      guard
        let head = frontDoor.admit(
          item.octets.span, linkType: item.header.linkType,
          originalLength: item.header.originalLength, at: moment)
      else { return true }
      let (low, high) = (head.key.low.address, head.key.high.address)
      let (source, destination) = head.sourceIsLow ? (low, high) : (high, low)
      guard isAsset(source) != isAsset(destination) else { return true }
      return isAsset(source) != towards
    }.map(\.element)
    return result
  }

  func report(_ policy: Policy) -> Report {
    let log = Log(policy)
    let pipeline = Pipeline(
      consume: { log.judge.judge($0) }, endOfEpoch: { log.judge.advance(to: $0) })
    for item in items { pipeline.receive(item.header, item.octets.span) }
    let coverage = pipeline.finish()
    return log.judge.finish(coverage: coverage)
  }

  private final class Log {
    var judge: Judge

    init(_ policy: Policy) { judge = Judge(policy: policy, sensor: "test") }
  }
}

extension Policy {
  /// The shipped signatures with a site file of the own captures.
  static func own(_ site: String) throws -> Policy {
    let root = OwnCaptures.folder.deletingLastPathComponent().deletingLastPathComponent()
    return try Policy.load(
      signatures: root.appendingPathComponent("Signatures").path, site: OwnCaptures.path(site))
  }
}
