public import Observations

/// What one clause says of one connection or question: small and free of text, since most are
/// a pass that only raises a count.
public struct Judgement: Sendable {
  public var fact: Fact
  public var verdict: Verdict
  public var stage: Stage
  /// The frame that decided.
  var deciding: DecidingFrame
  var reason: Reason
  /// A severity that the decision table states; nil takes the clause's.
  var severity: Severity?
  /// The name that the finding is about, for questions.
  var name: String?
  /// The finding is about the name that the connection itself states, each name a finding.
  ///
  /// What the name is stands with the connection, so that judgements can be shared.
  var isAboutPeerName = false
  var outcome: LocalRunManagerOutcome?
  /// The service that was recognised, by its own word.
  var service: String?
  /// The document recommends and does not demand: of two clauses with one verdict on one fact,
  /// the demand gives the finding its name.
  var isRecommendation = false
  /// A fact that this judgement speaks of as well, so that no other clause reports it again.
  var claims: Fact?

  init(
    _ fact: Fact, _ verdict: Verdict, _ reason: Reason, stage: Stage, deciding: DecidingFrame,
    severity: Severity? = nil
  ) {
    self.fact = fact
    self.verdict = verdict
    self.reason = reason
    self.stage = stage
    self.deciding = deciding
    self.severity = severity
  }

  /// The severity where neither table nor site states one: what was only attempted or is only
  /// indirect weighs less than what happened (requirements of the severity scale).
  func severity(of clause: Clause) -> Severity {
    if let severity { return severity }
    switch verdict {
    case .fail: return clause.severity
    case .warn: return min(clause.severity, .medium)
    case .undetermined: return min(clause.severity, .low)
    case .pass, .info, .notObserved, .notAssessable: return .info
    }
  }

  /// The judgement with what the capture lacks taken into account: with one direction missing
  /// nothing passes and nothing is worse than a warning; what lies in a gap, what the ends may have
  /// read otherwise, and what came after a flow was pushed out of a table may contradict a pass.
  mutating func limit(by connection: Connection) {
    // That an instrument turned somebody away is good news too, though for the record only.
    let isGoodNews = verdict == .pass || verdict == .info && fact == .lrmAccess && stage == .refused
    if isGoodNews {
      if connection.isOneSided {
        verdict = .undetermined
        reason = .oneSided
      } else if connection.hasGap, fact.isReadFromStream {
        verdict = .undetermined
        reason = .gap
      } else if connection.isDoubtful, fact.isReadFromStream {
        verdict = .undetermined
        reason = .doubtful
      } else if connection.wasEvicted {
        verdict = .undetermined
        reason = .evicted
      }
    } else if verdict == .fail, connection.isOneSided {
      verdict = .warn
      severity = severity.map { min($0, .medium) }
    }
  }
}
