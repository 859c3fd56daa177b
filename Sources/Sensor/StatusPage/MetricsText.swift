import Capture
import Foundation
import Glibc
import Observations

/// The counters of a running sensor in the text format of Prometheus (version 0.0.4).
///
/// Labels are bounded: interfaces and collectors of the command line, layers, tables and limits by name, clauses
/// and verdicts; never an address, a name or a flow.
public struct MetricsText {
  private var text = ""

  public static func render(
    _ statistics: WatchStatistics, version: String, policy: PolicyLoads,
    store: StoreCounts? = nil, viewers: ViewerCounts = ViewerCounts()
  ) -> String {
    var metrics = MetricsText()
    metrics.single(
      "build_info", "gauge", "The version of the program.", 1, labels: [("version", version)])
    metrics.addInterfaces(statistics)
    metrics.addCoverage(statistics.coverage)
    metrics.addPipeline(statistics)
    metrics.addFindings(statistics)
    if let store { metrics.addStore(store) }
    metrics.addPolicy(policy)
    metrics.addViewers(viewers)
    metrics.addProcess(statistics)
    return metrics.text
  }

  private mutating func addInterfaces(_ statistics: WatchStatistics) {
    func rows(_ value: (InterfaceCounts) -> UInt64) -> [Row] {
      statistics.interfaces.map { Row([("interface", $0.name)], Double(value($0))) }
    }
    family(
      "packets_total", "counter", "Frames that were read.", rows { $0.packets })
    family(
      "captured_bytes_total", "counter", "Octets of frames that were read.", rows { $0.octets })
    family(
      "kernel_dropped_packets_total", "counter", "Frames that found the ring full.",
      rows { $0.statistics.dropped })
    family(
      "interface_dropped_packets_total", "counter",
      "Frames that the network card or its driver dropped.",
      rows { $0.statistics.droppedByInterface })
    family(
      "ring_packets", "gauge", "Frames in the ring that are not read yet.", rows { $0.inRing })
    family(
      "ring_fill_ratio", "gauge", "Share of the ring that they take, by their mean size.",
      statistics.interfaces.map {
        Row([("interface", $0.name)], $0.fill(of: statistics.ringSize))
      })
    family(
      "interface_up", "gauge", "1 while the interface is up.",
      zip(statistics.interfaces, statistics.isUp).map {
        Row([("interface", $0.name)], $1 ? 1 : 0)
      })
    family(
      "last_packet_timestamp_seconds", "gauge", "Time of the newest frame.",
      statistics.interfaces.compactMap { counts in
        counts.last.map { Row([("interface", counts.name)], Double($0.nanoseconds) / 1e9) }
      })
    single(
      "lost_packets_total", "counter",
      "Frames that were on the wire and were not read, for whatever reason.",
      Double(statistics.lost))
    single(
      "handed_over_packets_total", "counter",
      "Frames that the kernel gave to another worker than their partition's owner.",
      Double(statistics.handedOver))
  }

  private mutating func addCoverage(_ coverage: Coverage) {
    var malformed: [String: UInt64] = [:]
    for (fault, count) in coverage.malformed { malformed[fault.layer, default: 0] += count }
    counters("malformed_messages_total", "Messages that broke a rule.", "layer", malformed)
    counters(
      "truncated_messages_total", "Messages that ended too early.", "layer", coverage.truncated)
    counters("evictions_total", "Entries pushed out of full tables.", "table", coverage.evictions)
    counters("limit_hits_total", "Limits that were hit.", "limit", coverage.limits)
    counters(
      "doubtful_packets_total", "Packets that their receiver may have read otherwise.", "reason",
      coverage.doubtful)
    single("flows_total", "counter", "Flows that were seen.", Double(coverage.flows))
    single(
      "one_sided_flows_total", "counter", "Flows of which one direction only was seen.",
      Double(coverage.oneSidedFlows))
    single(
      "stream_gaps_total", "counter", "Gaps in streams that were being read.",
      Double(coverage.gaps))
    single(
      "cut_packets_total", "counter", "Frames that were captured shorter than they were.",
      Double(coverage.cutFrames))
  }

  private mutating func addPipeline(_ statistics: WatchStatistics) {
    single(
      "observations_total", "counter", "Observations that were judged.",
      Double(statistics.observations))
    single(
      "epoch_queue_length", "gauge", "Epochs that wait for the judge.",
      Double(statistics.queuedEpochs))
    single(
      "epoch_queue_limit", "gauge", "Epochs that may wait before reading does.",
      Double(WatchStatistics.maximumQueuedEpochs))
    single(
      "worker_turn_age_seconds", "gauge", "Since the slowest worker last gave a sign of life.",
      statistics.secondsSinceTurn)
    if let clock = statistics.clock {
      single(
        "judged_timestamp_seconds", "gauge", "Packet time up to which is judged.",
        Double(clock.nanoseconds) / 1e9)
    }
  }

  private mutating func addFindings(_ statistics: WatchStatistics) {
    single(
      "findings_delivered_total", "counter", "Findings and updates that were delivered.",
      Double(statistics.delivery.delivered))
    single(
      "findings_waiting", "gauge", "Findings that wait for delivery.",
      Double(statistics.delivery.waiting))
    single(
      "delivery_failures_total", "counter", "Deliveries that failed.",
      Double(statistics.delivery.failures))
    family(
      "findings", "gauge", "Findings by clause, verdict and severity.",
      statistics.findingCounts.map { kind, count in
        Row(
          [
            ("clause", kind.clause), ("verdict", kind.verdict), ("severity", kind.severity),
          ], Double(count))
      })
    histogram(
      "alert_delay_seconds",
      "From the deciding packet to the delivery of a finding about what was established.",
      statistics.delivery.delays)
  }

