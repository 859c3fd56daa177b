/// The asset opens connections to listed destinations only; optionally it also asks only for
/// names of such destinations.
public struct ListedDestinations: Expectation {
  public static let key = "listed-destinations"

  public let judgesQuestions: Bool

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    if case .scalar = node.content {
      guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
      judgesQuestions = false
      return
    }
    guard var parameters = Parameters(node, keys: ["questions"], into: &mistakes) else {
      return nil
    }
    judgesQuestions = parameters.flag("questions") ?? false
    guard parameters.finish(into: &mistakes) else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The asset connects only to destinations that a signature or the site file lists"
        + (judgesQuestions ? ", and asks only for their names." : "."),
      zh: "该资产只连接签名或现场文件中列出的目的地" + (judgesQuestions ? "，并且只查询这些名称。" : "。"),
      ja: "資産はシグネチャまたはサイトファイルに記載された宛先にだけ接続し"
        + (judgesQuestions ? "、その名前だけを問い合わせます。" : "ます。"))
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    if let judgement = subject.listing.judge(subject) { judgements.append(judgement) }
  }

  public func judge(_ question: AssetQuestion) -> Judgement? {
    guard judgesQuestions else { return nil }
    var judgement: Judgement
    switch question.coverage {
    case .covered: return nil
    case .ordinary: judgement = question.judgement(.question, .info, .questionOrdinary)
    case .background: judgement = question.judgement(.question, .info, .questionBackground)
    case .uncovered:
      if let domain = question.tunnelDomain {
        judgement = question.judgement(.question, .warn, .questionTunnel, severity: .high)
        judgement.name = domain
        return judgement
      }
      judgement = question.judgement(.question, .warn, .questionUnlisted, severity: .low)
    }
    judgement.name = question.name
    return judgement
  }
}

extension AssetQuestion {
  func judgement(
    _ fact: Fact, _ verdict: Verdict, _ reason: Reason, severity: Severity? = nil
  ) -> Judgement {
    Judgement(fact, verdict, reason, stage: stage, deciding: .stage, severity: severity)
  }
}
