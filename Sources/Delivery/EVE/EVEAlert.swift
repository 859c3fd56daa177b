public import Compliance
internal import Observations

/// A finding as an EVE `alert`: what a pipeline needs to sort it, and the whole finding in `labtap`.
public enum EVEAlert {
  /// Writes the finding as a line.
  public static func write(_ finding: Finding, to writer: inout JSONWriter) {
    writeObject(finding, to: &writer)
    writer.endLine()
  }

  static func writeObject(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("timestamp", EVEText.timestamp(finding.deciding.time))
      if let capture = finding.capture { writer.member("pcap_cnt", capture.packet) }
      writer.member("event_type", "alert")
      writer.member("src_ip", finding.initiator.address)
      writer.member("src_port", finding.initiator.port)
      writer.member("dest_ip", finding.responder.address)
      writer.member("dest_port", finding.responder.port)
      writer.member("proto", EVEText.transport(finding.transport))
      writer.member("community_id", CommunityID(of: finding))
      if let capture = finding.capture { writer.member("pcap_filename", capture.source) }
      writer.object("alert") { writer in
        // Nothing is ever held back: the sensor only listens.
        writer.member("action", "allowed")
        writer.member("gid", 1)
        writer.member("signature_id", signatureID(of: finding.clause))
        writer.member("rev", 1)
        writer.member("signature", "\(finding.clause) \(finding.title.en)")
        writer.member("category", "Network traffic compliance")
        writer.member("severity", severity(of: finding))
        writer.object("metadata") { writeMetadata(of: finding, to: &$0) }
      }
      writer.name("labtap") { FindingJSON.write(finding, to: &$0) }
    }
  }

  /// Rule metadata is a list of texts under each key.
  private static func writeMetadata(of finding: Finding, to writer: inout JSONWriter) {
    writer.member("clause", [finding.clause])
    writer.member("document", [finding.document.number])
    writer.member("verdict", [finding.verdict.rawValue])
    writer.member("asset", [finding.asset.id])
    writer.member("finding_id", [finding.id])
    writer.member("signature_severity", [finding.severity.rawValue])
    if let suppression = finding.suppression { writer.member("suppressed_by", [suppression.who]) }
  }

  /// A number of the range that is left to local rules, 1,000,000 to 1,999,999, from the clause's
  /// id alone (FNV-1a, folded), so that it stays when clauses are added; a test holds that no two
  /// clauses of the shipped signatures share one.
  public static func signatureID(of clause: String) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for octet in clause.utf8 {
      hash ^= UInt32(octet)
      hash = hash &* 16_777_619
    }
    return 1_000_000 + hash % 1_000_000
  }

  /// EVE's priorities run from 1, the highest, to 4; what breaks nothing is never above 4.
  private static func severity(of finding: Finding) -> Int {
    guard finding.verdict <= .undetermined else { return 4 }
    switch finding.severity {
    case .critical, .high: return 1
    case .medium: return 2
    case .low: return 3
    case .info: return 4
    }
  }
}
