internal import Compliance

/// Heads of tables and the notes below them.
extension Phrases {
  // MARK: Assets
  static let storeAlone = Text(
    en: "A store holds findings, not traffic: peers and versions below are those that findings "
      + "name. Bytes per destination, shares of protocols and what was in order are in the report "
      + "of a run (labtap replay --findings html:FILE).",
    zh: "库中只有结论而无流量：下列对端和版本均取自结论。各目的地的字节数、协议占比以及正常流量，见单次运行的报告（labtap replay --findings html:FILE）。",
    ja:
      "保管庫には検出だけがあり、通信はありません。以下の通信相手とバージョンは検出に現れたものです。宛先ごとのバイト数、プロトコルの割合、正常な通信は実行ごとの報告（labtap replay --findings html:FILE）にあります。"
  )
  static let trafficBasis = Text(
    en: "Bytes are payload above the transport header, retransmissions included.",
    zh: "字节数为传输层首部以上的载荷，含重传。", ja: "バイト数はトランスポートヘッダーより上のペイロードで、再送を含みます。")
  static let model = Text(en: "model", zh: "型号", ja: "型式")
  static let addresses = Text(en: "addresses", zh: "地址", ja: "アドレス")
  static let macs = Text(en: "MAC addresses", zh: "MAC 地址", ja: "MAC アドレス")
  static let traffic = Text(en: "traffic", zh: "流量", ja: "通信量")
  static let seenFromTo = Text(en: "findings seen", zh: "结论时段", ja: "検出の期間")
  static let destinations = Text(en: "Connections", zh: "连接", ja: "接続")
  static let peersOfFindings = Text(en: "Peers of findings", zh: "结论中的对端", ja: "検出の通信相手")
  static let peer = Text(en: "peer", zh: "对端", ja: "通信相手")
  static let nameLabel = Text(en: "name", zh: "名称", ja: "名前")
  static let protocolLabel = Text(en: "protocol", zh: "协议", ja: "プロトコル")
  static let directionLabel = Text(en: "direction", zh: "方向", ja: "方向")
  static let connections = Text(en: "connections", zh: "连接数", ja: "接続数")
  static let sent = Text(en: "sent", zh: "发送", ja: "送信")
  static let received = Text(en: "received", zh: "接收", ja: "受信")
  static let firstLabel = Text(en: "first", zh: "首次", ja: "最初")
  static let lastLabel = Text(en: "last", zh: "最后", ja: "最後")
  static let inbound = Text(en: "to the asset", zh: "进入资产", ja: "資産へ")
  static let outbound = Text(en: "from the asset", zh: "由资产发起", ja: "資産から")
  static let protocolShares = Text(en: "Shares of protocols", zh: "协议占比", ja: "プロトコルの割合")
  static let octetsLabel = Text(en: "bytes", zh: "字节", ja: "バイト")
  static let share = Text(en: "share", zh: "占比", ja: "割合")
  static let tlsOverTime = Text(
    en: "TLS versions over time", zh: "TLS 版本随时间变化", ja: "TLS バージョンの推移")
  static let smbOverTime = Text(
    en: "SMB dialects over time", zh: "SMB 方言随时间变化", ja: "SMB ダイアレクトの推移")
  static let tlsOfFindings = Text(
    en: "TLS versions of findings over time", zh: "结论中的 TLS 版本随时间变化",
    ja: "検出に現れた TLS バージョンの推移")
  static let smbOfFindings = Text(
    en: "SMB dialects of findings over time", zh: "结论中的 SMB 方言随时间变化",
    ja: "検出に現れた SMB ダイアレクトの推移")
  static let clausesJudged = Text(en: "Clauses that were judged", zh: "已判定的条款", ja: "判定した条項")
  static let verdictLabel = Text(en: "verdict", zh: "判定", ja: "判定")
  static let basis = Text(en: "rests on", zh: "依据", ja: "根拠")
  static let peerCount = Text(en: "peers", zh: "对端数", ja: "通信相手数")

  static func trafficFacts(_ connections: UInt64, _ sent: String, _ received: String) -> Text {
    Text(
      en: "\(connections) connections, \(sent) sent, \(received) received",
      zh: "\(connections) 个连接，发送 \(sent)，接收 \(received)",
      ja: "接続 \(connections) 件、送信 \(sent)、受信 \(received)")
  }

