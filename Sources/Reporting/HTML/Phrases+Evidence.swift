internal import Compliance

/// The words of the evidence report.
extension Phrases {
  // MARK: Frame
  static let reportTitle = Text(en: "Evidence report", zh: "证据报告", ja: "証拠報告書")
  static let skip = Text(en: "Skip to content", zh: "跳到正文", ja: "本文へ移動")
  static let contents = Text(en: "Contents", zh: "目录", ja: "目次")
  static let summary = Text(en: "Summary", zh: "概要", ja: "概要")
  static let assets = Text(en: "Assets", zh: "资产", ja: "資産")
  static let evidenceTitle = Text(en: "Evidence by clause", zh: "各条款的证据", ja: "条項ごとの証拠")
  static let exceptions = Text(
    en: "Suppressions and changed severities", zh: "抑制与严重程度调整", ja: "抑止と重要度の変更")
  static let trend = Text(
    en: "Trend since the last report", zh: "自上次报告以来的变化", ja: "前回の報告以降の変化")
  static let controlMapping = Text(en: "Control mapping", zh: "控制项映射", ja: "管理策との対応")
  static let chainTitle = Text(
    en: "Proof and how to check it", zh: "完整性证明与核验方法", ja: "証明と検証の方法")
  static let footer = Text(
    en: "Times are UTC and those of the packets. Names and addresses stand as they were seen on "
      + "the wire; what could disturb the page is written as \\u{…}.",
    zh: "时间均为 UTC，取自数据包。名称和地址按线路上所见原样列出；可能干扰页面的字符写作 \\u{…}。",
    ja: "時刻は UTC で、パケットのものです。名前とアドレスは回線上のとおりに示し、表示を乱しうる文字は \\u{…} と書きます。")
  static let signature = Text(en: "Reviewed", zh: "审阅", ja: "確認")
  static let signedBy = Text(en: "Name", zh: "姓名", ja: "氏名")
  static let signedRole = Text(en: "Role", zh: "职务", ja: "役職")
  static let signedOn = Text(en: "Date and signature", zh: "日期与签名", ja: "日付と署名")

  // MARK: Summary
  static let siteLabel = Text(en: "site", zh: "站点", ja: "サイト")
  static let unnamed = Text(en: "not named", zh: "未命名", ja: "名称なし")
  static let window = Text(en: "observed", zh: "观测时段", ja: "観測期間")
  static let made = Text(en: "report made", zh: "报告生成", ja: "報告の作成")
  static let sensor = Text(en: "sensor", zh: "传感器", ja: "センサー")
  static let sources = Text(en: "sources", zh: "来源", ja: "入力")
  static let coverageLabel = Text(en: "coverage", zh: "覆盖情况", ja: "観測範囲")
  static let restricted = Text(en: "narrowed down to", zh: "仅限于", ja: "絞り込み")
  static let counted = Text(en: "number of", zh: "数量", ja: "件数")
  static let totals = Text(en: "Counts per verdict", zh: "按判定统计", ja: "判定ごとの件数")
  static let findings = Text(en: "findings", zh: "结论", ja: "検出")
  static let clausesOfAssets = Text(
    en: "clauses of assets", zh: "各资产的条款", ja: "資産ごとの条項")
  static let worst = Text(en: "What failed", zh: "不符合项", ja: "不適合の内容")
  static let meanings = Text(en: "What a verdict means", zh: "判定的含义", ja: "判定の意味")
  static let matrixTitle = Text(en: "Assets and clauses", zh: "资产与条款", ja: "資産と条項")
  static let nothingFound = Text(
    en: "There is no finding.", zh: "没有任何结论。", ja: "検出はありません。")
  static let coverageUnknown = Text(
    en: "A store of findings does not hold how many packets were read or lost.",
    zh: "结论库不保存读取或丢失的数据包数量。", ja: "検出の保管庫には、読み取り・欠落したパケット数が残っていません。")
  static func matrixOfStore(until time: String) -> Text {
    Text(
      en:
        "As the last run of each sensor stored it, at the latest at \(time) UTC, and worse where a "
        + "stored finding says so. Coverage is that of these runs.",
      zh: "依据各传感器最近一次运行存入的判定（最晚 \(time) UTC）；库中有更严重的结论时以其为准。覆盖情况为这些运行的数据。",
      ja: "各センサーの直近の実行が保管した判定（最終 \(time) UTC）。保管された検出がより重い場合はそれに従います。観測範囲もこれらの実行のものです。")
  }
  static let foundBefore = Text(
    en: "A stored finding, of this or an earlier run, says so.", zh: "库中本次或更早运行的结论如此判定。",
    ja: "保管された今回または以前の実行の検出による判定です。")
  static let matrixOfFindings = Text(
    en: "Made from the findings of a store alone: an empty cell says that no finding is stored, "
      + "which is no pass. Which clauses were not observed or cannot be assessed is told by the "
      + "report of a run.",
    zh: "仅依据库中的结论：空白单元格表示没有存储结论，并不代表符合。哪些条款未观察到或不可评估，见单次运行的报告。",
    ja: "保管庫の検出だけから作成。空欄は検出が保管されていないことを示し、適合ではありません。観測なし・評価対象外の条項は実行ごとの報告に示されます。")

