import Capture
import Compliance
import Flows
import Foundation
import Observations
import Synchronization
import Testing

@testable import Sensor

/// What comes out must not depend on how many threads made it.
@Suite("workers")
struct WorkerTests {
  /// What a pipeline gave to its consumer, in order.
  private enum Event: Hashable, Sendable {
    case observation(Observation)
    case endOfEpoch(Timestamp)
    case source(Int)
  }

  private final class Log: Sendable {
    let events = Mutex<[Event]>([])

    func add(_ event: Event) { events.withLock { $0.append(event) } }
  }

  /// - Parameters:
  ///   - sources: frames before which something is to be done by the consumer.
  ///   - pause: how long the consumer takes for an epoch.
  private static func run(
    _ items: [JudgedFrames.Item], workers: Int, sources: Set<Int> = [], pause: Double = 0
  ) -> (events: [Event], coverage: Coverage) {
    let log = Log()
    let pipeline = Pipeline(
      workers: workers, limits: FlowLimits(), consume: { log.add(.observation($0)) },
      endOfEpoch: {
        if pause > 0 { Thread.sleep(forTimeInterval: pause) }
        log.add(.endOfEpoch($0))
      })
    for (number, item) in items.enumerated() {
      if sources.contains(number) { pipeline.beforeEpoch { log.add(.source(number)) } }
      pipeline.receive(item.header, item.octets.span)
    }
    let coverage = pipeline.finish()
    return (log.events.withLock(\.self), coverage)
  }

  private static func network() throws -> [JudgedFrames.Item] {
    try JudgedFrames(OwnCaptures.path("instrument-network.pcap")).items
  }

  private static func expectAlike(
    _ items: [JudgedFrames.Item], workers: Int, sources: Set<Int> = [], pause: Double = 0
  ) {
    let alone = run(items, workers: 1, sources: sources)
    let together = run(items, workers: workers, sources: sources, pause: pause)
    #expect(!alone.events.isEmpty)
    #expect(alone.events == together.events)
    #expect(alone.coverage == together.coverage)
  }

  @Test("see the same in the same order, however many they are", arguments: [2, 3, 7, 64])
  func sameObservations(workers: Int) throws {
    let items = try Self.network()
    Self.expectAlike(items, workers: workers, sources: [0, items.count / 2])
  }

  @Test("keep the order of frames that have one and the same time", arguments: [2, 5])
  func ties(workers: Int) throws {
    var items = try Self.network()
    let start = items[0].header.time
    // 200 frames share a time, so that many flows have equal times and epochs end between them.
    for place in items.indices {
      items[place].header.time = start + Int64(place / 200) * 400_000_000
    }
    Self.expectAlike(items, workers: workers)
  }

  @Test("follow steps back in time alike", arguments: [2, 5])
  func stepsBack(workers: Int) throws {
    var items = try Self.network()
    for place in items.indices where place % 97 > 48 {
      items[place].header.time -= Int64(place % 13) * 700_000_000
    }
    Self.expectAlike(items, workers: workers)
  }

  @Test("lose nothing while the consumer is slow and every queue is full")
  func fullQueues() throws {
    var items = try Self.network()
    // An epoch for every few frames, far more than the queues hold.
    let start = items[0].header.time
    for place in items.indices { items[place].header.time = start + Int64(place) * 60_000_000 }
    Self.expectAlike(Array(items.prefix(3_000)), workers: 4, pause: 0.000_5)
  }

  @Test("move the clock of those that have nothing to do")
  func idleWorkers() throws {
    let items = try Self.network()
    var frontDoor = FrontDoor()
    // The frames of one partition: all other workers are idle, and answer every epoch.
    var byPartition: [Int: [JudgedFrames.Item]] = [:]
    for (number, item) in items.enumerated() {
      let moment = Moment(
        frame: UInt64(number + 1), time: Timestamp(nanoseconds: item.header.time))
      guard
        let head = frontDoor.admit(
          item.octets.span, linkType: item.header.linkType,
          originalLength: item.header.originalLength, at: moment)
      else { continue }
      byPartition[head.partition, default: []].append(item)
    }
    let busiest = try #require(byPartition.values.max { $0.count < $1.count })
    Self.expectAlike(busiest, workers: 8)
  }

  @Test("end with a pipeline that nobody finishes")
  func abandoned() throws {
    let items = try Self.network()
    let log = Log()
    weak var crew: Crew?
    do {
      let pipeline = Crew(
        count: 3, limits: FlowLimits(), consume: { event, _ in log.add(.observation(event)) },
        endOfEpoch: { log.add(.endOfEpoch($0)) })
      crew = pipeline
      pipeline.endEpoch(clock: Timestamp(nanoseconds: items[0].header.time), own: [])
    }
    #expect(crew == nil)
  }

  @Test("come to the same report", arguments: [2, 4])
  func sameReport(workers: Int) throws {
    let policy = try Policy.own("instrument-network.site.yaml")
    func outcome(_ workers: Int) throws -> ReplayOutcome {
      try replay(
        ReplayOptions(
          captures: [
            OwnCaptures.path("instrument-network.pcap"), OwnCaptures.path("missing.pcap"),
          ], filter: "not port 53", policy: policy, sensor: "test", workers: workers,
          progress: nil))
    }
    let (alone, together) = (try outcome(1), try outcome(workers))
    #expect(!alone.report.findings.isEmpty)
    #expect(alone.report.findings == together.report.findings)
    #expect(alone.report.coverage == together.report.coverage)
    #expect(alone.report.sources == together.report.sources)
    #expect(alone.problems.map(\.text) == together.problems.map(\.text))
  }
}
