internal import Compliance

extension Phrases {
  // MARK: Coverage
  static let nothingLost = Text(
    en: "nothing dropped, cut short or malformed", zh: "没有丢弃、截断或格式错误",
    ja: "欠落・切り詰め・不正形式なし")
  static let drops = Text(
    en: "frames dropped before they were read", zh: "读取前被丢弃的帧",
    ja: "読み取り前に欠落したフレーム")
  static let cutFrames = Text(
    en: "frames captured shorter than on the wire", zh: "捕获长度短于线路长度的帧",
    ja: "回線上より短く記録されたフレーム")
  static let filtered = Text(
    en: "frames left out by the filter", zh: "被过滤表达式排除的帧",
    ja: "フィルターで除外したフレーム")
  static let linkType = Text(
    en: "frames of unknown link type", zh: "未知链路类型的帧", ja: "未知のリンク種別のフレーム")
  static let truncated = Text(
    en: "messages that ended too early", zh: "提前结束的报文", ja: "途中で終わったメッセージ")
  static let malformed = Text(
    en: "malformed messages", zh: "格式错误的报文", ja: "不正形式のメッセージ")
  static let flows = Text(en: "flows", zh: "流", ja: "フロー")
  static let oneSidedFlows = Text(
    en: "flows seen in one direction only", zh: "仅见单向的流", ja: "片方向のみのフロー")
  static let midstreamFlows = Text(
    en: "flows joined after their start", zh: "中途才看到的流", ja: "途中から観測したフロー")
  static let gaps = Text(
    en: "gaps in streams that were being read", zh: "所读数据流中的缺口",
    ja: "読み取り中のストリームの欠損")
  static let doubtful = Text(
    en: "packets that hosts may have read otherwise", zh: "主机可能有不同解读的数据包",
    ja: "ホストが別の読み方をした可能性のあるパケット")
  static let evictions = Text(
    en: "entries pushed out of full tables", zh: "因表满而被逐出的条目",
    ja: "満杯の表から追い出された項目")
  static let limitsHit = Text(en: "limits reached", zh: "达到的上限", ja: "到達した上限")
  static let tlsHandshakes = Text(
    en: "TLS handshakes by version", zh: "各版本的 TLS 握手", ja: "バージョン別 TLS ハンドシェイク")
  static let clientHellos = Text(
    en: "ClientHellos (split over segments)", zh: "ClientHello（跨段）",
    ja: "ClientHello（分割されたもの）")
  static let smbNegotiations = Text(
    en: "SMB negotiations by dialect", zh: "各方言的 SMB 协商", ja: "方言別 SMB ネゴシエーション")
  static let encryptedSMB = Text(
    en: "encrypted SMB sessions", zh: "加密的 SMB 会话", ja: "暗号化された SMB セッション")
  static let dns = Text(
    en: "DNS questions, answers", zh: "DNS 查询、应答", ja: "DNS の問い合わせ・応答")
  static let http = Text(en: "HTTP requests", zh: "HTTP 请求", ja: "HTTP リクエスト")

  // MARK: Standing limits
  /// Said once in every report, whatever was found.
  static let standingLimits = [
    Text(
      en: "Traffic that stays inside one switch port group, a wireless cell, a USB link or the "
        + "instrument itself never reaches a mirror port.",
      zh: "停留在同一交换机端口组、无线小区、USB 连接或仪器内部的流量不会到达镜像端口。",
      ja: "同一スイッチのポートグループ内、無線、USB、装置内部にとどまる通信はミラーポートに届きません。"),
    Text(
      en: "A mirror port loses frames under load and may show one direction only; a gap in what a "
        + "verdict rests on makes it undetermined, never a pass.",
      zh: "镜像端口在高负载下会丢帧，也可能只显示单向流量；判定所依据的内容若有缺口，结果为无法判定，绝不为符合。",
      ja: "ミラーポートは負荷時にフレームを失い、片方向しか見えないこともあります。判定の根拠に欠損があれば、適合ではなく判定不能とします。"),
    Text(
      en: "Encrypted content is not read: the sensor has no keys and sends no packets.",
      zh: "不读取加密内容：传感器没有密钥，也不发送任何数据包。",
      ja: "暗号化された内容は読みません。センサーは鍵を持たず、パケットを送信しません。"),
    Text(
      en:
        "Without its TLS hello or SMB negotiate message a flow proves neither version nor dialect.",
      zh: "缺少 TLS hello 或 SMB 协商报文的流，既不能证明版本，也不能证明方言。",
      ja: "TLS の hello や SMB のネゴシエートがないフローからは、バージョンも方言も証明できません。"),
    Text(
      en: "A passing connection shows what two ends agreed on once, not that a weaker offer would "
        + "have been refused.",
      zh: "符合的连接只表明双方曾达成的约定，不表明较弱的提议会被拒绝。",
      ja: "適合した接続は両端の一度の合意を示すだけで、より弱い提案が拒否されることは示しません。"),
  ]
}
