/// Only listed peers talk to the asset, whoever opens the connection.
public struct ListedPeers: Expectation {
  public static let key = "listed-peers"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only peers that the site file lists exchange connections with the asset.",
      zh: "只有现场文件中列出的对端才能与该资产建立连接。",
      ja: "サイトファイルに記載された相手だけが資産と接続できます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if let judgement = subject.listing.judge(subject) { judgements.append(judgement) }
  }
}
