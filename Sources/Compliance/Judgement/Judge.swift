public import Observations

/// Turns observations into findings and a ledger: the one place that sees every partition.
///
/// Observations come in frame order. A connection comes as snapshots, each of which replaces
/// what the earlier one said; the last settles it. Every table has a maximum and is counted in
/// the report's evictions when it overflows.
public struct Judge: Sendable {
  let policy: Policy
  let sensor: String
  let lists: PeerLists
  var book: AddressBook
  var coverages = CoverageCache()
  var names = NameTable()
  var questions = QuestionWatch()
  var findings: FindingTable
  var assets: [AssetState] = []
  /// The site's assets, in its order.
  let plans: [AssetPlan]
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
  /// Room for the rulings on one connection, used again for the next.
  var rulings: [Ruling] = []
  var judgements: [Judgement] = []

  let limits: Limits

  /// How much the judge remembers; the defaults fit a sensor with 512 MiB.
  public struct Limits: Hashable, Sendable {
    public var findings = 65_536
    public var assets = 65_536
    /// Connections that are judged and not closed.
    public var openConnections = 131_072
    /// Unanswered attempts on web ports that wait for a sign of life.
    public var silentAttempts = 4_096

    public init() {}
  }

  public init(policy: Policy, sensor: String) {
    self.init(policy: policy, sensor: sensor, limits: Limits())
  }

  public init(policy: Policy, sensor: String, limits: Limits) {
    self.policy = policy
    self.sensor = sensor
    self.limits = limits
    lists = PeerLists(site: policy.site)
    book = AddressBook(policy.site)
    findings = FindingTable(maximum: limits.findings)
    plans = (policy.site?.assets ?? []).enumerated().map { index, declared in
      var asset = declared
      let region = asset.region ?? policy.site?.region ?? .outsideChina
      asset.region = region
      asset.lrmMode = asset.lrmMode ?? .blocked
      let clauses = ClauseSet(policy, for: asset, region: region)
      return AssetPlan(index: index, asset: asset, region: region, clauses: clauses)
    }
    assets = plans.map { AssetState($0) }
  }

  /// Judges what was observed, in frame order.
  public mutating func judge(_ observations: [Observation]) {
    for observation in observations { judge(observation) }
  }

  /// Judges the next observation.
  public mutating func judge(_ observation: Observation) {
    switch observation {
    case .connection(let connection): judge(connection)
    case .name(let message): judge(message)
    case .http(let exchange): note(exchange)
    case .address(let claim): note(claim)
    }
  }

  /// Moves the clock; packet time is the only one.
  public mutating func advance(to time: Timestamp) {
    clock = clock.map { max($0, time) } ?? time
  }

  /// Names the input that begins at a frame, so that evidence can say capture and packet.
  public mutating func addSource(name: String, firstFrame: UInt64) {
    sources.append((name, firstFrame))
  }

  /// A header of the request carries credentials; what they are is never kept.
  private mutating func note(_ exchange: HTTPExchange) {
    guard exchange.hasCredentials else { return }
    if credentials.count >= limits.openConnections {
      count("judge.credentials", UInt64(credentials.count))
      credentials = []
    }
    credentials.insert(exchange.connection)
  }

  private mutating func note(_ claim: AddressClaim) {
    guard case .asset(let index) = book.party(claim.address, claim.mac).kind else { return }
    assets[index].noteLife(claim.moment.time)
  }

  mutating func count(_ table: String, _ number: UInt64) {
    evictions[table, default: 0] += number
  }
}

/// What the judge remembers of one asset.
struct AssetState: Sendable {
  let plan: AssetPlan
  /// One cell for each row of the asset's clauses.
  var cells: [LedgerCell]
  /// The first DNS answer to the asset: from then on a missing one means something.
  var firstAnswer: Moment?
  /// Some connection of the asset shows one direction only.
  var hasOneSided = false
  var liveness = Liveness()
  /// What attempts on the web ports of the Local Run Manager led to, newest last.
  var attempts: [UInt16: [(time: Timestamp, outcome: LocalRunManagerOutcome)]] = [:]
  var lastAddress: IPAddress?

  /// Changes of outcome that are kept for each port.
  static let maximumHistory = 32

  init(_ plan: AssetPlan) {
    self.plan = plan
    cells = Array(repeating: LedgerCell(), count: plan.clauses.rows.count)
  }

  var hasLocalRunManager: Bool { !plan.clauses.localRunManagerPorts.isEmpty }

  mutating func noteLife(_ time: Timestamp) {
    if hasLocalRunManager { liveness.note(time) }
  }

  /// Keeps a change of what a port leads to.
  mutating func note(_ outcome: LocalRunManagerOutcome, port: UInt16, at time: Timestamp) {
    var history = attempts[port] ?? []
    guard history.last?.outcome != outcome else { return }
    if history.count >= Self.maximumHistory { history.removeFirst() }
    history.append((time, outcome))
    attempts[port] = history
  }

  /// What the other web ports last led to, an answer before a block.
  func outcome(besides port: UInt16) -> LocalRunManagerOutcome? {
    let last = attempts.filter { $0.key != port }.compactMap { $0.value.last?.outcome }
    return last.first(where: \.isAnswer) ?? last.first { $0 == .filtered } ?? last.first
  }
}

/// What a connection that is not closed has said so far, so that it can be taken back.
struct OpenConnection: Sendable {
  struct Side: Sendable {
    var asset: Int
    var ledger: [(row: Int, verdict: Verdict, isSuppressed: Bool)] = []
    var findings: [FindingTable.Slot] = []

    /// Notes a verdict of a clause: what counts beats what is suppressed, then the worse wins,
    /// so that a connection counts once in each clause.
    mutating func note(_ row: Int, _ verdict: Verdict, _ isSuppressed: Bool) {
      guard let place = ledger.firstIndex(where: { $0.row == row }) else {
        ledger.append((row, verdict, isSuppressed))
        return
      }
      let known = ledger[place]
      if (isSuppressed ? 1 : 0, verdict) < (known.isSuppressed ? 1 : 0, known.verdict) {
        ledger[place] = (row, verdict, isSuppressed)
      }
    }
  }

  var sequence: UInt64
  var sides: [Side] = []
  /// The names that were alive when the connection began, by asset.
  var names: [Int: (own: [String], others: [String])] = [:]
}
