internal import Compliance
internal import Observations

/// The words of the reports, in every language.
enum Phrases {
  typealias Text = LocalizedText

  // MARK: Sections
  static let failed = Text(en: "Failed", zh: "不符合", ja: "不適合")
  static let warnings = Text(en: "Warnings", zh: "警告", ja: "警告")
  static let undetermined = Text(en: "Undetermined", zh: "无法判定", ja: "判定不能")
  static let record = Text(en: "For the record", zh: "供记录", ja: "記録")
  static let suppressed = Text(
    en: "Suppressed by the site file, counted nowhere", zh: "被站点文件抑制（不计入任何统计）",
    ja: "サイトファイルで抑止（集計に含めない）")
  static let matrix = Text(
    en: "Clauses per asset and verdict", zh: "各资产的条款判定数", ja: "資産ごとの条項判定数")
  static let clausesByAsset = Text(
    en: "Verdict of each clause", zh: "各条款的判定", ja: "条項ごとの判定")
  static let passed = Text(en: "Passed", zh: "符合", ja: "適合")
  static let unseen = Text(
    en: "What could not be seen", zh: "未能看到的内容", ja: "確認できなかった内容")
  static let coverage = Text(en: "Coverage", zh: "覆盖情况", ja: "観測範囲")
  static let limits = Text(
    en: "What a passive sensor cannot show", zh: "被动传感器无法证明的内容",
    ja: "受動型センサーでは示せない内容")
  static let nothingBroken = Text(
    en: "No clause was broken in what was seen.", zh: "在所见流量中没有违反任何条款。",
    ja: "観測した通信に条項への違反はありませんでした。")
  static let noAssets = Text(
    en: "No asset was seen: nothing could be judged.", zh: "未看到任何资产，无法作出判定。",
    ja: "資産が観測されず、判定できませんでした。")
  static let noSite = Text(
    en: "No site file: every private address is taken for a possible instrument.",
    zh: "没有站点文件：每个私有地址都视为可能的仪器。",
    ja: "サイトファイルなし：すべてのプライベートアドレスを装置の候補として扱います。")

  static let unreviewedAssets = Text(en: "assets", zh: "资产", ja: "対象の資産")
  static let unreviewedPeers = Text(en: "peers", zh: "对端", ja: "通信相手")
  static let unreviewedDestinations = Text(en: "destinations", zh: "目的地", ja: "宛先")

  static func unreviewed(_ count: Int) -> Text {
    Text(
      en: "Learned and not reviewed: \(count) entr\(count == 1 ? "y" : "ies") of the site file. "
        + "What they allow passes, although nobody confirmed it:",
      zh: "站点文件中有 \(count) 个自动学习的条目尚未经人工复核。这些条目所允许的流量会被视为符合，但尚无人确认：",
      ja: "サイトファイルに、学習しただけで未確認の項目が \(count) 件あります。誰も確認していませんが、これらが許す通信は適合とされます：")
  }

  // MARK: Labels
  static let seen = Text(en: "seen", zh: "所见", ja: "観測内容")
  static let evidence = Text(en: "evidence", zh: "证据", ja: "証拠")
  static let decided = Text(en: "decided by", zh: "判定依据", ja: "決め手")
  static let document = Text(en: "document", zh: "文件", ja: "文書")
  static let also = Text(en: "also breaks", zh: "同时违反", ja: "同時に違反")
  static let mend = Text(en: "to mend", zh: "整改", ja: "対処")
  static let controls = Text(en: "controls", zh: "控制项", ja: "管理策")
  static let byWhom = Text(en: "suppressed", zh: "抑制", ja: "抑止")
  static let asset = Text(en: "asset", zh: "资产", ja: "資産")
  static let clause = Text(en: "clause", zh: "条款", ja: "条項")
  static let all = Text(en: "all", zh: "合计", ja: "合計")
  static let contact = Text(en: "contact", zh: "联系方式", ja: "連絡先")
  static let derived = Text(
    en: "derived from a vendor statement", zh: "源自供应商声明", ja: "ベンダーの説明から導出")
  static let through = Text(en: "seen through", zh: "经由", ja: "経由")
  static let doubts = Text(en: "in doubt", zh: "存疑", ja: "疑義")

  static func doubt(_ doubt: Doubt) -> Text {
    switch doubt {
    case .conflictingOverlap:
      Text(
        en: "overlapping octets differ", zh: "重叠的字节不一致", ja: "重なるオクテットが異なる")
    case .wrongChecksum:
      Text(en: "some checksums are wrong", zh: "部分校验和错误", ja: "一部のチェックサムが不正")
    case .unfilledChecksum:
      Text(
        en: "all checksums of one end are wrong, as before the network card fills them in",
        zh: "一端的校验和全部错误，如同网卡尚未填写", ja: "片端のチェックサムがすべて不正 (NIC が埋める前の状態)")
    case .oddTimeToLive:
      Text(
        en: "a time to live is far below the flow's", zh: "TTL 远低于该流的值",
        ja: "TTL がフローの値よりかなり低い")
    case .ignoredReset:
      Text(
        en: "an end went on after its reset", zh: "一端在其 RST 之后仍继续", ja: "RST の後も通信が続いた")
    }
  }

