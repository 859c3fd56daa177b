public import Observations

extension Policy {
  /// What an asset may do by its profiles and the site file, as a usage description.
  ///
  /// - Returns: the description, and in words what it cannot say.
  public func description(
    of asset: Asset, url: String, updated: Timestamp
  ) -> (file: MUDFile, notes: [String]) {
    var policy = EffectivePolicy(self, asset)
    policy.collect()
    var file = MUDFile(url: url, lastUpdate: "\(updated)")
    file.systemInfo = "\(asset.id): the effective policy of the laboratory"
    file.manufacturer = asset.vendor
    file.model = asset.model
    file.rules = policy.rules
    return (file, policy.notes)
  }
}

/// Collects the permissions of one asset from clauses, peers, allowances and inbound rules.
private struct EffectivePolicy {
  private let policy: Policy
  private let site: Site
  private let asset: Asset
  private let clauses: [Clause]
  private(set) var rules: [MUDFile.Rule] = []
  private(set) var notes: [String] = []

  init(_ policy: Policy, _ asset: Asset) {
    self.policy = policy
    site = policy.site ?? Site()
    var asset = asset
    asset.region = asset.region ?? site.region
    asset.lrmMode = asset.lrmMode ?? .blocked
    self.asset = asset
    clauses = ClauseSet(policy, for: asset, region: asset.region ?? .outsideChina).rows.map(
      \.clause)
  }

  mutating func collect() {
    for clause in clauses { add(clause) }
    for allowance in site.allow
    where allowance.assets.isEmpty || allowance.assets.contains(asset.id) {
      for name in allowance.names { add(name, allowance.ports) }
      for prefix in allowance.addresses { add(.outbound, .network(prefix), allowance.ports) }
    }
    for peer in site.peers {
      if peer.addresses.isEmpty { note("peer \(peer.id) has no address to write") }
      for prefix in peer.addresses {
        add(.outbound, .network(prefix), peer.ports)
        if asset.inbound.isEmpty { add(.inbound, .network(prefix), []) }
      }
    }
    for other in site.assets where other.id != asset.id {
      for rule in other.inbound where lets(rule) {
        for prefix in other.addresses { add(.outbound, .network(prefix), rule.ports) }
      }
    }
    for rule in asset.inbound {
      for source in rule.from {
        for prefix in prefixes(source) { add(.inbound, .network(prefix), rule.ports) }
      }
    }
    noteRest()
  }

  private func lets(_ rule: InboundRule) -> Bool {
    rule.from.contains { source in
      switch source {
      case .id(let id): id == asset.id
      case .prefix(let prefix): asset.addresses.contains { prefix.contains($0.address) }
      }
    }
  }

  private func prefixes(_ source: SourceSelector) -> [IPPrefix] {
    switch source {
    case .prefix(let prefix): [prefix]
    case .id(let id):
      (site.peers.first { $0.id == id }?.addresses ?? [])
        + (site.assets.first { $0.id == id }?.addresses ?? [])
    }
  }

  // MARK: Clauses

  private mutating func add(_ clause: Clause) {
    switch clause.expectation {
    case let destination as Destination:
      for name in destination.names { add(name, destination.ports) }
    case is TLSVersionExpectation, is CloudLink:
      guard clause.scope.direction != .inbound else { return }
      for name in clause.scope.names { add(name, clause.scope.ports) }
    case is ListedPeers
    where clause.scope.direction == .inbound && !clause.scope.ports.isEmpty
      && asset.inbound.isEmpty:
      add(.inbound, .local, clause.scope.ports)
    default: break
    }
  }

  private mutating func add(_ name: NamePattern, _ ports: [ClosedRange<UInt16>]) {
    guard !name.isWildcard else {
      note("\(name): a usage description holds whole names only")
      return
    }
    add(.outbound, .name(name), ports)
  }

  private mutating func add(
    _ direction: MUDFile.Rule.Direction, _ peer: MUDFile.Rule.Peer, _ ports: [ClosedRange<UInt16>]
  ) {
    let ranges: [ClosedRange<UInt16>?] = ports.isEmpty ? [nil] : ports
    for range in ranges {
      for transport in Self.transports(of: range) {
        var rule = MUDFile.Rule(direction: direction, peer: peer)
        rule.ports = range
        rule.transport = transport
        if transport == .tcp, direction == .outbound, case .name(let name) = peer {
          rule.minimumTLS = minimumTLS(of: name, range)
        }
        if !rules.contains(rule) { rules.append(rule) }
      }
    }
  }

  /// Services that IANA lists for UDP and that are spoken over it; a site file names ports alone.
  private static let datagramPorts: Set<UInt16> = [
    67, 68, 69, 123, 137, 138, 161, 162, 500, 514, 546, 547, 1812, 1813, 1900, 3478, 4500, 5353,
    5355,
  ]

  private static func transports(of ports: ClosedRange<UInt16>?) -> [Transport] {
    guard let ports, ports.count == 1 else { return [.tcp, .udp] }
    if ports.lowerBound == 53 { return [.tcp, .udp] }
    return datagramPorts.contains(ports.lowerBound) ? [.udp] : [.tcp]
  }

  /// The highest floor that a clause sets for connections that must have TLS.
  private mutating func minimumTLS(
    of name: NamePattern, _ ports: ClosedRange<UInt16>?
  ) -> TLSVersion? {
    var floor: TLSVersion?
    for clause in clauses where clause.scope.direction != .inbound {
      let minimum: TLSVersion
      switch clause.expectation {
      case let link as CloudLink: minimum = link.minimum
      case let tls as TLSVersionExpectation where tls.isRequired: minimum = tls.minimum
      default: continue
      }
      let scope = clause.scope
      guard scope.roles.isEmpty,
        scope.names.isEmpty || scope.names.contains(where: { $0.covers(name.domain) }),
        scope.ports.isEmpty
          || ports.map({ port in scope.ports.contains { $0.overlaps(port) } })
            ?? false
      else { continue }
      if minimum.rawValue > floor?.rawValue ?? 0 { floor = minimum }
    }
    if let floor, floor.rawValue < TLSVersion.tls12.rawValue {
      note("\(name): a TLS floor of \(floor) has no name in a usage description")
      return nil
    }
    return floor
  }

  // MARK: Notes

  private mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Clauses that say something else than who talks to whom, and over which TLS.
  private mutating func noteRest() {
    let rest = clauses.filter { clause in
      switch clause.expectation {
      case is Destination, is CloudLink, is ListedPeers, is ListedDestinations,
        is OtherDestinations, is OutsideAccess, is WorstOf, is NotAssessable:
        false
      case let tls as TLSVersionExpectation: !tls.isRequired
      default: true
      }
    }
    if !rest.isEmpty {
      note("no counterpart in a usage description: \(rest.map(\.id).joined(separator: ", "))")
    }
  }
}
