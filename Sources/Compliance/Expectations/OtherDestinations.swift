/// One product talks to its documented destinations only.
///
/// Which program on the computer opened a connection cannot be seen, so an unexplained one is a
/// warning, unless the site asks for strictness.
public struct OtherDestinations: Expectation {
  public static let key = "other-destinations"

  /// Clauses that document the product's destinations.
  public let explainedBy: [String]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["explained-by"], into: &mistakes) else {
      return nil
    }
    let clauses = parameters.texts("explained-by")
    guard parameters.finish(into: &mistakes), let clauses else { return nil }
    explainedBy = clauses
  }

  public var references: [String] { explainedBy }

  public var summary: LocalizedText {
    let list = explainedBy.joined(separator: ", ")
    return LocalizedText(
      en: "The product has no destinations beyond those of \(list); other flows need an entry.",
      zh: "除 \(list) 的目的地外，该产品没有其他目的地；其他连接需要登记。",
      ja: "この製品の宛先は \(list) のものだけです。ほかの通信には登録が必要です。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    let isStrict = subject.plan.asset.isStrict
    if let judgement = subject.listing.judge(subject, unlistedFails: isStrict) {
      judgements.append(judgement)
    }
  }
}
