public import Observations

/// Turns observations into findings and a ledger: the one place that sees every partition.
///
/// Observations come in frame order. A connection comes as snapshots, each of which replaces
/// what the earlier one said; the last settles it. Every table has a maximum and is counted in
/// the report's evictions when it overflows.
public struct Judge: Sendable {
  let policy: Policy
  let sensor: String
  var lists: PeerLists
  var book: AddressBook
  var names = NameTable()
  var hosts = HostNames()
  /// What clauses said of connections with equal facts.
  var rulings: Recent<ConnectionFacts, SettledRulings>
  /// What clauses can tell of the names of a peer.
  var nameTraits: Recent<NameTraits.Key, NameTraits>
  var questions = QuestionWatch()
  var segment = SegmentWatch()
  var scans = ScanWatch()
  var browsing = BrowsingWatch()
  /// Connections in which a program was fetched over clear HTTP.
  var downloads: Set<UInt64> = []
  /// A time without any packet, and where it began: the longest of the run.
  var silence: (since: Timestamp, nanoseconds: Int64)?
  var findings: FindingTable
  var assets: [AssetState] = []
  /// The site's assets, in its order.
  let plans: [AssetPlan]
  /// Places of the assets that want to know of other hosts' questions.
  let curious: [Int]
  /// Possible instruments by address, when there is no site file.
  var candidates: [IPAddress: Int] = [:]
  /// Clauses of the assets without a site file.
  var candidateClauses: ClauseSet?
  var open: [UInt64: OpenConnection] = [:]
  /// Attempts on web ports that nobody answered: whether the instrument was up may still show.
  var silent: [UInt64: Connection] = [:]
  /// Connections with credentials in clear HTTP.
  var credentials: Set<UInt64> = []
  var sources: [(name: String, firstFrame: UInt64)] = []
  var nextSequence: UInt64 = 0
  var clock: Timestamp?
  var evictions: [String: UInt64] = [:]
  /// The earliest and the latest moment of the run.
  var span: (first: Moment, last: Moment)?
  /// Hosts of the segments, while some clause counts them.
  var neighbours: Set<IPAddress> = []
  /// What became of the alerts, once their sender has said so.
  var delivery: DeliveryRecord?
  /// Findings that were handed out while the run went on.
  var emitted: Set<FindingKey> = []

  let limits: Limits
  let hasSite: Bool
  /// Of the site: it is asked for all the time, and to take the site itself would copy it.
  let siteName: String?
  let siteLimits: Site.Limits
  /// What the site lists is asked for on every connection, and is mostly empty.
  let hasServiceWindows: Bool
  let hasOverrides: Bool
  let hasSuppressions: Bool
  /// The first asset with the clause about undeclared instruments: they belong to nobody.
  let undeclaredOwner: UndeclaredOwner?
  /// Some asset has a watch that counts hosts.
  let hasNeighbourWatches: Bool

  /// How much the judge remembers; the defaults fit a sensor with 512 MiB.
  public struct Limits: Hashable, Sendable {
    public var findings = 32_768
    public var assets = 65_536
    /// Connections that are judged and not closed.
    public var openConnections = 65_536
    /// Unanswered attempts on web ports that wait for a sign of life.
    public var silentAttempts = 4_096
    /// Kinds of connection whose rulings are kept, and peers whose names were looked at, in each
    /// of two generations; 0 judges every connection anew.
    public var rulings = 8_192

    public init() {}
  }

  public init(policy: Policy, sensor: String) {
    self.init(policy: policy, sensor: sensor, limits: Limits())
  }

