internal import Compliance
internal import Observations

/// A finding as the store keeps it: the documented JSON, and what it leaves out.
///
/// `{"finding": labtap.finding/1, "flow": {…}, "texts": {…}}`: the flow's two ends and times in
/// nanoseconds, and the texts of the other languages, so that every format can be written from it.
enum FindingRecord {
  static func encode(_ finding: Finding) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("finding") { FindingJSON.write(finding, to: &$0) }
      writer.object("flow") { writer in
        writer.member("src", finding.initiator.address)
        writer.member("src_port", finding.initiator.port)
        writer.member("dst", finding.responder.address)
        writer.member("dst_port", finding.responder.port)
        write(finding.deciding, "deciding", to: &writer)
        write(finding.firstSeen, "first", to: &writer)
        write(finding.lastSeen, "last", to: &writer)
      }
      writer.object("texts") { writer in
        write(finding.title, "title", to: &writer)
        write(finding.reason, "reason", to: &writer)
        write(finding.remediation, "remediation", to: &writer)
      }
    }
    return writer.octets
  }

  private static func write(_ moment: Moment, _ key: String, to writer: inout JSONWriter) {
    writer.array(key) { writer in
      writer.value(moment.frame)
      writer.value(moment.time.nanoseconds)
    }
  }

  private static func write(_ text: LocalizedText, _ key: String, to writer: inout JSONWriter) {
    guard text.zh != nil || text.ja != nil else { return }
    writer.object(key) { writer in
      writer.member("zh", ifPresent: text.zh)
      writer.member("ja", ifPresent: text.ja)
    }
  }

  /// The finding again; nil when the octets are not what `encode` wrote.
  static func decode(_ octets: [UInt8]) -> Finding? {
    guard let record = JSONReader.read(octets), let json = record["finding"],
      let flow = record["flow"], let texts = record["texts"],
      let id = json["id"]?.text, let clause = json["clause"]?.text,
      let verdict = json["verdict"]?.text.flatMap(Verdict.init(rawValue:)),
      let severity = json["severity"]?.text.flatMap(Severity.init(rawValue:)),
      let stage = json["stage"]?.text.flatMap({ text in
        Stage.allCases.first { $0.description == text }
      }),
      let asset = json["asset"].flatMap(asset),
      let direction = json["direction"]?.text.flatMap(Finding.Direction.init(rawValue:)),
      let transport = json["transport"]?.text.flatMap(transport),
      let initiator = end(flow, "src"), let responder = end(flow, "dst"),
      let deciding = moment(flow["deciding"]), let first = moment(flow["first"]),
      let last = moment(flow["last"]), let sensor = json["sensor"]?.text,
      let revision = json["revision"]?.number(UInt64.self),
      let count = json["count"]?.number(UInt64.self), let document = json["document"],
      let number = document["number"]?.text, let section = document["clause"]?.text
    else { return nil }
    var finding = Finding(
      id: id, clause: clause, verdict: verdict, severity: severity, stage: stage,
      title: text(json, texts, "title"), reason: text(json, texts, "reason"),
      remediation: text(json, texts, "remediation"), asset: asset, peer: json["peer"].flatMap(peer),
      direction: direction, transport: transport, initiator: initiator, responder: responder,
      deciding: deciding, sensor: sensor,
      document: DocumentReference(
        number: number, clause: section, isDerived: document["derived"]?.flag ?? false))
    finding.also = json["also"]?.texts ?? []
    finding.evidence = evidence(json["evidence"])
    finding.count = count
    finding.revision = revision
    finding.firstSeen = first
    finding.lastSeen = last
    finding.capture = json["capture"].flatMap(capture)
    finding.controls = controls(json["controls"])
    finding.isOneSided = json["one_sided"]?.flag ?? false
    finding.doubts = json["doubts"]?.texts.compactMap(Doubt.init(rawValue:)) ?? []
    finding.wrapping = json["encapsulation"]?.texts ?? []
    finding.suppression = json["suppressed"].flatMap(suppression)
    finding.severityChange = json["severity_change"].flatMap(suppression)
    return finding
  }

  private static func text(_ json: JSONValue, _ texts: JSONValue, _ key: String) -> LocalizedText {
    let others = texts[key]
    return LocalizedText(
      en: json[key]?.text ?? "", zh: others?["zh"]?.text, ja: others?["ja"]?.text)
  }

  private static func asset(_ json: JSONValue) -> AssetReference? {
    guard let id = json["id"]?.text else { return nil }
    return AssetReference(
      id: id, address: json["address"]?.text.flatMap { IPAddress($0) },
      mac: json["mac"]?.text.flatMap { MACAddress($0) }, model: json["model"]?.text)
  }

  private static func peer(_ json: JSONValue) -> PeerReference? {
    guard let address = json["address"]?.text.flatMap({ IPAddress($0) }) else { return nil }
    var peer = PeerReference(address: address, port: json["port"]?.number())
    peer.name = json["name"]?.text
    peer.nameSource = json["name_source"]?.text.flatMap(NameSource.init(rawValue:))
    peer.role = json["role"]?.text
    return peer
  }

  private static func transport(_ text: String) -> Transport? {
    if text.hasPrefix("ip-") { return UInt8(text.dropFirst(3)).map(Transport.init(rawValue:)) }
    return [Transport.tcp, .udp, .icmp, .icmpv6].first { $0.description == text }
  }

  private static func end(_ flow: JSONValue, _ key: String) -> Endpoint? {
    guard let address = flow[key]?.text.flatMap({ IPAddress($0) }),
      let port = flow[key + "_port"]?.number(UInt16.self)
    else { return nil }
    return Endpoint(address, port)
  }

  private static func moment(_ json: JSONValue?) -> Moment? {
    guard case .array(let values)? = json, values.count == 2,
      let frame = values[0].number(UInt64.self), let time = values[1].number(Int64.self)
    else { return nil }
    return Moment(frame: frame, time: Timestamp(nanoseconds: time))
  }

  private static func evidence(_ json: JSONValue?) -> Evidence {
    var evidence = Evidence()
    guard case .object(let members)? = json else { return evidence }
    for (name, value) in members {
      guard let key = Evidence.Key(rawValue: name) else { continue }
      switch value {
      case .text(let text): evidence[key] = .text(text)
      case .number: evidence[key] = value.number(UInt64.self).map { .number($0) }
      case .flag(let flag): evidence[key] = .flag(flag)
      case .array: evidence[key] = .texts(value.texts)
      case .null, .object: continue
      }
    }
    return evidence
  }

  private static func capture(_ json: JSONValue) -> CaptureReference? {
    guard let source = json["source"]?.text, let packet = json["packet"]?.number(UInt64.self)
    else { return nil }
    return CaptureReference(source: source, packet: packet)
  }

  private static func controls(_ json: JSONValue?) -> [ControlReference] {
    guard case .object(let members)? = json else { return [] }
    return members.map { ControlReference(framework: $0.key, identifiers: $0.value.texts) }
  }

  private static func suppression(_ json: JSONValue) -> SuppressionReference? {
    guard let who = json["who"]?.text, let why = json["why"]?.text, let until = json["until"]?.text
    else { return nil }
    return SuppressionReference(who: who, why: why, until: until)
  }
}
