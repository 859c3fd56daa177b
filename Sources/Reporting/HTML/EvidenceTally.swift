public import Compliance
public import Observations

/// Counts findings one by one and chooses those that a report shows whole.
///
/// What is counted is exact, however many findings there are; what is kept is bounded.
public struct EvidenceTally: Sendable {
  /// Assets that are told apart; findings of others are counted together.
  public static let maximumAssets = 1_024
  /// Clauses of all signatures are a few hundred.
  static let maximumClauses = 1_024
  /// Peers of an asset that are told apart.
  static let maximumPeers = 48
  /// Findings of a clause that may be shown, the heaviest first.
  static let maximumExamples = 25
  /// Findings that a report shows whole: with a kilobyte each, a fraction of the file's bound.
  public static let maximumEvidence = 1_200
  /// Suppressed findings that a report shows.
  static let maximumSuppressed = 200

  /// Not suppressed.
  public private(set) var findings = VerdictCounts()
  public private(set) var suppressed = 0
  /// Connections, questions or requests that all findings speak of.
  public private(set) var occurrences: UInt64 = 0
  public private(set) var first: Timestamp?
  public private(set) var last: Timestamp?
  private(set) var assets: [Asset] = []
  private(set) var clauses: [Clause] = []
  /// Findings of assets beyond `maximumAssets`.
  private(set) var elsewhere = VerdictCounts()
  private(set) var cells: [Cell: VerdictCounts] = [:]
  private var assetPlaces: [String: Int] = [:]
  private var clausePlaces: [String: Int] = [:]
  private(set) var suppressedPlaces: [Int64] = []

  struct Cell: Hashable, Sendable {
    var asset: Int
    var clause: Int
  }

  /// What was found of one asset.
  struct Asset: Sendable {
    var id: String
    /// A finding that tells address, MAC and model.
    var example: Int64
    var findings = VerdictCounts()
    var first: Timestamp
    var last: Timestamp
    var peers: [String: Peer] = [:]
    /// Findings of peers beyond those that are told apart.
    var morePeers = 0
    var versions = Timeline()
    var dialects = Timeline()
  }

  struct Peer: Sendable {
    var name: String?
    var findings = VerdictCounts()
    var octetsIn: UInt64 = 0
    var octetsOut: UInt64 = 0
    var first: Timestamp
    var last: Timestamp
  }

  /// What was found of one clause.
  struct Clause: Sendable {
    var id: String
    var findings = VerdictCounts()
    var suppressed = 0
    /// Chosen findings, the heaviest first.
    var examples: [Example] = []
  }

  struct Example: Sendable, Comparable {
    var verdict: Verdict
    var severity: Severity
    var place: Int64

    static func < (left: Self, right: Self) -> Bool {
      if left.verdict != right.verdict { return left.verdict < right.verdict }
      if left.severity != right.severity { return right.severity < left.severity }
      return left.place < right.place
    }
  }

  public init() {}

  public mutating func add(_ gist: FindingGist) {
    occurrences &+= gist.count
    first = first.map { min($0, gist.first) } ?? gist.first
    last = last.map { max($0, gist.last) } ?? gist.last
    let clause = clausePlace(of: gist.clause)
    guard !gist.isSuppressed else {
      suppressed += 1
      if let clause { clauses[clause].suppressed += 1 }
      if suppressedPlaces.count < Self.maximumSuppressed { suppressedPlaces.append(gist.place) }
      return
    }
    findings[gist.verdict] += 1
    if let clause { add(gist, toClause: clause) }
    guard let asset = assetPlace(of: gist) else {
      elsewhere[gist.verdict] += 1
      return
    }
    if let clause { cells[Cell(asset: asset, clause: clause), default: .init()][gist.verdict] += 1 }
    add(gist, toAsset: asset)
  }

  private mutating func add(_ gist: FindingGist, toClause place: Int) {
    clauses[place].findings[gist.verdict] += 1
    let example = Example(verdict: gist.verdict, severity: gist.severity, place: gist.place)
    let examples = clauses[place].examples
    if examples.count >= Self.maximumExamples, let worst = examples.last, !(example < worst) {
      return
    }
    let index = examples.firstIndex { example < $0 } ?? examples.count
    clauses[place].examples.insert(example, at: index)
    if clauses[place].examples.count > Self.maximumExamples { clauses[place].examples.removeLast() }
  }

  private mutating func add(_ gist: FindingGist, toAsset place: Int) {
    assets[place].findings[gist.verdict] += 1
    assets[place].first = min(assets[place].first, gist.first)
    assets[place].last = max(assets[place].last, gist.last)
    if let version = gist.tlsVersion { assets[place].versions.add(version, at: gist.last) }
    if let dialect = gist.smbDialect { assets[place].dialects.add(dialect, at: gist.last) }
    guard let name = gist.peer else { return }
    guard assets[place].peers[name] != nil || assets[place].peers.count < Self.maximumPeers else {
      assets[place].morePeers += 1
      return
    }
    var peer = assets[place].peers[name] ?? Peer(first: gist.first, last: gist.last)
    peer.name = peer.name ?? gist.peerName
    peer.findings[gist.verdict] += 1
    peer.octetsIn &+= gist.octetsIn
    peer.octetsOut &+= gist.octetsOut
    peer.first = min(peer.first, gist.first)
    peer.last = max(peer.last, gist.last)
    assets[place].peers[name] = peer
  }

  private mutating func assetPlace(of gist: FindingGist) -> Int? {
    if let known = assetPlaces[gist.asset] { return known }
    guard assets.count < Self.maximumAssets else { return nil }
    assetPlaces[gist.asset] = assets.count
    assets.append(
      Asset(id: gist.asset, example: gist.place, first: gist.first, last: gist.last))
    return assets.count - 1
  }

  private mutating func clausePlace(of id: String) -> Int? {
    if let known = clausePlaces[id] { return known }
    guard clauses.count < Self.maximumClauses else { return nil }
    clausePlaces[id] = clauses.count
    clauses.append(Clause(id: id))
    return clauses.count - 1
  }

  func asset(_ id: String) -> Asset? { assetPlaces[id].map { assets[$0] } }

  /// Places of the findings that the report shows or takes an asset's data from, in rising order.
  ///
  /// Each clause has its heaviest three before any has more.
  public var wanted: [Int64] {
    var ranked: [(round: Int, example: Example)] = []
    for clause in clauses {
      for (index, example) in clause.examples.enumerated() {
        ranked.append((index < 3 ? 0 : 1, example))
      }
    }
    ranked.sort { ($0.round, $0.example) < ($1.round, $1.example) }
    let evidence = ranked.prefix(Self.maximumEvidence).map(\.example.place)
    return Set(evidence + suppressedPlaces + assets.prefix(HTMLReport.maximumAssets).map(\.example))
      .sorted()
  }
}
