internal import Capture
internal import Compliance
internal import Delivery
internal import Observations
internal import Sensor

/// What the status page and `labtap top` show, as one line of JSON (`labtap.status/1`).
struct StatusSnapshot {
  static let schema = "labtap.status/1"

  var statistics: WatchStatistics
  var standing: AssetStanding?
  var board: StatusBoard.State
  var store: StoreCounts?
  var viewers: (now: Int, dropped: UInt64)
  var sensor: String
  var site: String?
  var time: Timestamp

  func encode() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", Self.schema)
      writer.member("version", VersionCommand.version)
      writer.member("sensor", sensor)
      writer.member("site", ifPresent: site)
      writer.member("time", time)
      writer.member("seconds", UInt64(max(0, statistics.seconds)))
      let health = Health(statistics, store: store)
      writer.object("health") { writer in
        writer.member("ok", health.isGood)
        writer.member("problems", health.problems)
      }
      writeTraffic(to: &writer)
      writeDelivery(to: &writer)
      writeFindings(to: &writer)
      writeAssets(to: &writer)
      writer.object("viewers") { writer in
        writer.member("now", viewers.now)
        writer.member("dropped", viewers.dropped)
      }
    }
    return writer.octets
  }

  // MARK: Parts

  private func writeTraffic(to writer: inout JSONWriter) {
    writer.object("traffic") { writer in
      writer.member("packets", statistics.packets)
      writer.member("bytes", statistics.coverage.octets)
      writer.member("lost", statistics.lost)
      writer.member("flows", statistics.coverage.flows)
      writer.member("one_sided_flows", statistics.coverage.oneSidedFlows)
      if let clock = statistics.clock { writer.member("judged_until", clock) }
      writer.array("packets_per_second") { writer in
        for rate in board.packets { writer.value(rate) }
      }
      writer.array("lost_per_second") { writer in
        for rate in board.lost { writer.value(rate) }
      }
      writer.array("interfaces") { writer in
        for (interface, isUp) in zip(statistics.interfaces, statistics.isUp) {
          writer.object { writer in
            writer.member("name", interface.name)
            writer.member("up", isUp)
            writer.member("packets", interface.packets)
            writer.member("dropped", interface.statistics.dropped)
            writer.member("dropped_by_interface", interface.statistics.droppedByInterface)
          }
        }
      }
    }
  }

  private func writeDelivery(to writer: inout JSONWriter) {
    writer.object("delivery") { writer in
      writer.member("delivered", statistics.delivery.delivered)
      writer.member("waiting", statistics.delivery.waiting)
      writer.member("failures", statistics.delivery.failures)
      writer.member("epochs_waiting", statistics.queuedEpochs)
      let delays = statistics.delivery.delays
      writer.object("alert_delay") { writer in
        writer.member("count", delays.total)
        // Milliseconds that half and 99 of 100 stayed below; left out when nothing was told yet.
        if let half = delays.bound(of: 0.5) { writer.member("p50_ms", half) }
        if let most = delays.bound(of: 0.99) { writer.member("p99_ms", most) }
      }
      guard let store else { return }
      writer.object("store") { writer in
        writer.member("stored", store.stored)
        writer.member("waiting", store.waiting)
        writer.member("refused", store.refused)
        writer.member("failures", store.failures)
        writer.member("expired", store.expired)
      }
    }
  }

  private func writeFindings(to writer: inout JSONWriter) {
    writer.object("findings") { writer in
      for verdict in Verdict.allCases {
        let count = statistics.findingCounts.reduce(0) { sum, entry in
          entry.key.verdict == verdict.rawValue ? sum + entry.value : sum
        }
        writer.member(verdict.rawValue, count)
      }
    }
    writer.array("recent") { writer in
      for finding in board.findings.reversed() { write(finding, to: &writer) }
    }
  }

  private func write(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", finding.id)
      writer.member("clause", cut(finding.clause))
      writer.member("verdict", finding.verdict.rawValue)
      writer.member("severity", finding.severity.rawValue)
      writer.member("stage", finding.stage.description)
      writer.member("last_seen", finding.lastSeen.time)
      writer.member("count", finding.count)
      writer.member("asset", cut(finding.asset.id))
      if let peer = finding.peer {
        writer.member("peer", FindingGist.peer("\(peer.address)", peer.port))
        writer.member("peer_name", ifPresent: peer.name.map(cut))
      }
      writer.member("direction", finding.direction.rawValue)
      writer.member("packet", finding.capture?.packet ?? finding.deciding.frame)
      write(finding.title, "title", to: &writer)
      write(finding.reason, "reason", to: &writer)
      write(finding.remediation, "remediation", to: &writer)
      writer.object("evidence") { writer in
        for (key, value) in finding.evidence.fields {
          writer.member(key.rawValue, cut(Self.text(of: value)))
        }
      }
    }
  }

  private func write(_ text: LocalizedText, _ key: String, to writer: inout JSONWriter) {
    writer.object(key) { writer in
      for language in Language.allCases { writer.member(language.rawValue, cut(text[language])) }
    }
  }

  private func writeAssets(to writer: inout JSONWriter) {
    guard let standing else { return }
    writer.member("asset_count", standing.count)
    writer.array("assets") { writer in
      for summary in standing.assets {
        writer.object { writer in
          writer.member("id", cut(summary.asset.id))
          writer.member("address", ifPresent: summary.asset.address)
          writer.member("mac", ifPresent: summary.asset.mac)
          writer.member("model", ifPresent: summary.asset.model.map(cut))
          if let last = summary.clauses.compactMap(\.last).max() {
            writer.member("last_seen", last)
          }
          writer.object("clauses") { writer in
            for entry in summary.clauses { writer.member(entry.clause, entry.verdict.rawValue) }
          }
        }
      }
    }
  }

  /// Scalars of a text that a page needs; names of hostile hosts can be of any length.
  private static let maximumText = 1_000

  private func cut(_ text: String) -> String {
    let length = text.unicodeScalars.count
    guard length > Self.maximumText else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumText)))
      + "… (\(length))"
  }

  private static func text(of value: Evidence.Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    case .texts(let texts): texts.joined(separator: ",")
    }
  }
}

extension Histogram {
  /// The bound in milliseconds that a share of the values stays below; nil when there are none, or
  /// when they exceed the last bound.
  fileprivate func bound(of share: Double) -> UInt64? {
    guard total > 0 else { return nil }
    let wanted = UInt64((Double(total) * share).rounded(.up))
    var sum: UInt64 = 0
    for (bound, count) in zip(bounds, counts) {
      sum += count
      if sum >= wanted { return UInt64((bound * 1_000).rounded()) }
    }
    return nil
  }
}
