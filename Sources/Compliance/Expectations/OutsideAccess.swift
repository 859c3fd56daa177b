internal import Observations

/// Nobody outside the organisation reaches the asset.
///
/// That a stranger connects is one fact, whether the list or the border is what it breaks.
public struct OutsideAccess: Expectation {
  public static let key = "outside-access"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No address outside the organisation's own ranges opens a connection to the asset.",
      zh: "组织自身网段以外的任何地址都不得向该资产发起连接。",
      ja: "組織のアドレス範囲の外から資産への接続を開始してはなりません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .inbound, !subject.peer.isInternal,
      subject.listing != .infrastructure
    else { return }
    switch subject.stage {
    case .established, .succeeded:
      judgements.append(
        subject.isInServiceWindow
          ? subject.judgement(.unlistedPeer, .warn, .outsideInServiceWindow)
          : subject.judgement(.unlistedPeer, .fail, .outsideEstablished))
    case .attempted:
      judgements.append(subject.judgement(.unlistedPeer, .warn, .outsideAttempt))
    case .refused:
      judgements.append(subject.judgement(.unlistedPeer, .info, .outsideRefused))
    }
  }
}
