extension Reason {
  var localRunManagerText: LocalizedText? { accessText ?? consoleText }

  private var accessText: LocalizedText? {
    switch self {
    case .lrmFiltered:
      Self.say(
        "{peer} got no answer at all on port {port} while the instrument was up: consistent with the manual firewall block.",
        "仪器在线，而 {peer} 在端口 {port} 未得到任何应答：与手动防火墙阻断一致。",
        "装置は稼働中で、{peer} はポート {port} でまったく応答を得ませんでした。手動のファイアウォール遮断と一致します。")
    case .lrmClosed:
      Self.say(
        "{peer} was refused on port {port}: consistent with a block or a stopped service.",
        "{peer} 在端口 {port} 被拒绝：与阻断或服务停止一致。", "{peer} はポート {port} で拒否されました。遮断またはサービス停止と一致します。")
    case .lrmTurnedAway:
      Self.say(
        "The web server turned {peer} away on port {port}: consistent with the vendor's patch v1.0.0.",
        "Web 服务器在端口 {port} 拒绝了 {peer}：与厂商补丁 v1.0.0 一致。",
        "Web サーバーがポート {port} で {peer} を拒否しました。ベンダーのパッチ v1.0.0 と一致します。")
    case .lrmAnswered:
      Self.say(
        "The web server answered {peer} on port {port}: the patch is absent or rolled back, or a later fixed release is in use.",
        "Web 服务器在端口 {port} 应答了 {peer}：补丁缺失或已回退，或正在使用后续修复版本。",
        "Web サーバーがポート {port} で {peer} に応答しました。パッチが未適用か取り消されたか、後の修正版が使われています。")
    case .lrmAnsweredEncrypted:
      Self.say(
        "Remote access was answered on port {port} over {version}; the HTTP status is hidden.",
        "端口 {port} 通过 {version} 应答了远程访问；HTTP 状态不可见。",
        "ポート {port} で {version} によりリモートアクセスに応答しました。HTTP ステータスは見えません。")
    case .lrmAnsweredWeak:
      Self.say(
        "Remote access was answered on port {port} over {version}, below 1.2.",
        "端口 {port} 通过低于 1.2 的 {version} 应答了远程访问。",
        "ポート {port} で 1.2 未満の {version} によりリモートアクセスに応答しました。")
    case .lrmReachable:
      Self.say(
        "Port {port} accepts remote connections from {peer}; what the web server would serve is undecided.",
        "端口 {port} 接受来自 {peer} 的远程连接；Web 服务器会提供什么尚无定论。",
        "ポート {port} は {peer} からのリモート接続を受け付けます。Web サーバーが何を返すかは未確定です。")
    case .lrmUnanswered:
      Self.say(
        "{peer} got no answer on port {port}, and the instrument was not seen up in that minute.",
        "{peer} 在端口 {port} 未得到应答，且该分钟内未见仪器在线。",
        "{peer} はポート {port} で応答を得ませんでしたが、その 1 分間に装置の稼働は確認されていません。")
    case .lrmUntested:
      Self.say(
        "No remote attempt was seen, so the patch state is unknown.", "未见远程访问尝试，因此补丁状态未知。",
        "リモートからの試みが見られなかったため、パッチの状態は不明です。")
    case .lrmUnrecognised:
      Self.say(
        "Port {port} answered {peer} with content that was not recognised.",
        "端口 {port} 以无法识别的内容应答了 {peer}。",
        "ポート {port} は識別できない内容で {peer} に応答しました。")
    case .lrmInServiceWindow:
      Self.say(
        "Remote access was open to {peer} within a service window.", "维护窗口内远程访问对 {peer} 开放。",
        "保守時間帯に {peer} へリモートアクセスが開かれていました。")
    case .lrmBlockPartial:
      Self.say(
        "One web port is blocked and the other answers remote clients.",
        "一个 Web 端口被阻断，另一个却应答远程客户端。",
        "一方の Web ポートは遮断され、もう一方はリモートクライアントに応答します。")
    case .lrmBlockBoth:
      Self.say(
        "Both web ports gave no answer while the instrument was up.", "仪器在线，而两个 Web 端口均无应答。",
        "装置の稼働中、両方の Web ポートが応答しませんでした。")
    case .lrmNotBlocked:
      Self.say(
        "Port {port} is not blocked silently; the outcome was {outcome}.",
        "端口 {port} 未被静默阻断；结果为 {outcome}。",
        "ポート {port} は無応答の遮断ではなく、結果は {outcome} でした。")
    default: nil
    }
  }

