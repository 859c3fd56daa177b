internal import Observations

/// A product lives on its own computers: other hosts do not ask for its names.
public struct OtherHosts: Expectation {
  public static let key = "other-hosts"

  public let names: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["names"], into: &mistakes) else { return nil }
    let names = parameters.names("names")
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  public var summary: LocalizedText {
    let list = names.map(\.description).joined(separator: ", ")
    return LocalizedText(
      en: "Hosts other than the product's own do not ask for \(list).",
      zh: "该产品以外的主机不查询 \(list)。", ja: "製品以外のホストは \(list) を問い合わせません。")
  }

  /// Resolvers ask on behalf of others, and strangers outside the site are nobody's business.
  func covers(_ name: String, askedBy asker: Party) -> Bool {
    guard asker.isInternal, !asker.isNobody, names.contains(where: { $0.covers(name) }) else {
      return false
    }
    return true
  }

  public var judgesEvents: Bool { true }

  public func judge(_ event: AssetEvent) -> Judgement? {
    guard case .question(let name) = event.kind, names.contains(where: { $0.covers(name) }) else {
      return nil
    }
    var judgement = event.judgement(
      .otherHost, .warn, .otherHostAsked, severity: .low, stage: .attempted)
    judgement.name = name
    return judgement
  }
}