  static func moreDestinations(_ rows: Int, connections: UInt64) -> Text {
    Text(
      en: "\(rows) more rows of less traffic are left out"
        + (connections > 0 ? ", and \(connections) connections were not told apart." : "."),
      zh: "另有 \(rows) 行流量较少，未列出" + (connections > 0 ? "；\(connections) 个连接未逐一区分。" : "。"),
      ja: "通信量の少ない \(rows) 行を省略"
        + (connections > 0 ? "。\(connections) 件の接続は区別していません。" : "しました。"))
  }

  static func morePeers(_ findings: Int) -> Text {
    Text(
      en: "\(findings) findings about other peers are counted above and not listed here.",
      zh: "另有 \(findings) 项涉及其他对端的结论，已计入统计但未在此列出。",
      ja: "ほかの通信相手に関する \(findings) 件の検出は集計済みで、ここには示していません。")
  }

  static func noContent(_ transport: String) -> Text {
    Text(en: "\(transport), no payload", zh: "\(transport)，无载荷", ja: "\(transport)、ペイロードなし")
  }

  static func unknownContent(isText: Bool) -> Text {
    isText
      ? Text(en: "unknown, text", zh: "未知，文本", ja: "不明（テキスト）")
      : Text(en: "unknown, binary", zh: "未知，二进制", ja: "不明（バイナリ）")
  }

  // MARK: Evidence
  static let evidenceBasis = Text(
    en:
      "Each row names the packet that decided, its time, the flow and the header fields; behind a "
      + "field stand its octets as they are on the wire. Payload, patient data and credentials are "
      + "never kept.",
    zh: "每行给出作出判定的数据包、时间、流和首部字段；字段后为其线路上的字节。绝不保存载荷、患者数据和凭据。",
    ja: "各行は決め手のパケット、時刻、フロー、ヘッダーの項目を示します。項目の後ろは回線上のオクテットです。ペイロード、患者データ、資格情報は保存しません。")
  static let assetAndPeer = Text(en: "asset and peer", zh: "资产与对端", ja: "資産と通信相手")

  static func examples(_ shown: Int, of all: Int) -> Text {
    Text(
      en: "\(shown) of \(all) findings, the heaviest first", zh: "共 \(all) 项结论，列出最重要的 \(shown) 项",
      ja: "全 \(all) 件のうち重要なもの \(shown) 件")
  }

  static func moreFindings(_ count: Int) -> Text {
    Text(
      en:
        "\(count) more findings are counted and not shown; labtap report --findings json has all.",
      zh: "另有 \(count) 项结论已计入但未列出；labtap report --findings json 含全部结论。",
      ja: "ほか \(count) 件の検出は集計のみで省略しました。labtap report --findings json にすべてあります。")
  }

  // MARK: Unseen
  static let unseenUnknown = Text(
    en: "Which clauses were not observed or cannot be assessed is known to a run alone, not to the "
      + "findings that a store holds.",
    zh: "哪些条款未观察到或不可评估，只有单次运行知道，库中的结论并不包含。",
    ja: "観測なし・評価対象外の条項は実行時にのみ分かり、保管庫の検出からは分かりません。")
  static let why = Text(en: "why", zh: "原因", ja: "理由")
  static let blindSpots = Text(
    en: "What judged clauses leave open", zh: "已判定条款仍无法说明的内容", ja: "判定した条項でも分からない点")
  static let notShown = Text(en: "not shown by packets", zh: "数据包无法说明", ja: "パケットでは分からない点")

