public import Compliance
internal import Observations

/// The ledger and the coverage as `labtap.summary/1` objects; `Schemas/summary.json` describes
/// them.
///
/// One object per asset (`scope` is `asset`), then one for the run (`scope` is `total`). All
/// seven verdicts are always there, also those with the count 0.
public enum SummaryJSON {
  public static let schema = "labtap.summary/1"

  public static func write(_ summary: AssetSummary, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("schema", schema)
      writer.member("scope", "asset")
      FindingJSON.write(summary.asset, key: "asset", to: &writer)
      writer.object("verdicts") { writer in
        for total in summary.totals { writer.member(total.verdict.rawValue, total.count) }
      }
      writer.array("clauses") { writer in
        for entry in summary.clauses { write(entry, to: &writer) }
      }
    }
  }

  private static func write(_ entry: LedgerEntry, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("clause", entry.clause)
      writer.member("verdict", entry.verdict.rawValue)
      writer.member("stage", ifPresent: entry.stage?.description)
      writer.member("reason", entry.reason.en)
      FindingJSON.write(entry.document, to: &writer)
      writer.object("counts") { writer in
        for verdict in Verdict.allCases {
          writer.member(verdict.rawValue, entry.counts[verdict] ?? 0)
        }
      }
      writer.member("peers", entry.peers)
      writer.member("first_seen", ifPresent: entry.first)
      writer.member("last_seen", ifPresent: entry.last)
      writer.member("blind_spot", ifPresent: entry.blindSpot?.en)
    }
  }

  /// Writes the line of the whole run.
  public static func writeTotal(of report: Report, to writer: inout JSONWriter) {
    var counts: [Verdict: Int] = [:]
    var suppressed = 0
    for index in report.findings.indices {
      if report.findings[index].suppression == nil {
        counts[report.findings[index].verdict, default: 0] += 1
      } else {
        suppressed += 1
      }
    }
    writer.object { writer in
      writer.member("schema", schema)
      writer.member("scope", "total")
      writer.member("sensor", report.sensor)
      writer.member("site", ifPresent: report.site)
      writer.member("sources", report.sources)
      writer.member("assets", report.assets.count)
      writer.object("findings") { writer in
        for verdict in Verdict.allCases {
          writer.member(verdict.rawValue, counts[verdict] ?? 0)
        }
      }
      writer.member("suppressed", suppressed)
      writer.object("verdicts") { writer in
        for verdict in Verdict.allCases {
          let count = report.assets.reduce(0) { sum, asset in
            sum + asset.clauses.count { $0.verdict == verdict }
          }
          writer.member(verdict.rawValue, count)
        }
      }
      write(report.unreviewed, to: &writer)
      write(report.coverage, to: &writer)
      write(report.coverage.observed, to: &writer)
    }
  }

  /// Left out when there is none, as without a learned site file.
  private static func write(_ unreviewed: UnreviewedEntries, to writer: inout JSONWriter) {
    guard unreviewed.count > 0 else { return }
    writer.object("unreviewed") { writer in
      writer.member("assets", unreviewed.assets)
      writer.member("peers", unreviewed.peers)
      writer.member("allow", unreviewed.allow.flatMap(\.self))
    }
  }

  private static func write(_ coverage: Coverage, to writer: inout JSONWriter) {
    writer.object("coverage") { writer in
      writer.member("packets", coverage.packets)
      writer.member("bytes", coverage.octets)
      writer.member("first_seen", ifPresent: coverage.first)
      writer.member("last_seen", ifPresent: coverage.last)
      writer.member("drops", coverage.drops)
      writer.member("cut_frames", coverage.cutFrames)
      writer.member("filtered", coverage.filtered)
      let linkTypes = coverage.unknownLinkTypes.sorted { $0.key < $1.key }
      writer.object("unknown_link_types") { writer in
        for (number, count) in linkTypes { writer.member(String(number), count) }
      }
      write(coverage.truncated, key: "truncated", to: &writer)
      writeMalformed(coverage.malformed, to: &writer)
      writer.member("flows", coverage.flows)
      writer.member("one_sided_flows", coverage.oneSidedFlows)
      writer.member("midstream_flows", coverage.midstreamFlows)
      writer.member("gaps", coverage.gaps)
      write(coverage.doubtful, key: "doubtful", to: &writer)
      write(coverage.evictions, key: "evictions", to: &writer)
      write(coverage.limits, key: "limits", to: &writer)
    }
  }

  private static func writeMalformed(
    _ faults: [Coverage.Fault: UInt64], to writer: inout JSONWriter
  ) {
    let sorted = faults.sorted { $0.key < $1.key }
    writer.object("malformed") { writer in
      var index = 0
      while index < sorted.count {
        let layer = sorted[index].key.layer
        writer.object(layer) { writer in
          while index < sorted.count, sorted[index].key.layer == layer {
            writer.member(sorted[index].key.rule, sorted[index].value)
            index += 1
          }
        }
      }
    }
  }

  private static func write(_ observed: Observed, to writer: inout JSONWriter) {
    writer.object("observed") { writer in
      let versions = observed.tlsHandshakes.sorted { $0.key.rawValue < $1.key.rawValue }
      writer.object("tls_handshakes") { writer in
        for (version, count) in versions { writer.member(version.description, count) }
      }
      writer.member("client_hellos", observed.clientHellos)
      writer.member("split_client_hellos", observed.splitClientHellos)
      let dialects = observed.smbNegotiations.sorted { $0.key < $1.key }
      writer.object("smb_negotiations") { writer in
        for (dialect, count) in dialects { writer.member(dialect.description, count) }
      }
      writer.member("encrypted_smb_sessions", observed.encryptedSMBSessions)
      writer.member("dns_questions", observed.dnsQuestions)
      writer.member("dns_answers", observed.dnsAnswers)
      writer.member("http_requests", observed.httpRequests)
    }
  }

  private static func write(
    _ counts: [String: UInt64], key: String, to writer: inout JSONWriter
  ) {
    let sorted = counts.sorted { $0.key < $1.key }
    writer.object(key) { writer in
      for (name, count) in sorted { writer.member(name, count) }
    }
  }
}
