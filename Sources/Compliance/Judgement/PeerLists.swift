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
  private let hasSite: Bool
  private let peers: [Peer]
  /// Places of the peers that have names.
  private let named: [Int]
  private let assetIDs: [String]
  private let assetRoles: [String?]
  private let search: [String]
  private let osBackground: Site.OSBackground
  private var listings = Recent<NameFacts, PeerListing>(maximum: maximumListings)
  private var coverages = Recent<QuestionFacts, NameCoverage>(maximum: maximumCoverages)

  /// A name is held against long lists of patterns; most connections go to few peers.
  static let maximumListings = 8_192
  static let maximumCoverages = 8_192

  /// What decides a listing by name.
  private struct NameFacts: Hashable {
    var asset: Int
    var direct: UInt64
    var known: UInt64
    var port: UInt16
    var isOuterOnly: Bool
    var isDNSVisible: Bool
    var isDeclared: Bool
  }

  private struct QuestionFacts: Hashable {
    var asset: Int
    var name: String
    var isPointer: Bool
  }

  init(site: Site?) {
    hasSite = site != nil
    peers = site?.peers ?? []
    named = peers.indices.filter { [peers] in !peers[$0].names.isEmpty }
    assetIDs = site?.assets.map(\.id) ?? []
    assetRoles = site?.assets.map(\.role) ?? []
    search = site?.search ?? []
    osBackground = site?.osBackground ?? .none
  }

  // MARK: Names

  mutating func coverage(
    of name: String, type: UInt16, for plan: AssetPlan
  ) -> NameCoverage {
    guard hasSite else { return .covered }
    // PTR is type 12; reverse names are asked for with other types too (RFC 1035 3.5).
    let facts = QuestionFacts(asset: plan.index, name: name, isPointer: type == 12)
    if let known = coverages[facts] { return known }
    let coverage = coverage(facts, plan)
    coverages.keep(coverage, for: facts)
    return coverage
  }

  private func coverage(_ facts: QuestionFacts, _ plan: AssetPlan) -> NameCoverage {
    let name = facts.name
    if facts.isPointer || name.hasSuffix(".arpa") || !name.contains(".")
      || name.hasSuffix(".local")
    {
      return .ordinary
    }
    if covers(name, port: nil, for: plan) { return .covered }
    if search.contains(where: { name == $0 || name.hasSuffix("." + $0) }) { return .ordinary }
    return isBackground(name) ? .background : .uncovered
  }

  private func covers(_ name: String, port: UInt16?, for plan: AssetPlan) -> Bool {
    if plan.clauses.destinations.contains(where: { $0.covers(name, port: port) }) { return true }
    for index in named where allows(peers[index].ports, port) {
      if peers[index].names.contains(where: { $0.covers(name) }) { return true }
    }
    for allow in plan.allowances where allows(allow.ports, port) {
      if allow.names.contains(where: { $0.covers(name) }) { return true }
    }
    return false
  }

  // MARK: Connections

  mutating func listing(
    _ connection: Connection, _ direction: Finding.Direction, peer: Party, names: PeerNaming,
    for plan: AssetPlan, among plans: [AssetPlan]
  ) -> PeerListing {
    guard hasSite else { return .unknown }
    if peer.isNobody || isInfrastructure(connection.transport) { return .infrastructure }
    let found =
      direction == .outbound
      ? outbound(connection, connection.responder, peer, names, plan, plans)
      : inbound(connection.initiator, connection.responder.port, peer, plan)
    guard !connection.initiatorKnown, !connection.mayBeTurned,
      found == .unlisted || found == .otherPort
    else { return found }
    // Who opened the connection is a guess: what is listed one way round is not unlisted.
    let reversed =
      direction == .outbound
      ? inbound(connection.responder, connection.initiator.port, peer, plan)
      : outbound(connection, connection.initiator, peer, names, plan, plans)
    return reversed == .listed ? .listed : found
  }

  /// ICMP, IGMP and ICMPv6 keep a segment running.
  private func isInfrastructure(_ transport: Transport) -> Bool {
    transport == .icmp || transport == .icmpv6 || transport.rawValue == 2
  }

  private mutating func outbound(
    _ connection: Connection, _ responder: Endpoint, _ peer: Party, _ names: PeerNaming,
    _ plan: AssetPlan, _ plans: [AssetPlan]
  ) -> PeerListing {
    let port = responder.port
    var isDeclared = false
    switch peer.kind {
    case .peer(let index):
      if allows(peers[index].ports, port) || serves(index, port) { return .listed }
      isDeclared = true
    case .asset(let index):
      let own = connection.initiator.address
      if accepts(plans[index], from: own, .asset(plan.index), port) { return .listed }
      isDeclared = true
    case .other: break
    }
    for allow in plan.allowances where allows(allow.ports, port) {
      if allow.addresses.contains(where: { $0.contains(responder.address) }) { return .listed }
    }
    return byName(names, port, plan, isDeclared: isDeclared)
  }

  private mutating func byName(
    _ naming: PeerNaming, _ port: UInt16, _ plan: AssetPlan, isDeclared: Bool
  ) -> PeerListing {
    guard !naming.isEmpty else {
      return naming.isOuterOnly ? .hidden : isDeclared ? .otherPort : .unlisted
    }
    let facts = NameFacts(
      asset: plan.index, direct: naming.direct.serial, known: naming.known.serial, port: port,
      isOuterOnly: naming.isOuterOnly, isDNSVisible: naming.isDNSVisible, isDeclared: isDeclared)
    if let known = listings[facts] { return known }
    let listing = byName(naming.names, port, plan, isDeclared: isDeclared)
    listings.keep(listing, for: facts)
    return listing
  }

  private func byName(
    _ names: PeerNames, _ port: UInt16, _ plan: AssetPlan, isDeclared: Bool
  ) -> PeerListing {
    let unlisted: PeerListing = isDeclared ? .otherPort : .unlisted
    if let settled = names.settled {
      if covers(settled, port: port, for: plan) {
        return names.isBacked(settled) ? .listed : .unbacked
      }
      if isBackground(settled) { return .background }
      return covers(settled, port: nil, for: plan) ? .otherPort : unlisted
    }
    if !names.own.isEmpty {
      let covered = names.own.filter { covers($0, port: port, for: plan) }
      if covered.count == names.own.count { return .listed }
      let background = names.own.filter { !covered.contains($0) && isBackground($0) }
      if covered.count + background.count == names.own.count { return .background }
      return covered.isEmpty ? unlisted : .ambiguous
    }
    if !names.others.isEmpty, names.others.allSatisfy({ covers($0, port: port, for: plan) }) {
      return .indirect
    }
    return names.isOuterOnly ? .hidden : unlisted
  }

  private func inbound(
    _ initiator: Endpoint, _ port: UInt16, _ peer: Party, _ plan: AssetPlan
  ) -> PeerListing {
    if accepts(plan, from: initiator.address, peer.kind, port) { return .listed }
    // One instrument has no business with another unless a rule says so: that is how an
    // intruder moves on.
    guard case .peer(let index) = peer.kind else { return .unlisted }
    if peers[index].role == Role.scanner.rawValue { return .scanner }
    // Without rules of its own an asset is open to the declared peers of the site.
    if plan.asset.inbound.isEmpty || serves(index, port) || serves(index, initiator.port) {
      return .listed
    }
    return .otherPort
  }

  /// An inbound rule of the asset lets the peer in.
  private func accepts(
    _ plan: AssetPlan, from address: IPAddress, _ kind: Party.Kind, _ port: UInt16
  ) -> Bool {
    guard !plan.asset.inbound.isEmpty else { return false }
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
    case .asset(let index): index < assetIDs.count ? assetIDs[index] : nil
    case .peer(let index): peers[index].id
    case .other: nil
    }
  }

  /// The role of a declared host.
  func role(of kind: Party.Kind) -> String? {
    switch kind {
    case .asset(let index): index < assetRoles.count ? assetRoles[index] : nil
    case .peer(let index): peers[index].role
    case .other: nil
    }
  }

  /// DNS, DHCP (both families) and NTP with hosts that are declared for such service.
  private func serves(_ peer: Int, _ port: UInt16) -> Bool {
    switch port {
    case 53, 67, 68, 123, 546, 547: break
    default: return false
    }
    switch peers[peer].role.flatMap({ Role(rawValue: $0) }) {
    case .dns, .gateway, .directory: return true
    default: return false
    }
  }

  private func allows(_ ports: [ClosedRange<UInt16>], _ port: UInt16?) -> Bool {
    guard let port else { return true }
    return ports.isEmpty || ports.contains(port: port)
  }

  private func isBackground(_ name: String) -> Bool {
    BackgroundNames.isOrdinary(name, osBackground)
  }
}
