internal import Observations

extension MUDFile {
  /// The description as the YAML of a signature file: destinations, TLS floors and inbound services
  /// as clauses.
  ///
  /// - Parameter name: the profile's name, which is its path below the signature directory.
  public func profile(named name: String) -> String {
    MUDProfile(self, name: name).text
  }

  /// What a profile cannot hold of the rules, in words, each once.
  public var unprofiled: [String] {
    var texts: [String] = []
    for rule in rules {
      var text: String?
      switch (rule.direction, rule.peer) {
      case (.outbound, .name):
        if rule.transport == .udp {
          text = "profiles do not tell transports apart: \(rule.words) counts for TCP too"
        }
      case (.outbound, _):
        text = "\(rule.words): list it under `peers` or `allow` of the site file"
      case (.inbound, _):
        text = "\(rule.words): list who may use it under `inbound` of the asset"
      }
      if let text, !texts.contains(text) { texts.append(text) }
    }
    return texts
  }
}

extension MUDFile.Rule {
  /// The rule in a few words.
  var words: String {
    let ports =
      ports.map {
        $0.count == 1 ? "port \($0.lowerBound)" : "ports \($0.lowerBound)-\($0.upperBound)"
      } ?? "any port"
    let end =
      switch peer {
      case .name(let name): name.description
      case .network(let prefix): prefix.description
      case .local: "the local networks"
      case .any: "anybody"
      }
    return direction == .outbound ? "\(ports) of \(end)" : "\(ports), opened by \(end)"
  }
}

/// Builds the text of the profile.
private struct MUDProfile {
  private var lines: [String] = []

  var text: String { lines.joined(separator: "\n") + "\n" }

  init(_ file: MUDFile, name: String) {
    let model = file.model ?? name.split(separator: "/").last.map(String.init) ?? name
    let issuer = file.manufacturer ?? Self.host(of: file.url)
    let prefix = Self.prefix(model)
    lines = [
      "# The manufacturer's statement of what this product does on the network: RFC 8520.",
      "profile: \(SiteFileText.scalar(name))",
      "title: \(Self.text(file.systemInfo ?? model))",
      "document:",
      "  issuer: \(SiteFileText.scalar(Self.line(issuer)))",
      "  number: \(SiteFileText.scalar(Self.line("\(file.url) of \(file.lastUpdate)")))",
      "binding: required",
      "models: \(SiteFileText.scalar(Self.line(model)))",
      "clauses:",
    ]
    let destinations = writeDestinations(file, prefix)
    writeFloors(file, prefix)
    writeServices(file, prefix)
    writeOthers(prefix, destinations)
  }

  // MARK: Clauses

  /// Names with the same ports share a clause.
  private mutating func writeDestinations(_ file: MUDFile, _ prefix: String) -> [String] {
    var groups: [String: [NamePattern]] = [:]
    for rule in file.rules where rule.direction == .outbound {
      guard case .name(let name) = rule.peer else { continue }
      let ports = Self.ports(rule.ports)
      if groups[ports]?.contains(name) != true { groups[ports, default: []].append(name) }
    }
    var ids: [String] = []
    for (ports, names) in groups.sorted(by: { $0.key < $1.key }) {
      let id = "\(prefix)-DST-\(ids.count + 1)"
      ids.append(id)
      write(
        id, "from-device-policy",
        en: "Documented destinations are used on their documented ports",
        zh: "仅在规定的端口上访问规定的目的地", ja: "規定された宛先には規定されたポートだけを使う", "medium",
        expect: "destination: {names: \(Self.list(names)), ports: \(ports)}")
    }
    return ids
  }

  private mutating func writeFloors(_ file: MUDFile, _ prefix: String) {
    struct Floor: Hashable {
      var version: String
      var ports: String
    }
    var groups: [Floor: [NamePattern]] = [:]
    for rule in file.rules where rule.direction == .outbound {
      guard case .name(let name) = rule.peer, let minimum = rule.minimumTLS else { continue }
      let floor = Floor(version: minimum.description, ports: Self.ports(rule.ports))
      if groups[floor]?.contains(name) != true { groups[floor, default: []].append(name) }
    }
    let sorted = groups.sorted { ($0.key.version, $0.key.ports) < ($1.key.version, $1.key.ports) }
    for (number, (floor, names)) in sorted.enumerated() {
      write(
        "\(prefix)-TLS-\(number + 1)", "client-profiles",
        en: "Connections to these destinations use TLS \(floor.version) or newer",
        zh: "到这些目的地的连接使用 TLS \(floor.version) 或更高版本",
        ja: "これらの宛先への接続には TLS \(floor.version) 以上を使う", "high",
        applies: "{direction: outbound, names: \(Self.list(names)), ports: \(floor.ports)}",
        expect: "tls-version: {minimum: \"\(floor.version)\", required: true}")
    }
  }

