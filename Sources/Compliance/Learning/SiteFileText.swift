internal import Observations

/// Writes a drafted site as the YAML of a site file, with comments.
struct SiteFileText {
  private var lines: [String] = []

  static func render(_ draft: SiteDraft, head: [String]) -> String {
    var text = SiteFileText()
    for line in head { text.comment(line, indent: 0) }
    text.write(draft)
    return text.lines.joined(separator: "\n") + "\n"
  }

  private mutating func write(_ draft: SiteDraft) {
    lines.append("")
    lines.append("# site: the name of the laboratory, for the head of reports")
    lines.append("# region: outside-china              # or china")
    if !draft.segments.isEmpty {
      lines.append("# Where hosts were seen on the link; the sizes are a guess.")
      lines.append("segments: \(Self.list(draft.segments.map(\.description)))")
    }
    if !draft.vlans.isEmpty {
      lines.append("# The tags that frames carried; keep those of the instruments.")
      lines.append("vlans: \(Self.list(draft.vlans.map { "\($0)" }))")
    }
    if !draft.publicSegments.isEmpty {
      let ranges = Site.privateRanges + draft.publicSegments
      lines.append(
        "# The organisation's own ranges: the private ones, and public ones on the link.")
      lines.append("internal: \(Self.list(ranges.map(\.description)))")
    }
    if !draft.search.isEmpty {
      lines.append("# Domains of hosts inside.")
      lines.append("search: \(Self.list(draft.search))")
    }
    if draft.usesUpdates {
      lines.append(
        "# Names of operating system updates were used; `connectivity` would report them.")
      lines.append("os_background: updates")
    }
    section("assets", draft.assets) { text, entry in text.write(asset: entry) }
    section("peers", draft.peers) { text, entry in text.write(peer: entry) }
    section("allow", draft.allow) { text, entry in text.write(allowance: entry) }
  }

  private mutating func section<Value>(
    _ key: String, _ entries: [SiteDraft.Entry<Value>],
    _ write: (inout SiteFileText, Value) -> Void
  ) {
    guard !entries.isEmpty else { return }
    lines.append("")
    lines.append("\(key):")
    for entry in entries {
      for remark in entry.remarks { comment(remark, indent: 2) }
      write(&self, entry.value)
    }
  }

  private mutating func write(asset: Asset) {
    lines.append("  - id: \(Self.scalar(asset.id))")
    addresses(asset.addresses, asset.mac)
    if let name = asset.hostname { lines.append("    hostname: \(Self.scalar(name))") }
    if let model = asset.model { lines.append("    model: \(Self.scalar(model))") }
    if let region = asset.region { lines.append("    region: \(region.rawValue)") }
    if !asset.profiles.isEmpty { lines.append("    profiles: \(Self.list(asset.profiles))") }
    if !asset.inbound.isEmpty {
      lines.append("    inbound:")
      for rule in asset.inbound {
        let from = rule.from.map { source in
          switch source {
          case .id(let id): id
          case .prefix(let prefix): prefix.description
          }
        }
        lines.append("      - {from: \(Self.list(from))\(Self.ports(rule.ports))}")
      }
    }
    lines.append("    reviewed: false")
  }

  private mutating func write(peer: Peer) {
    lines.append("  - id: \(Self.scalar(peer.id))")
    addresses(peer.addresses, peer.mac)
    if !peer.names.isEmpty {
      lines.append("    names: \(Self.list(peer.names.map(\.description)))")
    }
    if let role = peer.role { lines.append("    role: \(role)") }
    if !peer.ports.isEmpty { lines.append("    ports: \(Self.portList(peer.ports))") }
    lines.append("    reviewed: false")
  }

  private mutating func write(allowance: Allowance) {
    var isFirst = true
    func add(_ key: String, _ values: [String], _ lines: inout [String]) {
      guard !values.isEmpty else { return }
      let start = isFirst ? "  - " : "    "
      isFirst = false
      if values.count <= 3 {
        lines.append("\(start)\(key): \(Self.list(values))")
      } else {
        lines.append("\(start)\(key):")
        for value in values { lines.append("      - \(Self.scalar(value))") }
      }
    }
    add("names", allowance.names.map(\.description), &lines)
    add("addresses", allowance.addresses.map(\.description), &lines)
    if !allowance.ports.isEmpty { lines.append("    ports: \(Self.portList(allowance.ports))") }
    lines.append("    assets: \(Self.list(allowance.assets))")
    lines.append("    why: \(Self.scalar(allowance.why))")
    lines.append("    reviewed: false")
  }

  private mutating func addresses(_ addresses: [IPPrefix], _ mac: MACAddress?) {
    lines.append("    addresses: \(Self.list(addresses.map(\.description)))")
    // Digits with colons alone would be a number in YAML 1.1.
    if let mac { lines.append("    mac: \"\(mac)\"") }
  }

  // MARK: Pieces

  /// The longest comment: names come from the wire.
  private static let maximumComment = 200

  private mutating func comment(_ text: String, indent: Int) {
    let safe = text.unicodeScalars.prefix(Self.maximumComment).map { scalar in
      (0x20...0x7e).contains(scalar.value) ? Character(scalar) : "?"
    }
    let start = String(repeating: " ", count: indent) + "#"
    lines.append(safe.isEmpty ? start : start + " " + String(safe))
  }

  private static func list(_ values: [String]) -> String {
    values.count == 1
      ? scalar(values[0]) : "[" + values.map(scalar).joined(separator: ", ") + "]"
  }

  private static func portList(_ ports: [ClosedRange<UInt16>]) -> String {
    list(
      ports.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" })
  }

  private static func ports(_ ports: [ClosedRange<UInt16>]) -> String {
    ports.isEmpty ? "" : ", ports: \(portList(ports))"
  }

  /// A value in plain style where nothing in it can be mistaken, else in double quotes.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { octet in
        (0x61...0x7a).contains(octet) || (0x41...0x5a).contains(octet)
          || (0x30...0x39).contains(octet) || octet == 0x2d || octet == 0x2e || octet == 0x2f
          || octet == 0x20
      } && !text.isEmpty && text.first != "-" && text.first != " " && text.last != " "
    // Words that YAML 1.1 reads as something else than text.
    let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if isPlain, !reserved.contains(text.lowercased()) { return text }
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      default: scalar.value < 0x20 ? "?" : String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
