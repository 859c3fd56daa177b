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

  /// Ids of other clauses that the kind names; an unknown one is a mistake.
  var references: [String] { get }
}

extension Expectation {
  public var references: [String] { [] }
}
