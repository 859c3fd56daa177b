internal import Observations

extension SiteReader {
  private static let assetKeys = [
    "id", "addresses", "mac", "hostname", "vendor", "model", "role", "profiles", "region",
    "lrm_mode", "ad_joined", "phi_controller", "isolated", "strict", "inbound",
    "reviewed",
  ]

  mutating func asset(_ node: YAMLNode, into mistakes: inout Mistakes) -> Asset? {
    guard
      let mapping = YAMLMapping(
        node, as: "an asset", keys: Self.assetKeys, required: ["id"], into: &mistakes)
    else { return nil }
    // An asset whose id has a mistake is read to the end all the same, for its other mistakes.
    let id = mapping["id"]?.string(into: &mistakes)
    var asset = Asset(id: id ?? "")
    var addressNodes: [YAMLNode] = []
    for element in mapping["addresses"]?.elements ?? [] {
      guard let prefix = element.prefix(into: &mistakes) else { continue }
      asset.addresses.append(prefix)
      addressNodes.append(element)
    }
    asset.mac = mapping["mac"]?.macAddress(into: &mistakes)
    asset.hostname = mapping["hostname"]?.string(into: &mistakes)
    asset.vendor = mapping["vendor"]?.string(into: &mistakes)
    asset.model = mapping["model"]?.string(into: &mistakes)
    asset.role = mapping["role"]?.choice(of: Role.self, into: &mistakes)?.rawValue
    asset.region = mapping["region"]?.choice(of: Site.Region.self, into: &mistakes)
    asset.lrmMode = mapping["lrm_mode"]?.choice(of: Asset.LRMMode.self, into: &mistakes)
    asset.adJoined = mapping["ad_joined"]?.flag(into: &mistakes)
    asset.isPHIController = mapping["phi_controller"]?.flag(into: &mistakes) ?? false
    asset.isIsolated = mapping["isolated"]?.flag(into: &mistakes) ?? false
    asset.isStrict = mapping["strict"]?.flag(into: &mistakes) ?? false
    asset.isReviewed = mapping["reviewed"]?.flag(into: &mistakes) ?? true
    for element in mapping["profiles"]?.elements ?? [] {
      guard let name = element.string(into: &mistakes) else { continue }
      references.profiles.append((name, element))
      asset.profiles.append(name)
    }
    for element in mapping["inbound"]?.elements ?? [] {
      let rule = inbound(element, isBlocked: asset.lrmMode == .blocked, into: &mistakes)
      if let rule { asset.inbound.append(rule) }
    }
    if mapping["addresses"]?.elements.isEmpty ?? true, mapping["mac"] == nil,
      mapping["hostname"] == nil
    {
      mistakes.add("an asset needs `addresses`, `mac` or `hostname`", at: node)
    }
    guard id != nil, let idNode = mapping["id"] else { return nil }
    references.host(asset.id, at: idNode, isAsset: true, into: &mistakes)
    for (prefix, node) in zip(asset.addresses, addressNodes) {
      references.claim("address \(prefix)", of: asset.id, at: node, into: &mistakes)
    }
    if let mac = asset.mac, let node = mapping["mac"] {
      references.claim("MAC address \(mac)", of: asset.id, at: node, into: &mistakes)
    }
    if let name = asset.hostname, let node = mapping["hostname"] {
      references.claim("host name \(name.lowercased())", of: asset.id, at: node, into: &mistakes)
    }
    return asset
  }

  /// The web ports that a blocked Local Run Manager answers to nobody.
  private static let blockedPorts: [UInt16] = [80, 443]

  private mutating func inbound(
    _ node: YAMLNode, isBlocked: Bool, into mistakes: inout Mistakes
  ) -> InboundRule? {
    guard
      let mapping = YAMLMapping(
        node, as: "an inbound rule", keys: ["from", "ports"], required: ["from"], into: &mistakes)
    else { return nil }
    let ports = mapping["ports"]?.ports(into: &mistakes) ?? []
    let opened = Self.blockedPorts.first { port in
      mapping["ports"] == nil || ports.contains { $0.contains(port) }
    }
    if isBlocked, let opened {
      mistakes.add(
        "`lrm_mode: blocked` closes port \(opened) to every peer, and this rule opens it",
        at: mapping["ports"] ?? node)
    }
    var from: [SourceSelector] = []
    for element in mapping["from"]?.elements ?? [] {
      guard let text = element.string(into: &mistakes) else { continue }
      references.sources.append((text, element))
      // Ids win over addresses; see `resolveSources`.
      from.append(.id(text))
    }
    if let node = mapping["from"], node.elements.isEmpty {
      mistakes.add("`from` names nobody", at: node)
    }
    return InboundRule(from: from, ports: ports)
  }

  /// Turns every source that is no id of the site into the address range that it spells.
  func resolveSources(of site: inout Site, into mistakes: inout Mistakes) {
    for asset in site.assets.indices {
      for rule in site.assets[asset].inbound.indices {
        site.assets[asset].inbound[rule].from = site.assets[asset].inbound[rule].from.map {
          source in
          guard case .id(let text) = source, !references.isHost(text),
            let prefix = IPPrefix(text)
          else { return source }
          return .prefix(prefix)
        }
      }
    }
  }

  mutating func peer(_ node: YAMLNode, into mistakes: inout Mistakes) -> Peer? {
    guard
      let mapping = YAMLMapping(
        node, as: "a peer",
        keys: ["id", "addresses", "mac", "names", "role", "ports", "reviewed"],
        required: ["id"], into: &mistakes)
    else { return nil }
    let id = mapping["id"]?.string(into: &mistakes)
    var peer = Peer(id: id ?? "")
    peer.addresses = prefixes(mapping["addresses"], into: &mistakes)
    peer.mac = mapping["mac"]?.macAddress(into: &mistakes)
    peer.names = mapping["names"]?.list(into: &mistakes) { $0.namePattern(into: &$1) } ?? []
    peer.role = mapping["role"]?.choice(of: Role.self, into: &mistakes)?.rawValue
    peer.ports = mapping["ports"]?.ports(into: &mistakes) ?? []
    peer.isReviewed = mapping["reviewed"]?.flag(into: &mistakes) ?? true
    if mapping["addresses"]?.elements.isEmpty ?? true, mapping["mac"] == nil,
      mapping["names"]?.elements.isEmpty ?? true
    {
      mistakes.add("a peer needs `addresses`, `mac` or `names`", at: node)
    }
    guard id != nil, let idNode = mapping["id"] else { return nil }
    references.host(peer.id, at: idNode, isAsset: false, into: &mistakes)
    return peer
  }
}
