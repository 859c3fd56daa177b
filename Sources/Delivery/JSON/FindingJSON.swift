public import Compliance
internal import Observations

/// A finding as one `labtap.finding/1` object; `Schemas/finding.json` describes it.
///
/// The order of the members and their spelling are public interface. A member that is not known
/// is left out; none is ever null.
public enum FindingJSON {
  public static let schema = "labtap.finding/1"

  public static func write(_ finding: Finding, to writer: inout JSONWriter) {
    var texts = ClauseTexts()
    write(finding, &texts, to: &writer)
  }

  /// - Parameter texts: what one finding says of its clause is kept for the next.
  static func write(_ finding: Finding, _ texts: inout ClauseTexts, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("schema", schema)
      writer.member("id", finding.id)
      writer.member("clause", finding.clause)
      writer.member("also", finding.also)
      writer.member("verdict", finding.verdict.rawValue)
      writer.member("severity", finding.severity.rawValue)
      writer.member("stage", finding.stage.description)
      writer.member("title", finding.title.en)
      writer.member("reason", finding.reason.en)
      write(finding.asset, key: "asset", to: &writer)
      if let peer = finding.peer { write(peer, to: &writer) }
      writer.member("direction", finding.direction.rawValue)
      writer.member("transport", finding.transport.description)
      write(finding.evidence, to: &writer)
      writer.member("count", finding.count)
      writer.member("first_seen", finding.firstSeen.time)
      writer.member("last_seen", finding.lastSeen.time)
      writer.member("community_id", CommunityID(of: finding))
      if let capture = finding.capture {
        writer.object("capture") { writer in
          writer.member("source", capture.source)
          writer.member("packet", capture.packet)
        }
      }
      writer.member("sensor", finding.sensor)
      writer.member("revision", finding.revision)
      writer.members(encoded: texts.members(of: finding))
      writer.member("one_sided", finding.isOneSided)
      if !finding.doubts.isEmpty { writer.member("doubts", finding.doubts.map(\.rawValue)) }
      if !finding.wrapping.isEmpty { writer.member("encapsulation", finding.wrapping) }
      if let suppression = finding.suppression { write(suppression, "suppressed", to: &writer) }
      if let change = finding.severityChange { write(change, "severity_change", to: &writer) }
    }
  }

  private static func write(
    _ reference: SuppressionReference, _ key: String, to writer: inout JSONWriter
  ) {
    writer.object(key) { writer in
      writer.member("who", reference.who)
      writer.member("why", reference.why)
      writer.member("until", reference.until)
    }
  }

  static func write(_ asset: AssetReference, key: String, to writer: inout JSONWriter) {
    writer.object(key) { writer in
      writer.member("id", asset.id)
      writer.member("address", ifPresent: asset.address)
      writer.member("mac", ifPresent: asset.mac)
      writer.member("model", ifPresent: asset.model)
    }
  }

  static func write(_ document: DocumentReference, to writer: inout JSONWriter) {
    writer.object("document") { writer in
      writer.member("number", document.number)
      writer.member("clause", document.clause)
      if document.isDerived { writer.member("derived", true) }
    }
  }

  private static func write(_ peer: PeerReference, to writer: inout JSONWriter) {
    writer.object("peer") { writer in
      writer.member("address", peer.address)
      if let port = peer.port { writer.member("port", port) }
      writer.member("name", ifPresent: peer.name)
      writer.member("name_source", ifPresent: peer.nameSource?.rawValue)
      writer.member("role", ifPresent: peer.role)
    }
  }

  private static func write(_ evidence: Evidence, to writer: inout JSONWriter) {
    writer.object("evidence") { writeFields(of: evidence, to: &$0) }
  }

  /// The evidence as members of the object that is open.
  static func writeFields(of evidence: Evidence, to writer: inout JSONWriter) {
    for (key, value) in evidence.fields {
      switch value {
      case .text(let text): writer.member(key.rawValue, text)
      case .number(let number): writer.member(key.rawValue, number)
      case .flag(let flag): writer.member(key.rawValue, flag)
      case .texts(let texts): writer.member(key.rawValue, texts)
      }
    }
  }
}
