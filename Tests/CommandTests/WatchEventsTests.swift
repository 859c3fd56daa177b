import Foundation
import Observations
import Testing

@testable import labtap

/// EVE events of a running sensor, on their way to a file.
@Suite struct WatchEventsTests {
  private func question(_ name: String) -> Observation {
    var message = NameMessage(
      application: .dns, connection: 7, transport: .udp, client: Endpoint(IPAddress(v4: 1), 40_000),
      server: Endpoint(IPAddress(v4: 2), 53),
      moment: Moment(frame: 1, time: Timestamp(nanoseconds: 1_767_261_600_000_001_000)), id: 1,
      isResponse: false)
    message.questions = [NameQuestion(name: name, type: 1, recordClass: 1)]
    return .name(message)
  }

  private func lines(of path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("writes what was observed and the counters at the end, and adds to a file")
  func writes() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("eve.json").path
    for run in 1...2 {
      let events = try #require(
        WatchEvents(
          try EventsTarget("eve:" + path), interfaces: ["span0"], log: WatchLog(environment: [:]),
          patience: 60))
      events.start()
      events.offer([question("one.example"), question("two.example")])
      events.offer([question("three.example")])
      var coverage = Coverage()
      coverage.packets = 3
      coverage.last = Timestamp(nanoseconds: 1_767_261_601_000_000_000)
      #expect(events.finish(coverage))
      let written = try lines(of: path)
      #expect(written.count == run * 4)
      #expect(
        written.suffix(4).map { $0["event_type"] as? String } == ["dns", "dns", "dns", "stats"])
      #expect(written.suffix(4).prefix(3).allSatisfy { $0["in_iface"] as? String == "span0" })
    }
  }

  @Test("what finds no room is counted, and the end says that not all was written")
  func overflows() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("eve.json").path
    let events = try #require(
      WatchEvents(
        try EventsTarget("eve:" + path), interfaces: ["a", "b"], log: WatchLog(environment: [:]),
        maximum: 10, patience: 60))
    // Nothing is written before the start.
    let many = [Observation](repeating: question("x.example"), count: 10)
    events.offer(many)
    events.offer([question("one.more.example")])
    events.start()
    #expect(!events.finish(Coverage()))
    let written = try lines(of: path)
    #expect(written.count == 10)
    #expect(written.first?["in_iface"] == nil)
  }

  @Test("a file that cannot be opened is told before anything is watched")
  func unwritable() throws {
    #expect(
      WatchEvents(
        try EventsTarget("eve:/nonexistent/eve.json"), interfaces: ["a"],
        log: WatchLog(environment: [:])) == nil)
  }
}
