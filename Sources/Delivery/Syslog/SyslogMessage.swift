internal import Compliance
internal import Observations

/// Writes records as RFC 5424 messages.
struct SyslogMessage: Sendable {
  let url: SyslogURL
  let hostName: String
  let processID: Int32

  /// Octets of one value of structured data; a name from the wire must not fill the message.
  private static let maximumValue = 255

  /// A sign of life or an event, without framing; nil when the record is not what was stored.
  func octets(of record: StoredRecord) -> [UInt8]? {
    octets(of: record.payload, isEvent: record.kind == .event)
  }

  func octets(of event: HealthEvent) -> [UInt8]? { octets(of: event.payload, isEvent: true) }

  func octets(of finding: Finding, isRecovery: Bool) -> [UInt8] {
    // Informational (6) says that it is over.
    let severity = isRecovery ? 6 : Self.severity(of: finding.severity)
    var octets = head(
      severity, finding.lastSeen.time.description, isRecovery ? "recovery" : "finding")
    appendOrigin(to: &octets)
    octets += "[finding@\(url.enterprise)".utf8
    append("id", finding.id, to: &octets)
    append("verdict", finding.verdict.rawValue, to: &octets)
    append("clause", finding.clause, to: &octets)
    append("asset", finding.asset.id, to: &octets)
    append("severity", finding.severity.rawValue, to: &octets)
    append("stage", finding.stage.description, to: &octets)
    append("direction", finding.direction.rawValue, to: &octets)
    append("src", finding.initiator.address.description, to: &octets)
    append("dst", finding.responder.address.description, to: &octets)
    if finding.transport.hasPorts {
      append("srcPort", String(finding.initiator.port), to: &octets)
      append("dstPort", String(finding.responder.port), to: &octets)
    }
    append("proto", finding.transport.description, to: &octets)
    append("peerName", finding.peer?.name ?? "", to: &octets)
    append("document", "\(finding.document.number) \(finding.document.clause)", to: &octets)
    append("evidence", FlatText.evidence(of: finding), to: &octets)
    append("count", String(finding.count), to: &octets)
    append("revision", String(finding.revision), to: &octets)
    append("sensor", finding.sensor, to: &octets)
    octets += "] ".utf8
    if url.hasByteOrderMark { octets += [0xef, 0xbb, 0xbf] }
    switch url.content {
    case .text: append(line: ECS.message(of: finding), to: &octets)
    case .format(let format): format.append(finding, to: &octets)
    }
    return cut(octets)
  }

  /// A heartbeat or an event: its members are the structured data, its text or JSON the message.
  private func octets(of payload: [UInt8], isEvent: Bool) -> [UInt8]? {
    guard let json = JSONReader.read(payload) else { return nil }
    let name = isEvent ? "event" : "heartbeat"
    var octets = head(isEvent ? 4 : 6, json["time"]?.text ?? "-", name)
    appendOrigin(to: &octets)
    octets += "[\(name)@\(url.enterprise)".utf8
    if case .object(let members) = json {
      for (key, value) in members where key != "schema" && key != "text" && key != "time" {
        if let text = value.text { append(key, text, to: &octets) }
        if case .number(let number) = value { append(key, String(number), to: &octets) }
      }
    }
    octets += "] ".utf8
    if url.hasByteOrderMark { octets += [0xef, 0xbb, 0xbf] }
    if case .format(let format) = url.content, format.isJSON {
      octets += payload
    } else {
      append(line: json["text"]?.text ?? "heartbeat of the sensor", to: &octets)
    }
    return cut(octets)
  }

  private func head(_ severity: Int, _ time: String, _ messageID: String) -> [UInt8] {
    let priority = Int(url.facility) * 8 + severity
    return Array(
      "<\(priority)>1 \(time) \(hostName) \(url.application) \(processID) \(messageID) ".utf8)
  }

  private func appendOrigin(to octets: inout [UInt8]) {
    octets += "[origin software=\"\(Product.name)\" swVersion=\"\(Product.version)\"]".utf8
  }

  /// A parameter of structured data (RFC 5424 section 6.3.3), with a backslash before what ends one.
  ///
  /// Control characters are allowed there, but receivers and terminals trip over them.
  private func append(_ name: String, _ value: String, to octets: inout [UInt8]) {
    guard !value.isEmpty else { return }
    octets.append(UInt8(ascii: " "))
    octets += name.utf8
    octets += "=\"".utf8
    if Self.isPlain(value) {
      octets += value.utf8
      octets.append(UInt8(ascii: "\""))
      return
    }
    for scalar in FlatText.cut(value, to: Self.maximumValue).unicodeScalars {
      if scalar == "\"" || scalar == "\\" || scalar == "]" { octets.append(UInt8(ascii: "\\")) }
      octets += String(FlatText.picture(of: scalar) ?? scalar).utf8
    }
    octets.append(UInt8(ascii: "\""))
  }

  /// Short, printable ASCII with nothing to escape, as almost every value is.
  private static func isPlain(_ value: String) -> Bool {
    value.utf8.count <= maximumValue
      && value.utf8.allSatisfy { octet in
        (0x20...0x7e).contains(octet) && octet != UInt8(ascii: "\"")
          && octet != UInt8(ascii: "\\") && octet != UInt8(ascii: "]")
      }
  }

  private func append(line: String, to octets: inout [UInt8]) {
    if line.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) {
      octets += line.utf8
      return
    }
    for scalar in line.unicodeScalars {
      octets += String(FlatText.picture(of: scalar) ?? scalar).utf8
    }
  }

  /// Cut at the stated size between two characters, with `…` as the last.
  private func cut(_ octets: [UInt8]) -> [UInt8] {
    guard octets.count > url.maximumOctets else { return octets }
    let mark = Array("…".utf8)
    var end = max(url.maximumOctets - mark.count, 0)
    // 10xxxxxx continues a character (RFC 3629 section 3).
    while end > 0, octets[end] & 0xc0 == 0x80 { end -= 1 }
    return octets[..<end] + mark
  }

  private static func severity(of severity: Severity) -> Int {
    switch severity {
    case .critical: 2
    case .high: 3
    case .medium: 4
    case .low: 5
    case .info: 6
    }
  }
}
