internal import Compliance
internal import Reporting

/// `labtap explain`: what a clause asks, where it comes from, and how to mend a breach.
struct ExplainCommand: Subcommand, PolicyArguments, LanguageArguments {
  static let name = "explain"
  static let abstract = "what a clause asks, what can be seen of it, and how to mend it"
  static let operands = "[CLAUSE]"
  static let overview = """
    Prints what a clause asks, from which document, what the sensor can and cannot see of it,
    and how to mend a breach. Without a clause: the list of all clauses.
    """

  var clause: String?
  var signatures: String?
  var language: Language?

  static let flags: [Flag<ExplainCommand>] = [.signatures, .language]

  mutating func accept(_ operand: String) throws(UsageError) {
    guard clause == nil else { throw UsageError("`\(operand)` is one clause too many") }
    clause = operand
  }

  func run() -> ExitCode {
    guard let policy = Policy.loadOrReport(signatures: signatures, site: nil) else {
      return .usage
    }
    let text = ClauseText(style: Terminal.style(language: language ?? Terminal.language))
    guard let clause else { return Terminal.write(text.list(policy.profiles)) }
    guard let found = policy.clause(clause) else {
      let known = policy.profiles.flatMap(\.clauses).map(\.id)
      Terminal.complain(UsageError.unknown("clause", clause, known: known).description)
      return .usage
    }
    let controls = found.clause.controls.flatMap { policy.controls[$0] } ?? []
    return Terminal.write(text.explain(found.clause, of: found.profile, controls: controls))
  }
}