  private mutating func addStore(_ store: StoreCounts) {
    single(
      "store_records_total", "counter", "Records that the findings store took.",
      Double(store.stored))
    single(
      "store_waiting", "gauge", "Findings that wait for the findings store.",
      Double(store.waiting))
    single(
      "store_refused_total", "counter", "Findings that found no room on their way to the store.",
      Double(store.refused))
    single(
      "store_failures_total", "counter", "Writes that the disk did not take.",
      Double(store.failures))
    single(
      "store_up", "gauge", "0 while the disk takes no writes.", store.isFailing ? 0 : 1)
    single(
      "store_expired_total", "counter",
      "Records that the store dropped before every collector had them.", Double(store.expired))
    func rows(_ value: (StoreCounts.Sink) -> UInt64) -> [Row] {
      store.sinks.map { Row([("sink", $0.name)], Double(value($0))) }
    }
    family(
      "sink_backlog", "gauge", "Records of the store that wait for a collector.",
      rows(\.backlog))
    family("sink_sent_total", "counter", "Records that a collector took.", rows(\.sent))
    family(
      "sink_failures_total", "counter", "Times that a collector could not be served.",
      rows(\.failures))
  }

  private mutating func addPolicy(_ policy: PolicyLoads) {
    single(
      "policy_load_timestamp_seconds", "gauge", "When the policy was last loaded with success.",
      policy.lastSuccess)
    single(
      "policy_load_success", "gauge", "1 unless the last attempt to load the policy failed.",
      policy.didLastSucceed ? 1 : 0)
    single(
      "policy_loads_total", "counter", "Attempts to load the policy.", Double(policy.attempts))
  }

  private mutating func addViewers(_ viewers: ViewerCounts) {
    single(
      "status_viewers", "gauge", "Who is sent the events of the status page.",
      Double(viewers.viewers))
    single(
      "status_viewers_dropped_total", "counter", "Viewers that were too slow, or left amidst one.",
      Double(viewers.dropped))
  }

  private mutating func addProcess(_ statistics: WatchStatistics) {
    single("uptime_seconds", "gauge", "Since the start.", statistics.seconds)
    if let resident = ProcessMemory.resident {
      single("resident_memory_bytes", "gauge", "Memory that is in use.", Double(resident))
    }
  }

  // MARK: The format

  private struct Row {
    var labels: [(name: String, value: String)]
    var value: Double

    init(_ labels: [(String, String)], _ value: Double) {
      self.labels = labels
      self.value = value
    }
  }

  private mutating func single(
    _ name: String, _ type: String, _ help: String, _ value: Double,
    labels: [(String, String)] = []
  ) {
    family(name, type, help, [Row(labels, value)])
  }

  private mutating func counters(
    _ name: String, _ help: String, _ label: String, _ counts: [String: UInt64]
  ) {
    family(name, "counter", help, counts.map { Row([(label, $0)], Double($1)) })
  }

  private mutating func family(_ name: String, _ type: String, _ help: String, _ rows: [Row]) {
    text += "# HELP labtap_\(name) \(help)\n# TYPE labtap_\(name) \(type)\n"
    let lines = rows.map { "labtap_\(name)\(Self.labels($0.labels)) \(Self.number($0.value))\n" }
    for line in lines.sorted() { text += line }
  }

  private mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
    text += "# HELP labtap_\(name) \(help)\n# TYPE labtap_\(name) histogram\n"
    var sum: UInt64 = 0
    for (place, count) in histogram.counts.enumerated() {
      sum += count
      let bound =
        place < histogram.bounds.count ? Self.number(histogram.bounds[place]) : "+Inf"
      text += "labtap_\(name)_bucket{le=\"\(bound)\"} \(sum)\n"
    }
    text += "labtap_\(name)_sum \(histogram.sum)\nlabtap_\(name)_count \(sum)\n"
  }

  private static func labels(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  /// The three characters that a label's value may not hold as they are.
  static func escaped(_ value: String) -> String {
    value.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}

/// What became of findings on their way to the findings store.
public struct StoreCounts: Sendable {
  public var stored: UInt64 = 0
  public var waiting = 0
  public var refused: UInt64 = 0
  public var failures: UInt64 = 0
  public var expired: UInt64 = 0
  /// The last write failed.
  public var isFailing = false
  public var sinks: [Sink] = []

  /// One collector of the command line.
  public struct Sink: Sendable {
    /// Its address, without a secret.
    public var name: String
    public var backlog: UInt64
    public var sent: UInt64
    public var failures: UInt64

    public init(name: String, backlog: UInt64, sent: UInt64, failures: UInt64) {
      self.name = name
      self.backlog = backlog
      self.sent = sent
      self.failures = failures
    }
  }

  public init() {}
}

/// Who looks at the status page.
public struct ViewerCounts: Sendable {
  public var viewers = 0
  public var dropped: UInt64 = 0

  public init() {}
}

/// How loading the policy went.
public struct PolicyLoads: Sendable {
  public var attempts: UInt64 = 1
  public var didLastSucceed = true
  /// Seconds since 1970.
  public var lastSuccess: Double = Date.now.timeIntervalSince1970

  public init() {}
}

/// What the kernel says of this process.
public enum ProcessMemory {
  /// Octets that are in memory.
  public static var resident: UInt64? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ UInt64($0) })
    else { return nil }
    return pages * UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
  }
}
