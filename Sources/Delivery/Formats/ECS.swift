internal import Compliance
internal import Observations

/// A finding as a document of the Elastic Common Schema; what the schema has no field for is under
/// `labtap`, the whole finding among it.
public enum ECS {
  /// The schema version whose field names and allowed values are used.
  static let version = "9.4.0"

  static func write(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("@timestamp", finding.deciding.time)
      writer.object("ecs") { $0.member("version", version) }
      writer.member("message", message(of: finding))
      writeEvent(finding, to: &writer)
      writer.object("rule") { writer in
        writer.member("id", finding.clause)
        writer.member("name", finding.title.en)
        writer.member("category", Product.category)
        writer.member("ruleset", finding.document.number)
      }
      writeNetwork(finding, to: &writer)
      let (source, destination) = FlowEnd.ends(of: finding)
      write(source, "source", finding, to: &writer)
      write(destination, "destination", finding, to: &writer)
      writer.object("observer") { writer in
        writer.member("name", finding.sensor)
        writer.member("type", "sensor")
        writer.member("vendor", Product.vendor)
        writer.member("product", Product.name)
        writer.member("version", Product.version)
      }
      writeProtocols(finding.evidence, to: &writer)
      writer.object("related") { writer in
        writer.array("ip") { writer in
          writer.value(source.endpoint.address)
          if destination.endpoint.address != source.endpoint.address {
            writer.value(destination.endpoint.address)
          }
        }
        writer.member("hosts", [source.name, destination.name].compactMap(\.self))
      }
      writer.name("labtap") { FindingJSON.write(finding, to: &$0) }
    }
  }

  /// One line for people, the verdict, the clause and the asset first.
  static func message(of finding: Finding) -> String {
    "\(finding.verdict.rawValue) \(finding.clause) \(finding.asset.id): \(finding.reason.en)"
  }

  private static func writeEvent(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object("event") { writer in
      let isAlert = finding.verdict <= .warn && finding.suppression == nil
      writer.member("kind", isAlert ? "alert" : "event")
      writer.member("category", isAlert ? ["network", "intrusion_detection"] : ["network"])
      writer.member("type", types(of: finding))
      writer.member("outcome", finding.verdict.outcome)
      writer.member("action", "clause-\(finding.verdict.rawValue)")
      writer.member("code", finding.clause)
      writer.member("severity", finding.severity.ecs)
      writer.member("reason", finding.reason.en)
      writer.member("dataset", "labtap.finding")
      writer.member("module", "labtap")
      writer.member("provider", Product.name)
      writer.member("id", "\(finding.id)-\(finding.sensor)-\(finding.revision)")
      writer.member("start", finding.firstSeen.time)
      writer.member("end", finding.lastSeen.time)
    }
  }

  /// The types that the schema expects of both categories.
  private static func types(of finding: Finding) -> [String] {
    switch finding.stage {
    case .attempted: ["info"]
    case .refused: ["info", "denied"]
    case .established, .succeeded: ["info", "allowed"]
    }
  }

  private static func writeNetwork(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object("network") { writer in
      writer.member("type", finding.responder.address.isIPv4 ? "ipv4" : "ipv6")
      writer.member("transport", transport(finding.transport))
      writer.member("iana_number", String(finding.transport.rawValue))
      if case .text(let service)? = finding.evidence[.service] {
        writer.member("protocol", service.lowercased())
      }
      writer.member("direction", finding.direction.rawValue)
      writer.member("community_id", CommunityID(of: finding))
    }
  }

  private static func transport(_ transport: Transport) -> String {
    transport == .icmpv6 ? "ipv6-icmp" : transport.description
  }

  private static func write(
    _ end: FlowEnd, _ key: String, _ finding: Finding, to writer: inout JSONWriter
  ) {
    writer.object(key) { writer in
      writer.member("address", end.endpoint.address)
      writer.member("ip", end.endpoint.address)
      if finding.transport.hasPorts { writer.member("port", end.endpoint.port) }
      // RFC 7042 form: upper case and hyphens.
      if let mac = end.mac {
        writer.member("mac", String(mac.description.uppercased().map { $0 == ":" ? "-" : $0 }))
      }
      if let name = end.name, name != end.endpoint.address.description {
        writer.member("domain", name)
      }
    }
  }

  private static func writeProtocols(_ evidence: Evidence, to writer: inout JSONWriter) {
    func text(_ key: Evidence.Key) -> String? {
      guard case .text(let text)? = evidence[key] else { return nil }
      return text
    }
    if let version = text(.tlsVersion) {
      writer.object("tls") { writer in
        let isSSL = version.hasPrefix("SSL")
        let number = version.drop { !$0.isNumber }
        writer.member("version", number.isEmpty ? version : String(number))
        writer.member("version_protocol", isSSL ? "ssl" : "tls")
        writer.member("cipher", ifPresent: text(.tlsCipher))
      }
    }
    if let name = text(.dnsQuestion) {
      writer.object("dns") { $0.object("question") { $0.member("name", name) } }
    }
    let status: UInt64? =
      if case .number(let number)? = evidence[.httpStatus] { number } else { nil }
    if text(.httpMethod) != nil || status != nil {
      writer.object("http") { writer in
        if let method = text(.httpMethod) {
          writer.object("request") { $0.member("method", method) }
        }
        if let status { writer.object("response") { $0.member("status_code", status) } }
      }
    }
    if let path = text(.httpPath) { writer.object("url") { $0.member("path", path) } }
  }
}
