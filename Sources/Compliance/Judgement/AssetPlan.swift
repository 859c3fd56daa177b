internal import Observations

/// A clause as one asset's judging needs it.
final class CompiledClause: Sendable {
  let clause: Clause
  let document: DocumentReference
  let isBaseline: Bool
  /// Place among the asset's clauses: the order of the ledger.
  let row: Int
  /// Rows of worst-of clauses with a scope that name this clause.
  let claimants: [Int]
  /// What stands in the ledger of every asset with the clause.
  let ledgerRow: LedgerEntry.Row
  let summary: Summary

  /// How a row of the ledger comes to its verdict.
  enum Summary: Sendable {
    case judged
    /// Judged, and nothing seen means that the web interface was not tried.
    case localRunManager
    case notAssessable(LocalizedText)
    /// Judged, and nothing seen means that no packet can show it.
    case judgedWhenSeen(LocalizedText)
    /// Means nothing without the lists of a site.
    case needsSite
    /// The worst of other rows.
    case worstOf([String])
  }

  init(
    clause: Clause, document: DocumentReference, isBaseline: Bool, row: Int, claimants: [Int]
  ) {
    self.clause = clause
    self.document = document
    self.isBaseline = isBaseline
    self.row = row
    self.claimants = claimants
    ledgerRow = LedgerEntry.Row(
      clause: clause.id, title: clause.title, document: document, blindSpot: clause.blindSpot)
    summary =
      switch clause.expectation {
      case let expectation as NotAssessable: .notAssessable(expectation.reason)
      case let worstOf as WorstOf where !clause.isScopedWorstOf: .worstOf(worstOf.clauses)
      case is ListedPeers, is ListedDestinations: .needsSite
      case is LocalRunManagerAccess: .localRunManager
      default: clause.expectation.silence.map { .judgedWhenSeen($0) } ?? .judged
      }
  }
}

/// The clauses of all assets with the same profiles, region and Local Run Manager mode.
final class ClauseSet: Sendable {
  let rows: [CompiledClause]
  /// Rows that judge, vendors' first.
  let vendor: [CompiledClause]
  let baseline: [CompiledClause]
  /// Rows that judge what is no connection of the asset.
  let watching: [CompiledClause]
  /// Rows that judge questions, vendors' first.
  let questioned: [CompiledClause]
  /// Rows that judge requests.
  let requested: [CompiledClause]
  /// Some row asks whether the asset was up when nobody answered.
  let asksForLife: Bool
  /// Some row asks what left the asset after an attack.
  let asksForAttacks: Bool
  /// Worst-of rows without a scope: lines of the ledger only.
  let parents: [CompiledClause]
  /// The first row of each clause id.
  let firstRows: [String: Int]
  /// Worst-of rows with a scope.
  let claimants: [CompiledClause]
  /// Web ports of the Local Run Manager; empty when the asset has none.
  let localRunManagerPorts: [ClosedRange<UInt16>]
  /// Every list that some clause holds the peer's names against.
  let nameLists: [[NamePattern]]
  /// Names that the profiles document.
  let destinations: [NameRule]

  init(_ policy: Policy, for asset: Asset, region: Site.Region) {
    let profiles = policy.profiles(for: asset)
    let all = profiles.flatMap { profile in profile.clauses.map { (profile, $0) } }
    destinations = all.flatMap { $0.1.nameRules }
    localRunManagerPorts = Self.localRunManagerPorts(all.map(\.1), asset)
    let inScope = all.filter { _, clause in
      (clause.scope.region == nil || clause.scope.region == region)
        && (clause.scope.lrmModes.isEmpty
          || clause.scope.lrmModes.contains(asset.lrmMode ?? .blocked))
        && clause.expectation.applies(to: asset)
    }
    var claimedBy: [String: [Int]] = [:]
    for (row, (_, clause)) in inScope.enumerated() where clause.isScopedWorstOf {
      for id in clause.expectation.references { claimedBy[id, default: []].append(row) }
    }
    rows = inScope.enumerated().map { row, entry in
      CompiledClause(
        clause: entry.1,
        document: entry.0.reference(for: entry.1),
        isBaseline: entry.0.isBaseline, row: row, claimants: claimedBy[entry.1.id] ?? [])
    }
    let judging = rows.filter {
      !($0.clause.expectation is WorstOf) && !($0.clause.expectation is NotAssessable)
    }
    vendor = judging.filter { !$0.isBaseline }
    baseline = judging.filter(\.isBaseline)
    nameLists = rows.flatMap { [$0.clause.scope.names] + $0.clause.expectation.nameLists }
      .reduce(into: []) { lists, names in
        if !names.isEmpty, !lists.contains(names) { lists.append(names) }
      }
    parents = rows.filter { $0.clause.expectation is WorstOf && !$0.clause.isScopedWorstOf }
    firstRows = Dictionary(rows.map { ($0.clause.id, $0.row) }) { first, _ in first }
    requested = judging.filter(\.clause.expectation.judgesRequests)
    asksForLife = judging.contains { $0.clause.expectation is HostFirewall }
    asksForAttacks = judging.contains { $0.clause.expectation is OutboundInventory }
    questioned = (vendor + baseline).filter { $0.clause.expectation.judgesQuestions }
    watching = (vendor + baseline).filter { $0.clause.expectation.judgesEvents }
    claimants = rows.filter(\.clause.isScopedWorstOf)
  }