  public init(policy: Policy, sensor: String, limits: Limits) {
    self.policy = policy
    self.sensor = sensor
    self.limits = limits
    hasSite = policy.site != nil
    siteName = policy.site?.name
    siteLimits = policy.site?.limits ?? Site.Limits()
    hasServiceWindows = policy.site?.maintenance.contains { $0.kind == "service" } ?? false
    hasOverrides = policy.site?.severities.isEmpty == false
    hasSuppressions = policy.site?.suppressions.isEmpty == false
    let setting = WatchSetting(policy.site)
    lists = PeerLists(site: policy.site)
    book = AddressBook(policy.site)
    findings = FindingTable(maximum: limits.findings)
    rulings = Recent(maximum: limits.rulings)
    nameTraits = Recent(maximum: limits.rulings)
    let plans = (policy.site?.assets ?? []).enumerated().map { index, declared in
      var asset = declared
      let region = asset.region ?? policy.site?.region ?? .outsideChina
      asset.region = region
      asset.lrmMode = asset.lrmMode ?? .blocked
      let clauses = ClauseSet(policy, for: asset, region: region)
      return AssetPlan(
        index: index, asset: asset, region: region, clauses: clauses, site: policy.site)
    }
    self.plans = plans
    curious = plans.indices.filter { place in
      plans[place].clauses.watching.contains { $0.clause.expectation is OtherHosts }
    }
    assets = plans.map { AssetState($0, setting) }
    let kinds = plans.flatMap { $0.clauses.rows.map(\.clause.expectation) }
    undeclaredOwner = plans.lazy.compactMap(UndeclaredOwner.init).first
    hasNeighbourWatches = kinds.contains { $0 is SegmentSize }
  }

  /// Judges what was observed, in frame order.
  public mutating func judge(_ observations: [Observation]) {
    for observation in observations { judge(observation) }
  }

  /// Judges the next observation.
  public mutating func judge(_ observation: Observation) {
    noteSpan(observation.moment)
    switch observation {
    case .connection(let connection): judge(connection)
    case .name(let message): judge(message)
    case .http(let exchange): judge(exchange)
    case .address(let claim): note(claim)
    case .admission(let admission): judge(admission)
    case .tunnel(let sighting): judge(sighting)
    }
  }

  /// Moves the clock; packet time is the only one.
  public mutating func advance(to time: Timestamp) {
    if let clock, time.since(clock) > silence?.nanoseconds ?? 0 {
      silence = (clock, time.since(clock))
    }
    clock = clock.map { max($0, time) } ?? time
    judgeWaitingStations(until: time)
  }

  /// Names the input that begins at a frame, so that evidence can say capture and packet.
  public mutating func addSource(name: String, firstFrame: UInt64) {
    sources.append((name, firstFrame))
  }

  private mutating func noteSpan(_ moment: Moment) {
    guard let known = span else {
      span = (moment, moment)
      return
    }
    if moment.time < known.first.time { span?.first = moment }
    if known.last.time < moment.time { span?.last = moment }
  }

  mutating func count(_ table: String, _ number: UInt64) {
    evictions[table, default: 0] += number
  }
}

/// The asset to which undeclared instruments are reported.
struct UndeclaredOwner: Sendable {
  let asset: Int
  let clause: CompiledClause
  let address: IPAddress?

  /// nil for an asset without the clause.
  init?(_ plan: AssetPlan) {
    guard
      let clause = plan.clauses.rows.first(where: {
        $0.clause.expectation is UndeclaredInstrument
      })
    else { return nil }
    asset = plan.index
    self.clause = clause
    address = plan.asset.addresses.first { $0.isSingle }?.address
  }
}

