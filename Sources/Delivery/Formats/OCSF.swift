internal import Compliance
internal import Observations

/// A finding as an event of the Open Cybersecurity Schema Framework.
///
/// A clause's verdict is a Compliance Finding (2003); signs of exploitation are a Detection Finding
/// (2004). The compliance status 2, "Warning", means there that information was missing: it is
/// `undetermined` here, and `warn` is a failure of lower severity.
public enum OCSF {
  /// The released schema version that the events follow.
  static let version = "1.8.0"

  private enum Class {
    static let findings = 2
    static let compliance = 2003
    static let detection = 2004
  }

  /// What the activity of a finding is (`activity_id`).
  private static func activity(of finding: Finding) -> (number: Int, name: String) {
    guard finding.revision > 1 else { return (1, "Create") }
    return finding.verdict == .pass ? (3, "Close") : (2, "Update")
  }

  static func write(_ finding: Finding, to writer: inout JSONWriter) {
    let isDetection = finding.evidence[.httpIndicators] != nil && finding.verdict <= .warn
    let activity = activity(of: finding)
    let uid = isDetection ? Class.detection : Class.compliance
    writer.object { writer in
      writer.member("activity_id", activity.number)
      writer.member("activity_name", activity.name)
      writer.member("category_uid", Class.findings)
      writer.member("category_name", "Findings")
      writer.member("class_uid", uid)
      writer.member("class_name", isDetection ? "Detection Finding" : "Compliance Finding")
      writer.member("type_uid", uid * 100 + activity.number)
      writer.member("time", FlatText.milliseconds(finding.deciding.time))
      writer.member("start_time", FlatText.milliseconds(finding.firstSeen.time))
      writer.member("end_time", FlatText.milliseconds(finding.lastSeen.time))
      writer.member("count", min(finding.count, UInt64(Int32.max)))
      writer.member("severity_id", finding.severity.ocsf.number)
      writer.member("severity", finding.severity.ocsf.caption)
      writer.member("status_id", finding.suppression != nil ? 3 : activity.number == 3 ? 4 : 1)
      writer.member("message", ECS.message(of: finding))
      writeMetadata(finding, to: &writer)
      writeInfo(finding, to: &writer)
      if isDetection {
        writer.member("is_alert", finding.suppression == nil)
      } else {
        writeCompliance(finding, to: &writer)
      }
      writer.array("resources") { writeResource(finding, to: &$0) }
      writer.array("evidences") { writeEvidence(finding, to: &$0) }
      if !finding.remediation.en.isEmpty {
        writer.object("remediation") { $0.member("desc", finding.remediation.en) }
      }
      writer.object("unmapped") { writer in
        writer.name("labtap") { FindingJSON.write(finding, to: &$0) }
      }
    }
  }

  private static func writeMetadata(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object("metadata") { writer in
      writer.member("version", version)
      writer.object("product") { writer in
        writer.member("name", Product.name)
        writer.member("vendor_name", Product.vendor)
        writer.member("version", Product.version)
      }
      writer.member("uid", "\(finding.id)-\(finding.sensor)-\(finding.revision)")
      writer.member("correlation_uid", finding.id)
      writer.member("event_code", finding.clause)
      writer.member("log_name", "labtap.finding")
      writer.member("sequence", min(finding.revision, UInt64(Int32.max)))
      writer.array("loggers") { $0.object { $0.member("name", finding.sensor) } }
    }
  }

  private static func writeInfo(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object("finding_info") { writer in
      writer.member("uid", finding.id)
      writer.member("title", finding.title.en)
      writer.member("desc", finding.reason.en)
      writer.member("created_time", FlatText.milliseconds(finding.firstSeen.time))
      writer.member("first_seen_time", FlatText.milliseconds(finding.firstSeen.time))
      writer.member("last_seen_time", FlatText.milliseconds(finding.lastSeen.time))
      writer.member("types", [Product.category])
      if let capture = finding.capture { writer.member("data_sources", [capture.source]) }
      writer.object("analytic") { writer in
        writer.member("uid", finding.clause)
        writer.member("name", finding.title.en)
        writer.member("type_id", 1)
        writer.member("type", "Rule")
      }
    }
  }

  private static func status(of verdict: Verdict) -> (number: Int, caption: String)? {
    switch verdict {
    case .pass: (1, "Pass")
    case .undetermined: (2, "Warning")
    case .fail, .warn: (3, "Fail")
    case .info, .notObserved, .notAssessable: nil
    }
  }

  private static func writeCompliance(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object("compliance") { writer in
      writer.member("control", finding.clause)
      writer.member("desc", finding.title.en)
      writer.member(
        "standards", [finding.document.number] + finding.controls.map(\.framework))
      writer.member(
        "requirements",
        ["\(finding.document.number) \(finding.document.clause)"]
          + finding.controls.flatMap { control in
            control.identifiers.map { "\(control.framework) \($0)" }
          })
      if let status = status(of: finding.verdict) {
        writer.member("status_id", status.number)
        writer.member("status", status.caption)
      }
      writer.member("status_details", [finding.reason.en])
      writer.array("checks") { writer in
        for clause in [finding.clause] + finding.also {
          writer.object { writer in
            writer.member("uid", clause)
            writer.member("name", clause == finding.clause ? finding.title.en : clause)
            let status = status(of: finding.verdict)
            writer.member("status_id", status?.number ?? 99)
            writer.member("status", status?.caption ?? finding.verdict.rawValue)
          }
        }
      }
    }
  }

  private static func writeResource(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("uid", finding.asset.id)
      writer.member("name", finding.asset.id)
      writer.member("type", ifPresent: finding.asset.model)
      writer.member("ip", ifPresent: finding.asset.address)
    }
  }

  private static func writeEvidence(_ finding: Finding, to writer: inout JSONWriter) {
    let (source, destination) = FlowEnd.ends(of: finding)
    writer.object { writer in
      writer.object("connection_info") { writer in
        writer.member("direction_id", finding.direction == .inbound ? 1 : 2)
        writer.member("direction", finding.direction == .inbound ? "Inbound" : "Outbound")
        writer.member("protocol_num", finding.transport.rawValue)
        writer.member("protocol_name", finding.transport.description)
        writer.member("protocol_ver_id", finding.responder.address.isIPv4 ? 4 : 6)
        writer.member("community_uid", CommunityID(of: finding))
      }
      write(source, "src_endpoint", finding.transport, to: &writer)
      write(destination, "dst_endpoint", finding.transport, to: &writer)
      if case .text(let version)? = finding.evidence[.tlsVersion] {
        writer.object("tls") { writer in
          writer.member("version", version)
          if case .text(let cipher)? = finding.evidence[.tlsCipher] {
            writer.member("cipher", cipher)
          }
        }
      }
      writer.object("data") { FindingJSON.writeFields(of: finding.evidence, to: &$0) }
    }
  }

  private static func write(
    _ end: FlowEnd, _ key: String, _ transport: Transport, to writer: inout JSONWriter
  ) {
    writer.object(key) { writer in
      writer.member("ip", end.endpoint.address)
      if transport.hasPorts { writer.member("port", end.endpoint.port) }
      writer.member("mac", ifPresent: end.mac)
      writer.member("name", ifPresent: end.name)
    }
  }
}
