/// The worst of other clauses.
///
/// With a scope it claims those clauses' facts on every connection in the scope; without one it
/// is a line of the ledger only.
public struct WorstOf: Expectation {
  public static let key = "worst-of"

  public let clauses: [String]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    let before = mistakes.count
    clauses = node.list(into: &mistakes) { $0.string(into: &$1) }
    if clauses.isEmpty { mistakes.add("the list of clauses is empty", at: node) }
    guard mistakes.count == before else { return nil }
  }

  public var references: [String] { clauses }

  public var summary: LocalizedText {
    let list = clauses.joined(separator: ", ")
    return LocalizedText(
      en: "The worst of \(list).", zh: "取 \(list) 中最差的结论。", ja: "\(list) のうち最も悪い判定です。")
  }
}