  static let oneSided = Text(
    en: "one direction only", zh: "仅见单向流量", ja: "片方向のみ観測")

  static func verdict(_ verdict: Verdict) -> Text {
    switch verdict {
    case .fail: Text(en: "fail", zh: "不符合", ja: "不適合")
    case .warn: Text(en: "warn", zh: "警告", ja: "警告")
    case .undetermined: Text(en: "undetermined", zh: "无法判定", ja: "判定不能")
    case .pass: Text(en: "pass", zh: "符合", ja: "適合")
    case .info: Text(en: "info", zh: "信息", ja: "情報")
    case .notObserved: Text(en: "not observed", zh: "未观察到", ja: "観測なし")
    case .notAssessable: Text(en: "not assessable", zh: "不可评估", ja: "評価対象外")
    }
  }

  static func stage(_ stage: Stage) -> Text {
    switch stage {
    case .attempted: Text(en: "attempted", zh: "已尝试", ja: "試行")
    case .refused: Text(en: "refused", zh: "被拒绝", ja: "拒否")
    case .established: Text(en: "established", zh: "已建立", ja: "確立")
    case .succeeded: Text(en: "succeeded", zh: "已成功", ja: "成立")
    }
  }

  static func severity(_ severity: Severity) -> Text {
    switch severity {
    case .info: Text(en: "info", zh: "信息", ja: "情報")
    case .low: Text(en: "low", zh: "低", ja: "低")
    case .medium: Text(en: "medium", zh: "中", ja: "中")
    case .high: Text(en: "high", zh: "高", ja: "高")
    case .critical: Text(en: "critical", zh: "严重", ja: "重大")
    }
  }

  // MARK: Sentences
  static func packet(_ number: UInt64, of source: String) -> Text {
    Text(
      en: "\(source), packet \(number)", zh: "\(source)，第 \(number) 个数据包",
      ja: "\(source)、パケット \(number)")
  }

  static func frame(_ number: UInt64) -> Text {
    Text(en: "frame \(number)", zh: "第 \(number) 帧", ja: "フレーム \(number)")
  }

  static func times(_ count: UInt64, until last: String) -> Text {
    Text(
      en: "\(count) times, last \(last)", zh: "共 \(count) 次，最后一次 \(last)",
      ja: "\(count) 回、最終 \(last)")
  }

  static func documentClause(_ number: String, _ clause: String) -> Text {
    Text(
      en: "\(number), clause \(clause)", zh: "\(number)，条款 \(clause)",
      ja: "\(number)、条項 \(clause)")
  }

  static func suppression(who: String, why: String, until: String) -> Text {
    Text(
      en: "by \(who) until \(until): \(why)", zh: "由 \(who) 抑制至 \(until)：\(why)",
      ja: "\(who) により \(until) まで：\(why)")
  }

  static func severityChange(who: String, why: String, until: String) -> Text {
    Text(
      en: "severity changed by \(who) until \(until): \(why)",
      zh: "严重程度由 \(who) 调整，至 \(until)：\(why)",
      ja: "重要度を \(who) が \(until) まで変更：\(why)")
  }

  /// What a `pass` rests on.
  static func observed(
    connections: UInt64, peers: Int, isPeersBounded: Bool, from first: String, to last: String
  ) -> Text {
    let more = isPeersBounded ? "≥" : ""
    return Text(
      en: "observed in \(connections) connection\(connections == 1 ? "" : "s") of "
        + "\(more)\(peers) peer\(peers == 1 ? "" : "s") between \(first) and \(last)",
      zh: "在 \(first) 至 \(last) 之间，于 \(more)\(peers) 个对端的 \(connections) 个连接中观察到",
      ja: "\(first) から \(last) までに、\(more)\(peers) 件の通信相手との \(connections) 件の接続で確認")
  }

  static func moreAssets(_ count: Int) -> Text {
    Text(
      en: "\(count) more assets are left out of this table; the json format has them all.",
      zh: "此表省略了另外 \(count) 个资产；json 格式包含全部资产。",
      ja: "ほか \(count) 件の資産はこの表から省略しました。json 形式にはすべて含まれます。")
  }

  static func packetsRead(_ packets: UInt64, _ octets: UInt64, _ sources: Int) -> Text {
    Text(
      en: "\(packets) packets, \(octets) bytes, \(sources) source\(sources == 1 ? "" : "s")",
      zh: "\(packets) 个数据包，\(octets) 字节，\(sources) 个来源",
      ja: "\(packets) パケット、\(octets) バイト、\(sources) 件の入力")
  }

  static func period(_ first: String, _ last: String) -> Text {
    Text(en: "\(first) to \(last)", zh: "\(first) 至 \(last)", ja: "\(first) から \(last)")
  }
}
