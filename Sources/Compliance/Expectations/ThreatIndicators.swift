internal import Observations

/// No contact with what the site's file of indicators names.
public struct ThreatIndicators: Expectation {
  public static let key = "threat-indicators"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["matched"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The asset has no contact with names and addresses of the site's indicator file.",
      zh: "该资产不与站点威胁指标文件中的名称和地址通信。", ja: "資産はサイトの脅威指標ファイルの名前やアドレスと通信しません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.signs.contains(.indicated) else { return }
    var judgement: Judgement
    switch subject.stage {
    case .established, .succeeded: judgement = subject.judgement(.indicator, .fail, .indicatorMet)
    case .attempted, .refused: judgement = subject.judgement(.indicator, .warn, .indicatorTried)
    }
    judgement.isAboutPeerName = true
    judgements.append(judgement)
  }

  public var judgesQuestions: Bool { true }

  public func judge(_ question: AssetQuestion) -> Judgement? {
    guard question.plan.indicators?.contains(question.name) == true else { return nil }
    var judgement = question.judgement(.indicator, .warn, .indicatorAsked)
    judgement.name = question.name
    return judgement
  }
}
