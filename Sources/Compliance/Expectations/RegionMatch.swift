internal import Observations

/// An asset uses the endpoints of its own region.
public struct RegionMatch: Expectation {
  public static let key = "region-match"

  public let china: [NamePattern]
  public let outsideChina: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["china", "outside-china"], into: &mistakes)
    else { return nil }
    let china = parameters.names("china")
    let outside = parameters.names("outside-china")
    guard parameters.finish(into: &mistakes), let china, let outside else { return nil }
    self.china = china
    outsideChina = outside
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The asset uses the product's endpoints of its own region.",
      zh: "该资产使用其所在区域的产品端点。",
      ja: "資産は自らの地域のエンドポイントを使います。")
  }

  public var nameLists: [[NamePattern]] { [china, outsideChina] }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    let (right, wrong) = lists(for: subject.plan.region)
    var judgement: Judgement
    if subject.names.match(wrong) {
      judgement =
        subject.stage >= .established
        ? subject.judgement(.region, .fail, .regionWrong)
        : subject.judgement(.region, .warn, .regionWrongAttempt)
    } else if subject.names.match(right) {
      judgement =
        subject.stage >= .established
        ? subject.judgement(.region, .pass, .regionRight)
        : subject.judgement(.region, .info, .regionNotEstablished)
    } else {
      return
    }
    judgement.isAboutPeerName = true
    judgements.append(judgement)
  }

  public var judgesQuestions: Bool { true }

  /// A question alone is a warning: nothing was sent to the wrong region yet.
  public func judge(_ question: AssetQuestion) -> Judgement? {
    let (_, wrong) = lists(for: question.plan.region)
    guard wrong.contains(where: { $0.covers(question.name) }) else { return nil }
    var judgement = question.judgement(.region, .warn, .regionWrongQuestion)
    judgement.name = question.name
    return judgement
  }

  private func lists(for region: Site.Region) -> (right: [NamePattern], wrong: [NamePattern]) {
    region == .china ? (china, outsideChina) : (outsideChina, china)
  }
}
