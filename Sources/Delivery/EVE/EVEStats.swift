import Observations

/// The `stats` object of an event: the counters of a whole run.
enum EVEStats {
  static func write(_ coverage: Coverage, to writer: inout JSONWriter) {
    writer.object("stats") { writer in
      writer.member("uptime", seconds(of: coverage))
      writer.object("capture") { writer in
        writer.member("kernel_packets", coverage.packets)
        writer.member("kernel_drops", coverage.drops)
      }
      writer.object("decoder") { writer in
        writer.member("pkts", coverage.packets)
        writer.member("bytes", coverage.octets)
        writer.member(
          "invalid", total(coverage.truncated.values) + total(coverage.malformed.values))
      }
      writer.object("flow") { $0.member("total", coverage.flows) }
      writer.object("tcp") { writer in
        writer.member("reassembly_gap", coverage.gaps)
        writer.member("midstream_pickups", coverage.midstreamFlows)
      }
    }
    writer.object("labtap") { writer in
      writer.member("cut_frames", coverage.cutFrames)
      writer.member("filtered", coverage.filtered)
      writer.member("one_sided_flows", coverage.oneSidedFlows)
      write("truncated", coverage.truncated, to: &writer)
      writer.object("malformed") { writer in
        for (fault, count) in coverage.malformed.sorted(by: { $0.key < $1.key }) {
          writer.member("\(fault.layer): \(fault.rule)", count)
        }
      }
      write("doubtful", coverage.doubtful, to: &writer)
      write("evictions", coverage.evictions, to: &writer)
      write("limits", coverage.limits, to: &writer)
    }
  }

  private static func write(
    _ key: String, _ counts: [String: UInt64], to writer: inout JSONWriter
  ) {
    writer.object(key) { writer in
      for (name, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(name, count) }
    }
  }

  private static func total(_ counts: some Sequence<UInt64>) -> UInt64 {
    counts.reduce(0, &+)
  }

  /// The span of packet time; wall time has no place in a replay.
  private static func seconds(of coverage: Coverage) -> Int64 {
    guard let first = coverage.first, let last = coverage.last else { return 0 }
    return max(0, last.since(first)) / 1_000_000_000
  }
}