/// What the judge remembers of one asset.
struct AssetState: Sendable {
  let plan: AssetPlan
  /// By row of the asset's clauses.
  var cells: Ledger
  /// The first DNS answer to the asset: from then on a missing one means something.
  var firstAnswer: Moment?
  /// Some connection of the asset shows one direction only.
  var hasOneSided = false
  var liveness = Liveness()
  /// What attempts on each web port of the Local Run Manager last led to, by port.
  private var attempts: [(port: UInt16, outcome: LocalRunManagerOutcome)] = []
  var lastAddress: IPAddress?
  /// The MAC address that the asset was last seen with on the link.
  var lastMAC: MACAddress?
  /// The asset sent something.
  var wasSeen = false
  /// Some connection of the asset shows both directions.
  var wasAnswered = false
  /// What clauses remember over time.
  var watches: [ActiveWatch]
  /// Places of the watches that requests, changes of posture, and hosts tell something.
  let requestWatches: [Int]
  let postureWatches: [Int]
  let neighbourWatches: [Int]
  var posture = PostureLog()
  /// Digests of the names of scripts that were uploaded.
  var uploads: Set<UInt64> = []
  /// The newest request that shows an attack.
  private(set) var lastAttack: Timestamp?
  /// The VLAN in which the asset was seen last.
  var vlan: UInt16?

  /// Far more scripts than an intruder needs.
  static let maximumUploads = 1_024

  init(_ plan: AssetPlan, _ setting: WatchSetting = WatchSetting()) {
    self.plan = plan
    cells = Ledger(rows: plan.clauses.rows.count)
    watches = plan.clauses.rows.compactMap { row in
      row.clause.expectation.watch(setting).map { ActiveWatch(row: row.row, watch: $0) }
    }
    requestWatches = watches.indices.filter { [watches] in watches[$0].watch.asksForRequests }
    neighbourWatches = watches.indices.filter { [watches] in watches[$0].watch.asksForNeighbours }
    postureWatches = watches.indices.filter { [watches] in watches[$0].watch.asksForPosture }
  }

  /// Compares what a connection negotiated with earlier ones, when some watch asks for it.
  mutating func notePosture(
    _ connection: Connection, _ direction: Finding.Direction, _ name: FindingKey.Discriminator?
  ) -> [PostureChange] {
    postureWatches.isEmpty ? [] : posture.note(connection, direction, name: name)
  }

  mutating func noteAttack(_ time: Timestamp) {
    lastAttack = lastAttack.map { max($0, time) } ?? time
  }

  /// Whether a connection began within the day after an attack.
  func isAfterAttack(_ time: Timestamp) -> Bool {
    guard let lastAttack else { return false }
    return lastAttack <= time && time < lastAttack.adding(seconds: 86_400)
  }

  var hasLocalRunManager: Bool { !plan.clauses.localRunManagerPorts.isEmpty }

  /// Some clause asks whether the asset was up.
  var tracksLife: Bool { hasLocalRunManager || plan.clauses.asksForLife }

  mutating func noteLife(_ time: Timestamp) {
    if tracksLife { liveness.note(time) }
  }

  /// Keeps what a port leads to; there are no more ports than the clauses name.
  mutating func note(_ outcome: LocalRunManagerOutcome, port: UInt16) {
    if let place = attempts.firstIndex(where: { $0.port == port }) {
      attempts[place].outcome = outcome
    } else {
      attempts.append((port, outcome))
      attempts.sort { $0.port < $1.port }
    }
  }

  /// What the other web ports last led to, an answer before a block.
  func outcome(besides port: UInt16) -> LocalRunManagerOutcome? {
    var best: LocalRunManagerOutcome?
    for attempt in attempts where attempt.port != port {
      if attempt.outcome.isAnswer { return attempt.outcome }
      if best == nil || (attempt.outcome == .filtered && !(best == .filtered)) {
        best = attempt.outcome
      }
    }
    return best
  }
}

/// What a connection that is not closed has said so far, so that it can be taken back.
struct OpenConnection: Sendable {
  struct Side: Sendable {
    var asset: Int
    var ledger: [LedgerCount] = []
    var findings: [FindingTable.Handle] = []
  }

  var sequence: UInt64
  var sides: [Side] = []
  /// The names that were alive when the connection began, by asset.
  var names: [(asset: Int, known: AddressNames)] = []
  /// Nothing will take back what it says, so that nothing needs to be remembered.
  var isSettled = false
}
