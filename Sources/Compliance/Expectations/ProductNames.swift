internal import Observations

/// A product talks to its servers from the computers on which it is expected, and from no other.
public struct ProductNames: Expectation {
  public static let key = "product-names"

  public let names: [NamePattern]
  /// The asset is not one of those computers.
  private(set) var isElsewhere = false

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["names"], into: &mistakes) else { return nil }
    let names = parameters.names("names")
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  /// The same for all other assets of the site.
  var elsewhere: Self {
    var kind = self
    kind.isElsewhere = true
    return kind
  }

  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    let list = names.map(\.description).joined(separator: ", ")
    return LocalizedText(
      en: "Only assets with this profile ask for \(list).",
      zh: "只有具备此配置的资产查询 \(list)。", ja: "\(list) を問い合わせるのは、このプロファイルの資産だけです。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound, subject.names.match(names) else { return }
    judgements.append(
      isElsewhere
        ? subject.judgement(.delivery, .warn, .productElsewhere)
        : subject.judgement(
          .delivery, subject.stage >= .established ? .pass : .info, .productHere))
  }

  public var judgesQuestions: Bool { true }

  public func judge(_ question: AssetQuestion) -> Judgement? {
    guard isElsewhere, names.contains(where: { $0.covers(question.name) }) else { return nil }
    var judgement = question.judgement(.question, .warn, .productElsewhere)
    judgement.name = question.name
    return judgement
  }
}
