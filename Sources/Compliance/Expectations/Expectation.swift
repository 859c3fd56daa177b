/// One kind of requirement in the closed vocabulary of the signatures.
///
/// A kind is one Swift file (its YAML form and its decision table) and one line in
/// `Vocabulary.kinds`.
public protocol Expectation: Sendable {
  /// The key below `expect:` in a signature file.
  static var key: String { get }

  /// Reads the kind's parameters; adds every mistake and returns nil when there was one.
  init?(reading node: YAMLNode, into mistakes: inout Mistakes)

  /// What the clause asks, in a sentence for `labtap explain`.
  var summary: LocalizedText { get }

  /// Ids of the clauses that the parameters name.
  var references: [String] { get }

  /// Destinations that the kind's own parameters list, beside the names of the clause's scope.
  var destinations: [NamePattern] { get }

  /// Lists that the kind holds the peer's names against by itself, beside its clause's scope.
  var nameLists: [[NamePattern]] { get }

  /// False when the clause has nothing to say of an asset: its row is left out of the ledger.
  func applies(to asset: Asset) -> Bool

  /// Judges what is known of a connection in the clause's scope; adds nothing while nothing
  /// relevant was seen.
  func judge(_ subject: AssetConnection, into judgements: inout [Judgement])

  /// True when the kind judges questions at all.
  var judgesQuestions: Bool { get }

  /// Judges a name that the asset asks for; nil when the kind does not speak of it.
  func judge(_ question: AssetQuestion) -> Judgement?

  /// True when the kind judges HTTP requests to the asset.
  var judgesRequests: Bool { get }

  /// Judges a request to the asset, with its answer.
  func judge(_ request: AssetRequest, into judgements: inout [Judgement])

  /// What the kind remembers of one asset over time; nil for kinds that remember nothing.
  func watch(_ setting: WatchSetting) -> (any Watch)?

  /// Why silence cannot be told from a breach, for a kind that packets can only refute; nil for
  /// kinds whose silence is just that.
  var silence: LocalizedText? { get }
  /// True when the kind judges what concerns an asset without being a connection of it.
  var judgesEvents: Bool { get }

  /// Judges what happened around an asset; nil when the kind does not speak of it.
  func judge(_ event: AssetEvent) -> Judgement?
}

extension Expectation {
  public var references: [String] { [] }
  public var destinations: [NamePattern] { [] }
  public var nameLists: [[NamePattern]] { [] }
  public func applies(to asset: Asset) -> Bool { true }
  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {}
  public var judgesQuestions: Bool { false }
  public func judge(_ question: AssetQuestion) -> Judgement? { nil }
  public var judgesRequests: Bool { false }
  public func judge(_ request: AssetRequest, into judgements: inout [Judgement]) {}
  public func watch(_ setting: WatchSetting) -> (any Watch)? { nil }
  public var silence: LocalizedText? { nil }
  public var judgesEvents: Bool { false }
  public func judge(_ event: AssetEvent) -> Judgement? { nil }
}
