internal import Compliance
internal import Delivery
internal import Foundation
internal import Observations
internal import Reporting

/// `labtap explain`: what a clause asks, where it comes from, and how to mend a breach; or what an
/// asset may do, as a usage description.
struct ExplainCommand: Subcommand, PolicyArguments, LanguageArguments {
  static let name = "explain"
  static let abstract = "what a clause asks, what can be seen of it, and how to mend it"
  static let operands = "[CLAUSE]"
  static let overview = """
    Prints what a clause asks, from which document, what the sensor can and cannot see of it,
    and how to mend a breach. Without a clause: the list of all clauses.
    With --mud: what an asset of the site file may do, as a Manufacturer Usage Description
    (RFC 8520, RFC 9761) for switches and firewalls; what that cannot say goes to standard error.
    """

  var clause: String?
  var asset: String?
  var url: String?
  var site: String?
  var signatures: String?
  var language: Language?

  static let flags: [Flag<ExplainCommand>] = [
    .value("--mud", "ASSET", help: "Write the effective policy of this asset; needs --site.") {
      value, arguments in
      arguments.asset = value
    },
    .value("--mud-url", "URL", help: "Where the description will be served. Default: a stand-in.") {
      value, arguments in
      arguments.url = value
    },
    .value("--site", "FILE", help: "The site file.") { value, arguments in
      arguments.site = value
    },
    .signatures, .language,
  ]

  mutating func accept(_ operand: String) throws(UsageError) {
    guard clause == nil else { throw UsageError("`\(operand)` is one clause too many") }
    clause = operand
  }

  func validate() throws(UsageError) {
    guard asset != nil else { return }
    guard site != nil else { throw UsageError("--mud needs --site: the policy is the site's") }
    guard clause == nil else { throw UsageError("--mud explains an asset and no clause") }
  }

  func run() -> ExitCode {
    guard let policy = Policy.loadOrReport(signatures: signatures, site: site) else {
      return .usage
    }
    if let asset { return describe(asset, by: policy) }
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

  private func describe(_ id: String, by policy: Policy) -> ExitCode {
    let assets = policy.site?.assets ?? []
    guard let asset = assets.first(where: { $0.id == id }) else {
      Terminal.complain(UsageError.unknown("asset", id, known: assets.map(\.id)).description)
      return .usage
    }
    // RFC 8520 3.4: when the description was made.
    let now = Int64(Date().timeIntervalSince1970)
    let (file, notes) = policy.description(
      of: asset, url: url ?? "https://mud.invalid/\(Self.escaped(id)).json",
      updated: Timestamp(nanoseconds: 0).adding(seconds: now))
    for note in notes { Terminal.complain(note) }
    var writer = JSONWriter()
    MUDJSON.write(file, to: &writer)
    return Terminal.write(String(decoding: writer.octets, as: UTF8.self))
  }

  private static func escaped(_ id: String) -> String {
    id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "asset"
  }
}
