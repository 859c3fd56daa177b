internal import Observations

/// Turns the keys of a site file into a site, and collects what must be checked across keys.
struct SiteReader {
  var references = SiteReferences()

  mutating func site(_ mapping: YAMLMapping, into mistakes: inout Mistakes) -> Site {
    var site = Site()
    site.name = mapping["site"]?.string(into: &mistakes)
    site.contact = mapping["contact"]?.string(into: &mistakes)
    site.indicators = mapping["indicators"]?.string(into: &mistakes)
    if let node = mapping["region"] {
      site.region = node.choice(of: Site.Region.self, into: &mistakes) ?? site.region
    }
    if let node = mapping["os_background"] {
      site.osBackground = node.choice(of: Site.OSBackground.self, into: &mistakes) ?? .connectivity
    }
    site.segments = prefixes(mapping["segments"], into: &mistakes)
    // Of the twelve bits 0 means no VLAN, and 4095 is reserved (IEEE 802.1Q 9.6).
    site.vlans =
      mapping["vlans"]?.list(into: &mistakes) { node, mistakes in
        node.integer(in: 1...4_094, into: &mistakes).map { UInt16($0) }
      } ?? []
    if let node = mapping["internal"] { site.internal = prefixes(node, into: &mistakes) }
    site.search =
      mapping["search"]?.list(into: &mistakes) { node, mistakes in
        guard let pattern = node.namePattern(into: &mistakes) else { return nil }
        if pattern.isWildcard {
          mistakes.add("write the domain without `*.`; names below it are meant", at: node)
        }
        return pattern.domain
      } ?? []
    if let node = mapping["limits"] { site.limits = limits(node, into: &mistakes) }
    for node in mapping["assets"]?.elements ?? [] {
      if let asset = asset(node, into: &mistakes) { site.assets.append(asset) }
    }
    for node in mapping["peers"]?.elements ?? [] {
      if let peer = peer(node, into: &mistakes) { site.peers.append(peer) }
    }
    for node in mapping["allow"]?.elements ?? [] {
      if let allowance = allowance(node, into: &mistakes) { site.allow.append(allowance) }
    }
    for node in mapping["maintenance"]?.elements ?? [] {
      if let window = window(node, into: &mistakes) { site.maintenance.append(window) }
    }
    for node in mapping["severity"]?.elements ?? [] {
      if let severity = severity(node, into: &mistakes) { site.severities.append(severity) }
    }
    for node in mapping["suppress"]?.elements ?? [] {
      if let suppression = suppression(node, into: &mistakes) {
        site.suppressions.append(suppression)
      }
    }
    return site
  }

  func prefixes(_ node: YAMLNode?, into mistakes: inout Mistakes) -> [IPPrefix] {
    node?.list(into: &mistakes) { $0.prefix(into: &$1) } ?? []
  }

  /// Thresholds; the upper bounds only keep a slip of the hand from switching a clause off.
  private func limits(_ node: YAMLNode, into mistakes: inout Mistakes) -> Site.Limits {
    var limits = Site.Limits()
    let fields: [(key: String, path: WritableKeyPath<Site.Limits, Int>, maximum: Int)] = [
      ("browse_names", \.browseNames, 10_000),
      ("browse_minutes", \.browseMinutes, 1_440),
      ("accepted_peers", \.acceptedPeers, 10_000),
      ("tunnel_names", \.tunnelNames, 10_000),
      ("tunnel_minutes", \.tunnelMinutes, 1_440),
      ("segment_hosts", \.segmentHosts, 10_000),
      ("logon_failures", \.logonFailures, 1_000),
      ("logon_minutes", \.logonMinutes, 1_440),
      ("update_days", \.updateDays, 3_650),
      ("log_hours", \.logHours, 8_760),
      ("transfer_megabytes", \.transferMegabytes, 100_000),
      ("account_hours", \.accountHours, 8_760),
      ("rules_days", \.rulesDays, 36_500),
    ]
    guard
      let mapping = YAMLMapping(node, as: "`limits`", keys: fields.map(\.key), into: &mistakes)
    else { return limits }
    for field in fields {
      let value = mapping[field.key]?.integer(in: 1...field.maximum, into: &mistakes)
      if let value { limits[keyPath: field.path] = value }
    }
    return limits
  }

