internal import Observations

/// Connections over the organisation's border are listed ones.
public struct BorderCrossing: Expectation {
  public static let key = "border-crossing"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["listed"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Connections that cross the organisation's border are listed.", zh: "跨越机构边界的连接须已登记。",
      ja: "組織の境界を越える接続は登録されたものです。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard !subject.peer.isInternal, !subject.peer.isNobody,
      var judgement = subject.listing.judge(subject)
    else { return }
    // A refused attempt shows the firewall at work, whichever way it went.
    if subject.stage == .refused { judgement.verdict = .info }
    judgements.append(judgement)
  }
}
