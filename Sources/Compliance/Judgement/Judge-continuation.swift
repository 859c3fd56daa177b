public import Observations

/// What a judge needs that never comes to an end.
extension Judge {
  /// A judge with a new policy that knows what the old one learned of the network: names, signs of
  /// life, and inputs.
  ///
  /// Findings and the ledger begin anew, since the clauses behind them may be others.
  public init(policy: Policy, sensor: String, continuing old: Judge) {
    self.init(policy: policy, sensor: sensor, limits: old.limits)
    let places = Dictionary(
      assets.enumerated().map { ($1.plan.asset.id, $0) }, uniquingKeysWith: { first, _ in first })
    names = old.names.moved { places[old.assets[$0].plan.asset.id] }
    hosts = old.hosts
    sources = old.sources
    clock = old.clock
    evictions = old.evictions
    // Names and stations go on with their tables and these tables' counts; the others begin anew.
    for (table, count) in old.countsOfTablesBegunAnew where count > 0 {
      evictions[table, default: 0] += count
    }
    credentials = old.credentials
    segment = old.segment
    silence = old.silence
    span = old.span
    for state in old.assets {
      guard let place = places[state.plan.asset.id] else { continue }
      assets[place].firstAnswer = state.firstAnswer
      assets[place].liveness = state.liveness
      assets[place].lastAddress = state.lastAddress
      assets[place].lastMAC = state.lastMAC
      assets[place].vlan = state.vlan
      assets[place].wasSeen = state.wasSeen
      assets[place].wasAnswered = state.wasAnswered
      assets[place].uploads = state.uploads
      if let attack = state.lastAttack { assets[place].noteAttack(attack) }
    }
  }

  /// Decides unanswered attempts on web ports that nothing can tell more of.
  ///
  /// Signs of life count within a minute of the attempt; a replay waits for them until its end.
  public mutating func settleSilentAttempts() {
    guard !silent.isEmpty, let clock else { return }
    settleSilentAttempts(before: clock.adding(seconds: -Self.silenceReach))
  }

  /// Seconds: the minute of the attempt, and those beside it.
  private static let silenceReach: Int64 = 180

  /// A time without a packet, of a sensor whose clock goes on all the same.
  public mutating func noteSilence(from start: Timestamp, until end: Timestamp) {
    guard end.since(start) > silence?.nanoseconds ?? 0 else { return }
    silence = (start, end.since(start))
  }

  /// Entries that full tables have pushed out so far, by table.
  public var evictionCounts: [String: UInt64] {
    var counts: [String: UInt64] = [:]
    for (table, count) in tableEvictions where count > 0 { counts[table, default: 0] += count }
    return counts
  }
}
