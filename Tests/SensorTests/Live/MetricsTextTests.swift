import Capture
import Foundation
import Observations
import Testing

@testable import Sensor

/// The text that Prometheus reads.
@Suite struct MetricsTextTests {
  private func text() -> String {
    var statistics = WatchStatistics()
    var interface = InterfaceCounts(name: "span\"0\\")
    interface.packets = 90
    interface.octets = 9_000
    interface.statistics.received = 120
    interface.statistics.dropped = 10
    interface.last = Timestamp(nanoseconds: 1_767_261_600_250_000_000)
    statistics.interfaces = [interface]
    statistics.isUp = [true]
    statistics.ringSize = 4_000
    statistics.coverage.malformed = [
      .init(layer: "TLS", rule: "one"): 2, .init(layer: "TLS", rule: "two"): 3,
    ]
    statistics.delivery.delays.add(0.004)
    statistics.delivery.delays.add(0.04)
    statistics.delivery.delays.add(120)
    var store = StoreCounts()
    store.sinks = [
      .init(name: "tls://siem:6514", backlog: 12, sent: 30, failures: 2),
      .init(name: "kafka://k:9092/t", backlog: 0, sent: 42, failures: 0),
    ]
    return MetricsText.render(statistics, version: "1.2.3", policy: PolicyLoads(), store: store)
  }

  @Test("counts what is in the ring, and how full it is by the mean size of frames")
  func ring() {
    // 120 received, 10 of them dropped, 90 read: 20 of 100 octets wait in 4,000.
    #expect(text().contains("labtap_ring_packets{interface=\"span\\\"0\\\\\"} 20\n"))
    #expect(text().contains("labtap_ring_fill_ratio{interface=\"span\\\"0\\\\\"} 0.5\n"))
  }

  @Test("adds the rules of a layer up, so that labels stay few")
  func layers() {
    #expect(text().contains("labtap_malformed_messages_total{layer=\"TLS\"} 5\n"))
  }

  @Test("says of each collector how far it is behind")
  func sinks() {
    #expect(text().contains("labtap_sink_backlog{sink=\"tls://siem:6514\"} 12\n"))
    #expect(text().contains("labtap_sink_backlog{sink=\"kafka://k:9092/t\"} 0\n"))
    #expect(text().contains("labtap_sink_sent_total{sink=\"tls://siem:6514\"} 30\n"))
    #expect(text().contains("labtap_sink_failures_total{sink=\"tls://siem:6514\"} 2\n"))
  }

  @Test("buckets of a histogram hold all below their bound")
  func buckets() {
    #expect(text().contains("labtap_alert_delay_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text().contains("labtap_alert_delay_seconds_bucket{le=\"0.05\"} 2\n"))
    #expect(text().contains("labtap_alert_delay_seconds_bucket{le=\"60\"} 2\n"))
    #expect(text().contains("labtap_alert_delay_seconds_bucket{le=\"+Inf\"} 3\n"))
    #expect(text().contains("labtap_alert_delay_seconds_count 3\n"))
  }

  static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    "promtool finds nothing to say", .enabled(if: promtool != nil, "promtool is not installed"))
  func checkedByPromtool() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("labtap-metrics-\(UUID().uuidString).txt")
    try text().write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let check = Process()
    check.executableURL = URL(filePath: try #require(Self.promtool))
    check.arguments = ["check", "metrics"]
    check.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    check.standardOutput = output
    check.standardError = output
    try check.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
    #expect(said.isEmpty, "\(String(decoding: said, as: UTF8.self))")
  }

  @Test("health names what is wrong")
  func health() {
    var statistics = WatchStatistics()
    statistics.interfaces = [InterfaceCounts(name: "span0")]
    statistics.isUp = [true]
    #expect(Health(statistics).isGood)
    statistics.isUp = [false]
    #expect(Health(statistics).problems == ["span0 is down"])
    var store = StoreCounts()
    #expect(Health(statistics, store: store).problems == ["span0 is down"])
    store.isFailing = true
    #expect(Health(statistics, store: store).problems.last == "the findings store takes nothing")
    statistics.secondsSinceTurn = Health.turnLimit + 1
    #expect(Health(statistics).problems.count == 2)
  }

  @Test("reads addresses, and knows which of them only this machine reaches")
  func addresses() {
    #expect(StatusAddress("127.0.0.1:9477") == .usual)
    #expect(StatusAddress("[::1]:80")?.isLoopback == true)
    #expect(StatusAddress("[2001:db8::1]:80")?.isLoopback == false)
    #expect(StatusAddress("0.0.0.0:9477")?.isLoopback == false)
    #expect(StatusAddress("9477") == nil)
    #expect(StatusAddress("127.0.0.1:65536") == nil)
    #expect(StatusAddress(":80") == nil)
  }
}
