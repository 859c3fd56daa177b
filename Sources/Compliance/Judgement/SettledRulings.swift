internal import Observations

/// What one clause said of a connection.
struct Ruling: Sendable {
  var clause: CompiledClause
  var judgement: Judgement
}

/// What the clauses said of a connection, settled between them: one finding for each fact.
final class SettledRulings: Sendable {
  /// A fact and the clause that gives its finding the name.
  final class Statement: Sendable {
    let clause: CompiledClause
    let judgement: Judgement
    /// Without what the site overrides.
    let severity: Severity
    let also: [String]
    /// Without the name of the peer.
    private let fixed: FindingKey.Discriminator?
    /// What each row of the ledger counts.
    fileprivate let ledger: [(row: Int, verdict: Verdict)]

    fileprivate init(
      _ winner: Ruling, also: [String], ledger: [(row: Int, verdict: Verdict)]
    ) {
      clause = winner.clause
      judgement = winner.judgement
      severity = winner.judgement.severity(of: winner.clause.clause)
      self.also = also
      fixed = judgement.fact.discriminator.map { .init($0) }
      self.ledger = ledger
    }

    /// What tells this finding from others of the clause on the same peer and port.
    func discriminator(_ naming: PeerNaming) -> FindingKey.Discriminator? {
      guard judgement.isAboutPeerName, let name = naming.settled else { return fixed }
      return fixed.map { .init($0.text + ":" + name.text) } ?? name
    }
  }

  let statements: [Statement]
  /// The ledger's rows in their order, when the site suppresses nothing.
  let ledger: [LedgerCount]
  /// Places of the asset's watches that such connections concern.
  let watching: [Int]

  /// - Parameters:
  ///   - claimants: worst-of clauses in whose scope the connection is.
  ///   - watching: places of the asset's watches that the connection concerns.
  init(_ rulings: [Ruling], claimants: [CompiledClause], watching: [Int]) {
    self.watching = watching
    var statements: [Statement] = []
    for (place, ruling) in rulings.enumerated() {
      let fact = ruling.judgement.fact
      let isFirst = !rulings[..<place].contains { $0.judgement.fact == fact }
      let same = rulings.filter { $0.judgement.fact == fact }
      guard isFirst, let winner = same.min(by: Self.isNamedBefore) else { continue }
      let matched = claimants.filter { winner.clause.claimants.contains($0.row) }
      let others = same.filter {
        $0.clause.row != winner.clause.row && Self.isSaid($0, with: winner)
      }
      .sorted(by: Self.isNamedBefore)
      var ledger: [(row: Int, verdict: Verdict)] = []
      for other in same {
        ledger.append((other.clause.row, other.judgement.verdict))
        for claimant in matched where other.clause.claimants.contains(claimant.row) {
          ledger.append((claimant.row, other.judgement.verdict))
        }
      }
      let also = others.map(\.clause.clause.id) + matched.map(\.clause.id)
      statements.append(Statement(winner, also: also, ledger: ledger))
    }
    self.statements = statements
    ledger = Self.ledger(statements) { _ in false }
  }

  /// What each row counts; what counts beats what is suppressed, then the worse verdict.
  static func ledger(
    _ statements: [Statement], isSuppressed: (Int) -> Bool
  ) -> [LedgerCount] {
    var rows: [Int: LedgerCount] = [:]
    for (place, statement) in statements.enumerated() {
      for (row, verdict) in statement.ledger {
        let count = LedgerCount(row: row, verdict: verdict, isSuppressed: isSuppressed(place))
        guard let known = rows[row], !count.isBefore(known) else {
          rows[row] = count
          continue
        }
      }
    }
    return rows.values.sorted { $0.row < $1.row }
  }

  /// The clause that gives the finding its name: the worst verdict, then a demand before a
  /// recommendation, then the narrowest scope, then the order of the files.
  private static func isNamedBefore(_ left: Ruling, _ right: Ruling) -> Bool {
    if left.judgement.verdict != right.judgement.verdict {
      return left.judgement.verdict < right.judgement.verdict
    }
    if left.judgement.isRecommendation != right.judgement.isRecommendation {
      return right.judgement.isRecommendation
    }
    let scopes = (left.clause.clause.scope.specificity, right.clause.clause.scope.specificity)
    if scopes.0 != scopes.1 { return scopes.0 > scopes.1 }
    return left.clause.row < right.clause.row
  }

  /// Whether another clause breaks on the same fact as the one that is named.
  private static func isSaid(_ other: Ruling, with winner: Ruling) -> Bool {
    if winner.judgement.verdict <= .warn { return other.judgement.verdict <= .warn }
    return other.judgement.verdict == winner.judgement.verdict
  }
}

/// What a connection adds to one row of the ledger.
struct LedgerCount: Sendable {
  var row: Int
  var verdict: Verdict
  var isSuppressed: Bool

  fileprivate func isBefore(_ other: LedgerCount) -> Bool {
    isSuppressed == other.isSuppressed ? verdict < other.verdict : !isSuppressed
  }
}
