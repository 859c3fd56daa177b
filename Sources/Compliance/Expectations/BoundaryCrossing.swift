internal import Observations

/// What crosses the border of the segment is on a list.
public struct BoundaryCrossing: Expectation {
  public static let key = "boundary-crossing"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["listed"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only listed connections cross the border of the asset's segment.",
      zh: "只有已登记的连接可以跨越资产所在网段的边界。", ja: "登録された接続だけが資産のセグメントの境界を越えます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    // Without segments nobody knows where the border is.
    guard subject.plan.hasSegments, !subject.peer.isInSegment,
      var judgement = subject.listing.judge(subject)
    else { return }
    if subject.stage == .refused, judgement.verdict == .warn {
      judgement.verdict = .info
      judgement.reason = .boundaryRefused
    }
    judgements.append(judgement)
  }
}