  static func coverageFacts(
    packets: UInt64, octets: UInt64, drops: UInt64, flows: UInt64, oneSided: UInt64
  ) -> Text {
    Text(
      en: "\(packets) packets, \(octets) bytes, \(flows) flows; \(drops) packets lost, \(oneSided) "
        + "flows seen in one direction only",
      zh: "\(packets) 个数据包，\(octets) 字节，\(flows) 条流；丢失 \(drops) 个数据包，\(oneSided) 条流仅见单向",
      ja: "\(packets) パケット、\(octets) バイト、\(flows) フロー。欠落 \(drops) パケット、片方向のみ \(oneSided) フロー")
  }

  static func findingCounts(all: Int) -> Text {
    Text(
      en: "\(all) findings count.", zh: "计入统计的结论共 \(all) 项。",
      ja: "集計対象の検出は \(all) 件です。")
  }

  static func suppressedCount(_ count: Int) -> Text {
    Text(
      en: "\(count) are suppressed and count nowhere.", zh: "\(count) 项被抑制，不计入统计。",
      ja: "\(count) 件は抑止され、集計に含めません。")
  }

  static func occurrences(_ count: UInt64) -> Text {
    Text(
      en: "They speak of \(count) connections, questions or requests.",
      zh: "共涉及 \(count) 个连接、查询或请求。", ja: "対象の接続・問い合わせ・要求は \(count) 件です。")
  }

  static func moreClauses(_ count: Int) -> Text {
    Text(
      en: "\(count) more clauses failed; they are in the matrix and in the evidence below.",
      zh: "另有 \(count) 个条款不符合，见下方矩阵和证据。",
      ja: "ほかに \(count) 件の条項が不適合です。下の表と証拠を参照してください。")
  }

  static func matrixBlock(_ first: Int, _ last: Int, of all: Int) -> Text {
    Text(
      en: "Verdict of each clause, assets \(first) to \(last) of \(all)",
      zh: "各条款的判定，资产 \(first) 至 \(last)（共 \(all)）",
      ja: "条項ごとの判定、資産 \(first)～\(last)（全 \(all)）")
  }

  static func elsewhere(_ count: Int) -> Text {
    Text(
      en: "\(count) findings are about assets beyond those that are told apart here; they are "
        + "counted above.",
      zh: "\(count) 项结论属于此处未逐一区分的资产，已计入上方总数。",
      ja: "\(count) 件の検出は、ここで区別していない資産のものです。上の件数には含まれます。")
  }

  static func meaning(_ verdict: Verdict) -> Text {
    switch verdict {
    case .fail:
      Text(
        en: "The traffic shows that the clause is broken.", zh: "流量表明该条款被违反。",
        ja: "通信から、条項への違反が確認されました。")
    case .warn:
      Text(
        en: "Something weakens what the clause protects, or came close to breaking it.",
        zh: "出现削弱该条款所保护内容或接近违反的情况。", ja: "条項が守るものを弱める、または違反に近い事象がありました。")
    case .undetermined:
      Text(
        en: "Relevant traffic was there, but too much of it was missing to judge.",
        zh: "存在相关流量，但缺失过多，无法判定。", ja: "関係する通信はありましたが、欠落が多く判定できません。")
    case .pass:
      Text(
        en: "What was seen is as the clause asks.", zh: "所见流量符合该条款要求。",
        ja: "観測した通信は条項の求めるとおりです。")
    case .info:
      Text(
        en: "Noted for the record; it neither breaks nor fulfils the clause.",
        zh: "仅作记录，既不违反也不证明符合。", ja: "記録のための情報で、違反でも適合の証明でもありません。")
    case .notObserved:
      Text(
        en: "No traffic that the clause speaks of was seen; that is no pass.",
        zh: "未见该条款所涉及的流量，不等于符合。", ja: "条項の対象となる通信は観測されていません。適合ではありません。")
    case .notAssessable:
      Text(
        en: "No packet can show it; it has to be checked by other means.",
        zh: "数据包无法反映此项，须用其他方式核查。", ja: "パケットからは分からないため、別の方法で確認が必要です。")
    }
  }
}
