internal import Observations

/// Whether a name is one that an asset may ask for and talk to.
enum NameCoverage: Hashable, Sendable {
  case covered
  /// Questions of any host: PTR, single labels, `.local`, the site's own domains.
  case ordinary
  case background
  case uncovered
}

/// The lists of a site against which connections and questions are held.
struct PeerLists: Sendable {
  let site: Site?

  // MARK: Names

  func coverage(of name: String, type: UInt16, for plan: AssetPlan) -> NameCoverage {
    guard let site else { return .covered }
    // PTR is type 12; reverse names are asked for with other types too (RFC 1035 3.5).
    if type == 12 || name.hasSuffix(".arpa") || !name.contains(".") || name.hasSuffix(".local") {
      return .ordinary
    }
    if covers(name, port: nil, for: plan) { return .covered }
    if site.search.contains(where: { name == $0 || name.hasSuffix("." + $0) }) { return .ordinary }
    return BackgroundNames.isOrdinary(name, site.osBackground) ? .background : .uncovered
  }

  func covers(_ name: String, port: UInt16?, for plan: AssetPlan) -> Bool {
    guard let site else { return false }
    if plan.clauses.destinations.contains(where: { $0.covers(name, port: port) }) { return true }
    for peer in site.peers where !peer.names.isEmpty {
      if allows(peer.ports, port), peer.names.contains(where: { $0.covers(name) }) { return true }
    }
    for allow in site.allow where !allow.names.isEmpty && applies(allow, to: plan) {
      if allows(allow.ports, port), allow.names.contains(where: { $0.covers(name) }) {
        return true
      }
    }
    return false
  }

  // MARK: Connections

  func listing(
    _ connection: Connection, _ direction: Finding.Direction, peer: Party, names: PeerNames,
    _ standing: NameStanding, for plan: AssetPlan, among plans: [AssetPlan]
  ) -> PeerListing {
    guard site != nil else { return .unknown }
    if peer.isNobody || isInfrastructure(connection.transport) { return .infrastructure }
    let found =
      direction == .outbound
      ? outbound(connection, connection.responder, peer, names, standing, plan, plans)
      : inbound(connection.initiator, connection.responder.port, peer, plan)
    guard !connection.initiatorKnown, found == .unlisted || found == .otherPort else {
      return found
    }
    // Who opened the connection is a guess: what is listed one way round is not unlisted.
    let reversed =
      direction == .outbound
      ? inbound(connection.responder, connection.initiator.port, peer, plan)
      : outbound(connection, connection.initiator, peer, names, standing, plan, plans)
    return reversed == .listed ? .listed : found
  }

  /// ICMP, IGMP and ICMPv6 keep a segment running.
  private func isInfrastructure(_ transport: Transport) -> Bool {
    transport == .icmp || transport == .icmpv6 || transport.rawValue == 2
  }

  private func outbound(
    _ connection: Connection, _ responder: Endpoint, _ peer: Party, _ names: PeerNames,
    _ standing: NameStanding, _ plan: AssetPlan, _ plans: [AssetPlan]
  ) -> PeerListing {
    guard let site else { return .unknown }
    let port = responder.port
    var isDeclared = false
    switch peer.kind {
    case .peer(let index):
      let declared = site.peers[index]
      if allows(declared.ports, port) || serves(declared, port) { return .listed }
      isDeclared = true
    case .asset(let index):
      let own = connection.initiator.address
      if accepts(plans[index], from: own, .asset(plan.index), port) { return .listed }
      isDeclared = true
    case .other: break
    }
    for allow in site.allow where applies(allow, to: plan) && allows(allow.ports, port) {
      if allow.addresses.contains(where: { $0.contains(responder.address) }) { return .listed }
    }
    return byName(names, standing, port, plan, isDeclared: isDeclared)
  }

  private func byName(
    _ names: PeerNames, _ standing: NameStanding, _ port: UInt16, _ plan: AssetPlan,
    isDeclared: Bool
  ) -> PeerListing {
    let unlisted: PeerListing = isDeclared ? .otherPort : .unlisted
    if let name = names.settled, let settled = standing.settled {
      if settled.isCovered { return names.isBacked(name) ? .listed : .unbacked }
      if settled.isBackground { return .background }
      return settled.isKnown ? .otherPort : unlisted
    }
    if !standing.own.isEmpty {
      let covered = standing.own.count(where: \.isCovered)
      if covered == standing.own.count { return .listed }
      if standing.own.allSatisfy({ $0.isCovered || $0.isBackground }) { return .background }
      return covered == 0 ? unlisted : .ambiguous
    }
    if !names.others.isEmpty, names.others.allSatisfy({ covers($0, port: port, for: plan) }) {
      return .indirect
    }
    return names.isOuterOnly ? .hidden : unlisted
  }

  private func inbound(
    _ initiator: Endpoint, _ port: UInt16, _ peer: Party, _ plan: AssetPlan
  ) -> PeerListing {
    guard let site else { return .unknown }
    if accepts(plan, from: initiator.address, peer.kind, port) { return .listed }
    // One instrument has no business with another unless a rule says so: that is how an
    // intruder moves on.
    guard case .peer(let index) = peer.kind else { return .unlisted }
    let declared = site.peers[index]
    if declared.role == Role.scanner.rawValue { return .scanner }
    // Without rules of its own an asset is open to the declared peers of the site.
    if plan.asset.inbound.isEmpty || serves(declared, port) || serves(declared, initiator.port) {
      return .listed
    }
    return .otherPort
  }

  /// An inbound rule of the asset lets the peer in.
  private func accepts(
    _ plan: AssetPlan, from address: IPAddress, _ kind: Party.Kind, _ port: UInt16
  ) -> Bool {
    let id = identifier(of: kind)
    return plan.asset.inbound.contains { rule in
      allows(rule.ports, port)
        && rule.from.contains { source in
          switch source {
          case .id(let other): other == id
          case .prefix(let prefix): prefix.contains(address)
          }
        }
    }
  }

  /// The site's id of a declared host.
  func identifier(of kind: Party.Kind) -> String? {
    switch kind {
    case .asset(let index): site?.assets[index].id
    case .peer(let index): site?.peers[index].id
    case .other: nil
    }
  }

  /// The role of a declared host.
  func role(of kind: Party.Kind) -> String? {
    switch kind {
    case .asset(let index): site?.assets[index].role
    case .peer(let index): site?.peers[index].role
    case .other: nil
    }
  }

  /// DNS, DHCP (both families) and NTP with hosts that are declared for such service.
  private func serves(_ peer: Peer, _ port: UInt16) -> Bool {
    let roles: [Role] = [.dns, .gateway, .directory]
    guard let role = peer.role.flatMap({ Role(rawValue: $0) }), roles.contains(role) else {
      return false
    }
    switch port {
    case 53, 67, 68, 123, 546, 547: return true
    default: return false
    }
  }

  private func allows(_ ports: [ClosedRange<UInt16>], _ port: UInt16?) -> Bool {
    guard let port else { return true }
    return ports.isEmpty || ports.contains(port: port)
  }

  private func applies(_ allow: Allowance, to plan: AssetPlan) -> Bool {
    allow.assets.isEmpty || allow.assets.contains(plan.asset.id)
  }

  func isBackground(_ name: String) -> Bool {
    BackgroundNames.isOrdinary(name, site?.osBackground ?? .none)
  }
}
