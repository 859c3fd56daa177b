/// Every outbound connection is on the vendor's or the site's list; after a request that shows an
/// attack all of them are told, listed or not.
public struct OutboundInventory: Expectation {
  public static let key = "outbound-inventory"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["listed"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Outbound connections are listed; those of the day after an attack are all reported.",
      zh: "出站连接均已登记；攻击迹象出现后一天内的出站连接全部列出。",
      ja: "送信接続は登録済みです。攻撃の兆候から 1 日間の送信接続はすべて報告します。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    if let judgement = subject.listing.judge(subject) { judgements.append(judgement) }
    if subject.isAfterAttack {
      judgements.append(subject.judgement(.inventory, .info, .outboundAfterAttack))
    }
  }
}