  private static func localRunManagerPorts(
    _ clauses: [Clause], _ asset: Asset
  ) -> [ClosedRange<UInt16>] {
    guard asset.lrmMode != .absent else { return [] }
    var ports: [ClosedRange<UInt16>] = []
    var isFound = false
    for clause in clauses {
      switch clause.expectation {
      case let access as LocalRunManagerAccess: ports += access.ports
      case let block as LocalRunManagerBlock: ports += block.ports
      case is LocalConsole: ports += clause.scope.ports
      default: continue
      }
      isFound = true
    }
    // The web ports of the product, when a clause names none.
    return isFound && ports.isEmpty ? [80...80, 443...443] : ports
  }
}

/// A name that an asset may talk to; no ports means any.
struct NameRule: Sendable {
  var pattern: NamePattern
  var ports: [ClosedRange<UInt16>]

  func covers(_ name: String, port: UInt16?) -> Bool {
    pattern.covers(name) && (port.map { ports.isEmpty || ports.contains(port: $0) } ?? true)
  }
}

/// One asset with its clauses.
final class AssetPlan: Sendable {
  let index: Int
  /// With the region and the mode that the site's defaults give it.
  let asset: Asset
  let region: Site.Region
  let clauses: ClauseSet
  /// Assets of one class differ in nothing that a clause reads.
  let rulingClass: UInt32
  /// What the site allows this asset.
  let allowances: [Allowance]
  /// The site says where its segments are.
  let hasSegments: Bool
  /// Signs of known threats, when the site has a file of them.
  let indicators: IndicatorList?
  /// The site declares windows of kind `service` for the asset.
  let hasServiceWindows: Bool
  /// Places of the site's segments in which the asset has an address.
  let segments: Set<Int>

  init(index: Int, asset: Asset, region: Site.Region, clauses: ClauseSet, site: Site?) {
    self.index = index
    self.asset = asset
    self.region = region
    self.clauses = clauses
    // Without a site file all assets are the same but for their address.
    rulingClass = site == nil ? 0 : UInt32(clamping: index)
    hasSegments = site?.segments.isEmpty == false
    indicators = site?.indicatorList
    hasServiceWindows = (site?.maintenance ?? []).contains {
      $0.kind == "service" && ($0.assets.isEmpty || $0.assets.contains(asset.id))
    }
    segments = Set(
      (site?.segments ?? []).indices.filter { place in
        asset.addresses.contains { site?.segments[place].contains($0.address) ?? false }
      })
    allowances = (site?.allow ?? []).filter {
      $0.assets.isEmpty || $0.assets.contains(asset.id)
    }
  }
}

extension AssetPlan {
  /// An inbound rule of the asset opens the port to somebody.
  func declares(port: UInt16) -> Bool {
    asset.inbound.contains { $0.ports.isEmpty || $0.ports.contains(port: port) }
  }
}

extension Clause {
  var isScopedWorstOf: Bool { expectation is WorstOf && scope.isLimited }

  /// The destinations that the clause documents for the asset.
  fileprivate var nameRules: [NameRule] {
    var rules = expectation.destinations.map { NameRule(pattern: $0, ports: []) }
    let isLink = expectation is TLSVersionExpectation || expectation is CloudLink
    if isLink, scope.direction != .inbound {
      rules += scope.names.map { NameRule(pattern: $0, ports: scope.ports) }
    }
    return rules
  }
}

extension Scope {
  /// The scope picks connections, and not assets alone.
  var isLimited: Bool {
    direction != .either || !roles.isEmpty || !ports.isEmpty || !names.isEmpty
  }
}
