import Capture
import Observations
import TestKit
import Testing
import Wire

@testable import Sensor

/// Timestamps that are wrong, and those that only look so.
@Suite("the packet clock")
struct PacketClockTests {
  private static let second: Int64 = 1_000_000_000
  private static let year = 365 * 86_400 * second

  /// Four requests of one connection, a second apart.
  private func frames() -> [Frame] {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 80))
    conversation.handshake()
    for number in 0..<4 {
      conversation.wait(nanoseconds: Self.second)
      conversation.send(Array("GET /\(number) HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8), from: .client)
    }
    return conversation.frames
  }

  private func run(_ frames: [Frame]) -> (connections: [Connection], coverage: Coverage) {
    let log = Log()
    let pipeline = Pipeline(consume: { log.observations.append($0) })
    for frame in frames {
      pipeline.receive(
        FrameHeader(
          time: frame.time, capturedLength: frame.octets.count,
          originalLength: frame.octets.count, linkType: .ethernet),
        frame.octets.span)
    }
    let coverage = pipeline.finish()
    let connections = log.observations.compactMap { observation -> Connection? in
      guard case .connection(let connection) = observation, connection.isFinal else { return nil }
      return connection
    }
    return (connections, coverage)
  }

  private final class Log {
    var observations: [Observation] = []
  }

  private let counter = "packet time far ahead of its neighbours'"

  @Test("one timestamp from the far future ends no flow, and is counted", arguments: 0..<6)
  func farFuture(place: Int) {
    var frames = frames()
    frames[place].time += Self.year
    let (connections, coverage) = run(frames)
    #expect(connections.count == 1)
    #expect(coverage.flows == 1)
    #expect(coverage.observed.httpRequests == 4)
    #expect(coverage.doubtful == [counter: 1])
    #expect(coverage.last == Timestamp(nanoseconds: frames[6].time))
  }

  @Test("every second timestamp from the future moves nothing")
  func twoClocks() {
    var frames = frames()
    for place in [2, 4] { frames[place].time += Self.year }
    let (connections, coverage) = run(frames)
    #expect(connections.count == 1)
    #expect(coverage.doubtful == [counter: 2])
  }

  @Test("a pause is a pause: the frame behind it confirms the time", arguments: [9, 11, 7_200])
  func pause(seconds: Int64) {
    var frames = frames()
    for place in 4..<frames.count { frames[place].time += seconds * Self.second }
    let (connections, coverage) = run(frames)
    // A connection is silent for an hour at most.
    #expect(connections.count == (seconds > 3_600 ? 2 : 1))
    #expect(coverage.doubtful.isEmpty)
    #expect(connections.last?.first.frame == (seconds > 3_600 ? 5 : 1))
    #expect(coverage.last == frames.last.map { Timestamp(nanoseconds: $0.time) })
  }

  @Test("the last frame's time is its own")
  func lastFrame() {
    var frames = frames()
    frames[6].time += Self.year
    let (_, coverage) = run(frames)
    #expect(coverage.doubtful.isEmpty)
    #expect(coverage.last == Timestamp(nanoseconds: frames[6].time))
  }

  @Test("time that steps back ends no flow", arguments: 1..<6)
  func stepsBack(place: Int) {
    var frames = frames()
    for later in place..<frames.count { frames[later].time -= Self.year }
    let (connections, coverage) = run(frames)
    #expect(connections.count == 1)
    #expect(coverage.observed.httpRequests == 4)
  }

  @Test("a capture of one frame is read")
  func oneFrame() {
    let (connections, coverage) = run(Array(frames().prefix(1)))
    #expect(connections.count == 1)
    #expect(coverage.packets == 1)
  }
}