  private mutating func allowance(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> Allowance? {
    guard
      let mapping = YAMLMapping(
        node, as: "an allowed destination",
        keys: ["names", "addresses", "ports", "assets", "why", "reviewed"], required: ["why"],
        into: &mistakes)
    else { return nil }
    var allowance = Allowance(why: mapping["why"]?.reason(into: &mistakes) ?? "")
    allowance.names = mapping["names"]?.list(into: &mistakes) { $0.namePattern(into: &$1) } ?? []
    allowance.addresses = prefixes(mapping["addresses"], into: &mistakes)
    allowance.ports = mapping["ports"]?.ports(into: &mistakes) ?? []
    allowance.assets = assetIDs(mapping["assets"], into: &mistakes)
    allowance.isReviewed = mapping["reviewed"]?.flag(into: &mistakes) ?? true
    if mapping["names"] == nil, mapping["addresses"] == nil {
      mistakes.add("an allowed destination needs `names` or `addresses`", at: node)
    }
    return allowance
  }

  private mutating func window(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> MaintenanceWindow? {
    guard
      let mapping = YAMLMapping(
        node, as: "a maintenance window", keys: ["assets", "from", "until", "kind", "why"],
        required: ["from", "until"], into: &mistakes)
    else { return nil }
    let from = mapping["from"]?.moment(.from, into: &mistakes)
    let until = mapping["until"]?.moment(.until, into: &mistakes)
    let assets = assetIDs(mapping["assets"], into: &mistakes)
    let kind = mapping["kind"]?.string(into: &mistakes)
    let why = mapping["why"]?.reason(into: &mistakes)
    guard let from, let until, let node = mapping["until"] else { return nil }
    if until <= from { mistakes.add("`until` is not after `from`", at: node) }
    var window = MaintenanceWindow(from: from, until: until)
    window.assets = assets
    window.kind = kind
    window.why = why
    return window
  }

  private mutating func severity(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> SeverityOverride? {
    let keys = ["clause", "asset", "level", "who", "why", "until"]
    guard
      let mapping = YAMLMapping(
        node, as: "a severity", keys: keys, required: keys.filter { $0 != "asset" },
        into: &mistakes)
    else { return nil }
    let clause = clauseID(mapping["clause"], into: &mistakes)
    let asset = assetIDs(mapping["asset"], into: &mistakes)
    single(mapping["asset"], into: &mistakes)
    let level = mapping["level"]?.choice(of: Severity.self, into: &mistakes)
    let who = mapping["who"]?.string(into: &mistakes)
    let why = mapping["why"]?.reason(into: &mistakes)
    let until = mapping["until"]?.moment(.until, into: &mistakes)
    guard let clause, let level, let who, let why, let until else { return nil }
    var override = SeverityOverride(clause: clause, level: level, who: who, why: why, until: until)
    override.asset = asset.first
    if case .scalar(let text, _)? = mapping["until"]?.content { override.untilText = text }
    return override
  }

  private mutating func suppression(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> Suppression? {
    guard
      let mapping = YAMLMapping(
        node, as: "a suppression", keys: ["clause", "asset", "peer", "who", "why", "until"],
        required: ["clause", "who", "why", "until"], into: &mistakes)
    else { return nil }
    let clause = clauseID(mapping["clause"], into: &mistakes)
    let asset = assetIDs(mapping["asset"], into: &mistakes)
    single(mapping["asset"], into: &mistakes)
    var peer: String?
    if let node = mapping["peer"], let id = node.string(into: &mistakes) {
      references.sources.append((id, node))
      peer = id
    }
    let who = mapping["who"]?.string(into: &mistakes)
    let why = mapping["why"]?.reason(into: &mistakes)
    let until = mapping["until"]?.moment(.until, into: &mistakes)
    guard let clause, let who, let why, let until,
      case .scalar(let text, _)? = mapping["until"]?.content
    else { return nil }
    var suppression = Suppression(
      clause: clause, who: who, why: why, until: until, untilText: text)
    suppression.asset = asset.first
    suppression.peer = peer
    return suppression
  }

  private mutating func assetIDs(_ node: YAMLNode?, into mistakes: inout Mistakes) -> [String] {
    var ids: [String] = []
    for element in node?.elements ?? [] {
      guard let id = element.string(into: &mistakes) else { continue }
      references.assets.append((id, element))
      ids.append(id)
    }
    return ids
  }

  private mutating func clauseID(
    _ node: YAMLNode?, into mistakes: inout Mistakes
  ) -> String? {
    guard let node, let id = node.string(into: &mistakes) else { return nil }
    references.clauses.append((id, node))
    return id
  }

  private func single(_ node: YAMLNode?, into mistakes: inout Mistakes) {
    guard let node, case .sequence = node.content else { return }
    mistakes.add("one asset only; write an entry for each", at: node)
  }
}

extension YAMLNode {
  /// Why somebody allowed, changed or suppressed something.
  func reason(into mistakes: inout Mistakes) -> String? {
    string(maximum: Self.maximumTextLength, into: &mistakes)
  }
}