  private var consoleText: LocalizedText? {
    switch self {
    case .consoleMeets:
      Self.say(
        "The Local Console accepted the listed peer {peer} over {version}.",
        "Local Console 通过 {version} 接受了清单内的 {peer}。",
        "Local Console は一覧にある {peer} を {version} で受け付けました。")
    case .consolePeerUnlisted:
      Self.say(
        "{version} is met; whether {peer} may connect is another clause's question.",
        "{version} 满足要求；{peer} 是否可以连接由另一条款判断。", "{version} は満たします。{peer} の接続可否は別の条項で判断します。")
    case .consoleInClear:
      Self.say(
        "The Local Console answered {peer} on port {port} without encryption.",
        "Local Console 在端口 {port} 以明文应答了 {peer}。",
        "Local Console がポート {port} で {peer} に暗号化なしで応答しました。")
    case .consoleRedirects:
      Self.say(
        "Port {port} answers in clear and only redirects to https.", "端口 {port} 以明文应答，仅重定向到 https。",
        "ポート {port} は平文で応答し、https へ転送するだけです。")
    case .consoleTurnedAway:
      Self.say(
        "The web server turned {peer} away on port {port}.", "Web 服务器在端口 {port} 拒绝了 {peer}。",
        "Web サーバーがポート {port} で {peer} を拒否しました。")
    default: nil
    }
  }

  var ledgerText: LocalizedText? {
    switch self {
    case .oneSided:
      Self.say(
        "The mirror shows one direction of the connection only.", "镜像只显示该连接的一个方向。",
        "ミラーには接続の片方向しか映っていません。")
    case .gap:
      Self.say(
        "Part of the connection is missing from the capture.", "抓包缺少该连接的一部分。", "接続の一部が記録にありません。")
    case .doubtful:
      Self.say(
        "The ends of the connection may have read other octets than the sensor.",
        "连接两端读到的字节可能与传感器读到的不同。", "接続の両端はセンサーと異なるオクテットを読んだ可能性があります。")
    case .evicted:
      Self.say(
        "The connection was dropped from a full table before it ended.", "该连接在结束前因表满被移出。",
        "接続は終了前に、満杯の表から外されました。")
    case .directionUnknown:
      Self.say(
        "The capture does not show which end opened this exchange of datagrams.",
        "抓包未显示该数据报交换由哪一端发起。", "このデータグラムのやり取りをどちらの端が始めたかは、記録から分かりません。")
    case .ledgerPass:
      Self.say(
        "Observed in {count} connections of {peers} peers between {first} and {last}.",
        "在 {first} 至 {last} 之间，于 {peers} 个对端的 {count} 个连接中观察到。",
        "{first} から {last} の間に、{peers} の相手との {count} 接続で確認されました。")
    case .ledgerCounted:
      Self.say(
        "{count} observations of {peers} peers between {first} and {last}.",
        "在 {first} 至 {last} 之间，有 {peers} 个对端的 {count} 次观察。",
        "{first} から {last} の間に、{peers} の相手について {count} 件の観測がありました。")
    case .ledgerNotObserved:
      Self.say("No relevant traffic was seen.", "未见相关流量。", "関連する通信は見られませんでした。")
    case .ledgerLost:
      Self.say(
        "No relevant traffic was seen, but frames were lost or one direction is missing.",
        "未见相关流量，但有帧丢失或缺少一个方向。", "関連する通信は見られませんでしたが、フレームの欠落または片方向の欠落があります。")
    case .ledgerNoSite:
      Self.say(
        "No site file was given, so there is no list to compare with.", "未提供现场文件，因此没有可对照的清单。",
        "サイトファイルがないため、照合する一覧がありません。")
    case .ledgerSuppressed:
      Self.say(
        "Only suppressed findings: they are listed with who, why and until when.",
        "只有已抑制的发现：报告列出了由谁、为何以及截止何时。", "抑制された検出だけです。誰が、なぜ、いつまでかは報告に示されます。")
    case .ledgerWorstOf:
      Self.say("The worst of {clauses}.", "取 {clauses} 中最差者。", "{clauses} のうち最も悪い判定です。")
    case .superseded:
      Self.say(
        "The connection went on and is judged by what it turned out to be.", "该连接已继续，按其后续情况判断。",
        "接続は続き、その後の内容で判断されています。")
    default: nil
    }
  }
}