  private mutating func writeServices(_ file: MUDFile, _ prefix: String) {
    var ports: [String] = []
    for rule in file.rules where rule.direction == .inbound {
      let text = Self.ports(rule.ports)
      if !ports.contains(text) { ports.append(text) }
    }
    for (number, ports) in ports.enumerated() {
      write(
        "\(prefix)-IN-\(number + 1)", "to-device-policy",
        en: "The documented service is open to declared peers only",
        zh: "规定的服务只对已登记的对端开放", ja: "規定されたサービスは登録済みの相手にだけ開く", "medium",
        applies: "{direction: inbound, ports: \(ports)}", expect: "listed-peers: required")
    }
  }

  private mutating func writeOthers(_ prefix: String, _ destinations: [String]) {
    guard !destinations.isEmpty else { return }
    write(
      "\(prefix)-OTHER", "from-device-policy",
      en: "The product has no destinations beyond those that its maker describes",
      zh: "除制造商说明的目的地外，该产品没有其他目的地", ja: "製造者が記述した宛先のほかに通信先はない", "medium",
      expect: "other-destinations: {explained-by: [\(destinations.joined(separator: ", "))]}")
  }

  private mutating func write(
    _ id: String, _ clause: String, en: String, zh: String, ja: String, _ severity: String,
    applies: String? = nil, expect: String
  ) {
    lines += [
      "  - id: \(id)", "    clause: \(clause)", "    title:", "      en: \(en)", "      zh: \(zh)",
      "      ja: \(ja)", "    remediation:",
      "      en: Ask the manufacturer whether the traffic is wanted; list it in the site file if so, and block it if not.",
      "      zh: 请向制造商确认该流量是否必要；必要则登记到站点文件，否则予以阻断。",
      "      ja: 必要な通信かを製造者に確認し、必要ならサイトファイルに記載し、不要なら遮断してください。",
      "    severity: \(severity)",
    ]
    if let applies { lines.append("    applies: \(applies)") }
    lines.append("    expect: {\(expect)}")
  }

  // MARK: Pieces

  private static func list(_ names: [NamePattern]) -> String {
    "[" + names.map { SiteFileText.scalar($0.description) }.joined(separator: ", ") + "]"
  }

  private static func ports(_ ports: ClosedRange<UInt16>?) -> String {
    let range = ports ?? 1...UInt16.max
    return range.count == 1 ? "\(range.lowerBound)" : "\"\(range.lowerBound)-\(range.upperBound)\""
  }

  private static func text(_ text: String) -> String {
    let scalar = SiteFileText.scalar(line(text))
    return "{en: \(scalar), zh: \(scalar), ja: \(scalar)}"
  }

  /// One line of bounded length, as a profile takes it.
  private static func line(_ text: String) -> String {
    let safe = text.unicodeScalars.map { scalar -> Character in
      switch scalar.properties.generalCategory {
      // YAML takes none of them everywhere, and a report shows none.
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: " "
      default: Character(scalar)
      }
    }
    let short = String(safe.prefix(YAMLNode.maximumNameLength))
    return short.allSatisfy(\.isWhitespace) ? "unnamed" : short
  }

  private static func host(of url: String) -> String {
    let rest = url.split(separator: "/", omittingEmptySubsequences: true)
    return rest.count > 1 ? String(rest[1]) : url
  }

  /// `MUD-` and the model's letters, as ids allow them.
  private static func prefix(_ model: String) -> String {
    let octets = model.uppercased().utf8.map { octet -> UInt8 in
      (0x41...0x5a).contains(octet) || (0x30...0x39).contains(octet) ? octet : 0x2d
    }
    let parts = octets.split(separator: 0x2d).map { String(decoding: $0, as: UTF8.self) }
    return "MUD-" + (parts.isEmpty ? "THING" : parts.joined(separator: "-")).prefix(40)
  }
}
