internal import Observations

/// What outlives a restart.
///
/// Left out is what means nothing after it: connections that are open, questions that wait for an
/// answer, and what is counted over minutes (scans, guesses of passwords, signs of life).
extension Judge {
  /// What the next run can go on with.
  ///
  /// - Parameter isEnd: the run is about to finish, which judges what has waited.
  public func memory(isEnd: Bool = false) -> JudgeMemory {
    var memory = JudgeMemory(policy: policy.fingerprint)
    let ids = assets.map(\.plan.asset.id)
    memory[.names] = names.rows { $0 < 0 ? "" : ids[$0] }
    memory[.addresses] = book.learnedAddresses.compactMap { address, kind in
      guard let id = lists.identifier(of: kind) else { return nil }
      if case .peer = kind { return ["\(address)", "peer", id] }
      return ["\(address)", "asset", id]
    }.sorted { $0[0] < $1[0] }
    memory[.stations] = segment.rows(isEnd: isEnd)
    var remembered: [JudgeMemory.Row] = []
    var ledger: [JudgeMemory.Row] = []
    var postures: [JudgeMemory.Row] = []
    var watches: [JudgeMemory.Row] = []
    for state in assets {
      let id = state.plan.asset.id
      if state.wasSeen || state.firstAnswer != nil { remembered.append([id] + state.words) }
      for clause in state.plan.clauses.rows where !state.cells.isEmpty(row: clause.row) {
        ledger.append([id, clause.clause.id] + state.cells[clause.row].words)
      }
      postures += state.posture.rows.map { [id] + $0 }
      for active in state.watches {
        let clause = state.plan.clauses.rows[active.row].clause.id
        for row in active.watch.memory { watches.append([id, clause] + row) }
      }
    }
    memory[.assets] = remembered
    memory[.ledger] = ledger
    memory[.postures] = postures
    memory[.watches] = watches
    return memory
  }

  /// Goes on with what an earlier run knew; to be called before anything is judged.
  ///
  /// The ledger and what clauses remember begin anew under another policy, as they do when a policy
  /// is replaced: the clauses behind them may be others.
  public mutating func remember(_ memory: JudgeMemory) {
    var places = Dictionary(
      assets.enumerated().map { ($1.plan.asset.id, $0) }, uniquingKeysWith: { first, _ in first })
    for row in memory[.assets] {
      var words = MemoryWords(row)
      let id = words.next()
      // Without a site file assets are known by their address alone.
      if places[id] == nil, !hasSite { places[id] = IPAddress(id).flatMap { candidate($0) } }
      if let place = places[id] { assets[place].remember(&words) }
    }
    for row in memory[.names].reversed() {
      var words = MemoryWords(row)
      let id = words.text()
      let asset = id.flatMap { places[$0] }
      guard id == nil || asset != nil else { continue }
      names.remember(&words, asset: asset ?? -1)
    }
    let peers = Dictionary(
      (policy.site?.peers ?? []).enumerated().map { ($1.id, $0) },
      uniquingKeysWith: { first, _ in first })
    for row in memory[.addresses] {
      var words = MemoryWords(row)
      guard let address = IPAddress(words.next()) else { continue }
      let isPeer = words.next() == "peer"
      let place = (isPeer ? peers : places)[words.next()]
      if let place { book.learn(address, is: isPeer ? .peer(place) : .asset(place)) }
    }
    for row in memory[.stations] { segment.remember(row) }
    for row in memory[.postures] {
      var words = MemoryWords(row)
      if let place = places[words.next()] { assets[place].posture.remember(&words) }
    }
    guard memory.policy == policy.fingerprint else { return }
    for row in memory[.ledger] {
      var words = MemoryWords(row)
      guard let place = places[words.next()],
        let clause = assets[place].plan.clauses.firstRows[words.next()],
        let cell = LedgerCell(&words)
      else { continue }
      assets[place].cells[clause] = cell
    }
    rememberWatches(memory[.watches], places)
  }

  private mutating func rememberWatches(_ rows: [JudgeMemory.Row], _ places: [String: Int]) {
    for row in rows {
      var words = MemoryWords(row)
      guard let place = places[words.next()],
        let clause = assets[place].plan.clauses.firstRows[words.next()],
        let watch = assets[place].watches.firstIndex(where: { $0.row == clause })
      else { continue }
      assets[place].watches[watch].watch.remember(words.others())
    }
  }
}

extension AssetState {
  /// As `JudgeMemory.Part.assets` says, without the id.
  fileprivate var words: [String] {
    [
      firstAnswer?.time.word ?? "", lastAddress.map { "\($0)" } ?? "",
      lastMAC.map { "\($0)" } ?? "", vlan.map { "\($0)" } ?? "", wasSeen.word, wasAnswered.word,
      lastAttack?.word ?? "", uploads.sorted().map { "\($0)" }.joined(separator: " "),
    ]
  }

  fileprivate mutating func remember(_ words: inout MemoryWords) {
    firstAnswer = words.time()?.beforeRun
    lastAddress = IPAddress(words.next())
    lastMAC = MACAddress(words.next())
    vlan = words.number()
    wasSeen = words.flag()
    wasAnswered = words.flag()
    if let attack = words.time() { noteAttack(attack) }
    uploads = Set(words.list().compactMap { UInt64($0) }.prefix(Self.maximumUploads))
  }
}
