internal import Compliance

/// The words of the live status.
extension Phrases {
  static let sensorIsSick = Text(
    en: "The sensor itself needs attention", zh: "传感器自身需要处理", ja: "センサー自体に対処が必要です")
  static let nothingJudged = Text(
    en: "Nothing was judged yet.", zh: "尚未作出判定。", ja: "まだ判定がありません。")
  static let perSecond = Text(en: "packets/s", zh: "数据包/秒", ja: "パケット/秒")
  static let lostLabel = Text(en: "lost", zh: "丢失", ja: "欠落")
  static let delayLabel = Text(en: "alert delay", zh: "告警延迟", ja: "警報の遅延")
  static let waitingLabel = Text(en: "waiting", zh: "待投递", ja: "配送待ち")
  static let failuresLabel = Text(en: "failed deliveries", zh: "投递失败", ja: "配送の失敗")
  static let ledgerIsMade = Text(
    en: "The ledger is being made.", zh: "正在生成判定表。", ja: "判定表を作成中です。")
  static let lastFindings = Text(en: "Last findings", zh: "最新结论", ja: "最新の検出")

  static func assetsFail(_ count: Int) -> Text {
    Text(
      en: "\(count) instrument\(count == 1 ? " breaks" : "s break") a clause.",
      zh: "\(count) 台仪器违反了条款。", ja: "\(count) 台の装置に条項への違反があります。")
  }

  static func assetsWarn(_ count: Int) -> Text {
    Text(
      en: "No clause is broken; \(count) instrument\(count == 1 ? " has" : "s have") warnings.",
      zh: "没有违反条款；\(count) 台仪器有警告。",
      ja: "条項への違反はありません。\(count) 台の装置に警告があります。")
  }
}