  // MARK: Record
  static let noExceptions = Text(
    en: "Nothing is suppressed and no severity was changed.", zh: "没有抑制，也没有调整严重程度。",
    ja: "抑止も重要度の変更もありません。")
  static let changedSeverities = Text(
    en: "Changed severities", zh: "已调整的严重程度", ja: "変更された重要度")
  static let who = Text(en: "who", zh: "责任人", ja: "担当")
  static let until = Text(en: "until", zh: "有效期至", ja: "期限")
  static let assetLabel = Text(en: "asset", zh: "资产", ja: "資産")
  static let noTrend = Text(
    en: "There is nothing to compare with: name the last report of this store by "
      + "labtap report --html FILE --last-report FILE.",
    zh: "没有可比较的对象：请用 labtap report --html FILE --last-report FILE 指定该库的上次报告。",
    ja: "比較の対象がありません。labtap report --html FILE --last-report FILE で、この保管庫の前回の報告を指定してください。")
  static let earlierReport = Text(en: "last report", zh: "上次报告", ja: "前回の報告")
  static let earlierHead = Text(en: "its chain head", zh: "其链头", ja: "その連鎖の先頭")
  static let continuity = Text(en: "continuity", zh: "连续性", ja: "連続性")
  static let isContinued = Text(
    en: "the last report's head is in the chain: what it rests on is unchanged",
    zh: "上次报告的链头在链中：其依据未被更改", ja: "前回の先頭は連鎖内にあり、その根拠は変更されていません")
  static let isNotContinued = Text(
    en: "the last report's head is not in the chain: records were changed or dropped",
    zh: "上次报告的链头不在链中：记录被更改或已清除", ja: "前回の先頭は連鎖内になく、記録が変更または削除されています")
  static let trendTable = Text(
    en: "Findings by their verdict then and now", zh: "结论的前后判定", ja: "検出の前回と今回の判定")
  static let beforeLabel = Text(en: "then \\ now", zh: "此前 \\ 现在", ja: "前回 \\ 今回")
  static let notThere = Text(en: "not there", zh: "此前没有", ja: "なし")

  static func trendSentence(new: Int, worse: Int, better: Int) -> Text {
    Text(
      en: "\(new) findings are new, \(worse) came in as a breach or became worse, \(better) became "
        + "better.",
      zh: "新增 \(new) 项结论，\(worse) 项为新的违反或变差，\(better) 项好转。",
      ja: "新しい検出 \(new) 件、新たな違反または悪化 \(worse) 件、改善 \(better) 件です。")
  }

  static let controlsBasis = Text(
    en: "Clauses serve these controls; a verdict here is the worst of the clauses, and no "
      + "certificate of the framework.",
    zh: "下列控制项由各条款支持；此处判定取各条款中最差者，并非对该框架的认证。",
    ja: "条項が対応する管理策です。判定は条項のうち最も悪いもので、枠組みへの適合証明ではありません。")
  static let controlLabel = Text(en: "control", zh: "控制项", ja: "管理策")
  static let worstVerdict = Text(en: "worst verdict", zh: "最差判定", ja: "最も悪い判定")
  static let clausesLabel = Text(en: "clauses", zh: "条款", ja: "条項")

  // MARK: Proof
  static let noChain = Text(
    en: "This is the report of a replay: the same captures, site file and signatures give the same "
      + "report, octet for octet. A store (--store FILE) adds a hash chain over every finding.",
    zh: "本报告来自回放：相同的抓包、站点文件和签名会得到逐字节相同的报告。使用 --store FILE 可为每项结论加上哈希链。",
    ja: "これは再生による報告です。同じキャプチャ、サイトファイル、シグネチャからはオクテット単位で同じ報告になります。--store FILE で各検出にハッシュ連鎖が付きます。")
  static let chainRecords = Text(en: "records", zh: "记录数", ja: "記録数")
  static let chainDropped = Text(
    en: "content dropped by retention", zh: "因保留期清除内容", ja: "保存期間により内容を削除")
  static let chainAnchor = Text(en: "begins behind record", zh: "始于该记录之后", ja: "開始（この記録の後）")
  static let chainHead = Text(en: "head", zh: "链头", ja: "先頭")
  static let chainAnswer = Text(en: "answer", zh: "结果", ja: "結果")
  static let chainHolds = Text(
    en: "every record follows from the one before it: the chain holds", zh: "每条记录都承接前一条：链完整",
    ja: "すべての記録が直前の記録につながり、連鎖は保たれています")
  static let chainBroken = Text(
    en: "the store is not what was written", zh: "库与写入时不一致", ja: "保管庫は書き込まれた内容と異なります")
  static let chainHow = Text(
    en: "To check it again, follow the chain to the head above:", zh: "再次核验：沿链检查到上述链头：",
    ja: "再検証するには、上の先頭まで連鎖をたどります：")
  static let chainLimit = Text(
    en: "A link is the SHA-256 of the link before it and of the record. Whoever can write the file "
      + "can make another chain; compare the head with one that a heartbeat brought to the SIEM.",
    zh: "每一环是前一环与该记录的 SHA-256。能写该文件者可另造一条链；请与心跳送到 SIEM 的链头比对。",
    ja: "各環は直前の環と記録の SHA-256 です。ファイルを書ける者は別の連鎖を作れるため、ハートビートが SIEM に届けた先頭と照合してください。")
}
