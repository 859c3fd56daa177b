extension Reason {
  var timeText: LocalizedText? { timeText1 ?? timeText2 ?? timeText3 }

  private var timeText1: LocalizedText? {
    switch self {
    case .patchRolledBack:
      Self.say(
        "Port {port} was {before} at {since} and {outcome} at {at}: the patch or block was rolled back, or a newer fixed release is in use.",
        "端口 {port} 在 {since} 为 {before}，在 {at} 为 {outcome}：补丁或阻断已回退，或正在使用更新的修复版本。",
        "ポート {port} は {since} に {before}、{at} に {outcome} でした。パッチまたは遮断が取り消されたか、後の修正版が使われています。")
    case .patchHeld:
      Self.say(
        "Port {port} still turns {peer} away, as it has since {since}.",
        "端口 {port} 自 {since} 起一直拒绝，目前仍拒绝 {peer}。",
        "ポート {port} は {since} から引き続き {peer} を拒否しています。")
    case .peersTooMany:
      Self.say(
        "{count} devices exchanged connections with the asset within a day; the limit is {limit}.",
        "一天内有 {count} 台设备与该资产建立连接，上限为 {limit}。",
        "1 日に {count} 台の機器が資産と接続しました。上限は {limit} 台です。")
    case .peersFew:
      Self.say(
        "At most {count} devices exchanged connections with the asset within a day; the limit is {limit}.",
        "一天内最多有 {count} 台设备与该资产建立连接，上限为 {limit}。",
        "1 日に資産と接続した機器は最大 {count} 台です。上限は {limit} 台です。")
    case .segmentLarge:
      Self.say(
        "{count} hosts were seen in the segments of the instruments; the limit is {limit}.",
        "在仪器网段中看到 {count} 台主机，上限为 {limit}。",
        "装置のセグメントで {count} 台のホストが見られました。上限は {limit} 台です。")
    case .segmentSmall:
      Self.say(
        "{count} hosts were seen in the segments of the instruments, within the limit of {limit}.",
        "在仪器网段中看到 {count} 台主机，未超过上限 {limit}。",
        "装置のセグメントで見られたホストは {count} 台で、上限 {limit} 台以内です。")
    case .restartSeen:
      Self.say(
        "The asset asked for its address anew at {at}, as after a restart.",
        "资产在 {at} 重新请求地址，表现如重启之后。",
        "資産は {at} に、再起動後のようにアドレスを改めて要求しました。")
    case .restartInUpload:
      Self.say(
        "A sustained upload ended shortly before the asset started at {at}: a restart during a run is suspected.",
        "持续上传在资产于 {at} 启动前不久中断：怀疑在运行期间重启。",
        "{at} の起動の直前に、続いていた送信が終わりました。ラン中の再起動が疑われます。")
    case .updateSeen:
      Self.say(
        "Update traffic with {peer} was seen; its result is not visible.",
        "看到与 {peer} 的更新流量，更新结果不可见。",
        "{peer} との更新の通信が見られました。結果は見えません。")
    case .updateMissing:
      Self.say(
        "No update traffic was seen for {days} days, and updates are expected over the network.",
        "{days} 天内未见更新流量，而更新应通过网络进行。",
        "更新はネットワーク経由のはずですが、{days} 日間更新の通信がありません。")
    case .logExported:
      Self.say(
        "Logs were sent to {peer} on port {port}.",
        "日志已发送到 {peer} 的端口 {port}。",
        "{peer} のポート {port} へログが送られました。")
    case .logMissing:
      Self.say(
        "No log reached the declared collector for {hours} hours.",
        "{hours} 小时内没有日志到达已登记的日志服务器。",
        "{hours} 時間、登録済みの収集先へログが届いていません。")
    default: nil
    }
  }

  private var timeText2: LocalizedText? {
    switch self {
    case .antivirusUpdate:
      Self.say(
        "Antivirus signatures were fetched from {peer}.",
        "从 {peer} 获取了防病毒特征库。",
        "{peer} からウイルス定義が取得されました。")
    case .antivirusLookup:
      Self.say(
        "The antivirus program asked {peer} about files.",
        "防病毒程序向 {peer} 查询文件信息。",
        "ウイルス対策ソフトが {peer} にファイルを照会しました。")
    case .antivirusInRun:
      Self.say(
        "{count} cloud lookups during one sustained upload: real-time scanning is suspected.",
        "在一次持续上传期间有 {count} 次云查询：怀疑启用了实时扫描。",
        "続いていた送信の間に {count} 回のクラウド照会がありました。リアルタイム検査が疑われます。")
    case .logonFailed:
      Self.say(
        "A logon between the asset and {peer} on port {port} failed.",
        "资产与 {peer} 之间端口 {port} 的一次登录失败。",
        "資産と {peer} の間のポート {port} のログオンが失敗しました。")
    case .logonOrdinary:
      Self.say(
        "A logon between the asset and {peer} on port {port} succeeded without a failure before.",
        "资产与 {peer} 之间端口 {port} 的登录成功，此前无失败。",
        "資産と {peer} の間のポート {port} のログオンは、失敗なく成功しました。")
    case .logonBurst:
      Self.say(
        "{count} or more failed logons with {peer} within {minutes} minutes.",
        "{minutes} 分钟内与 {peer} 之间登录失败不少于 {count} 次。",
        "{minutes} 分以内に {peer} とのログオンが {count} 回以上失敗しました。")
    case .logonAfterBurst:
      Self.say(
        "A logon with {peer} succeeded shortly after {count} or more failures: the password was likely guessed.",
        "在 {count} 次以上失败之后不久，与 {peer} 的登录成功：密码很可能被猜中。",
        "{count} 回以上の失敗の直後に {peer} とのログオンが成功しました。パスワードが推測された可能性が高いです。")
    case .logonLockedOut:
      Self.say(
        "The account was locked after failed logons with {peer}: the protection acted.",
        "与 {peer} 的登录失败后账户被锁定：保护已生效。",
        "{peer} とのログオン失敗の後にアカウントがロックされました。保護が働いています。")
    case .accountOrdinary:
      Self.say(
        "An account that is not one of the administrators' was used with {peer}.",
        "与 {peer} 使用的是非管理员账户。",
        "{peer} とは管理者以外のアカウントが使われました。")
    case .accountPrivileged:
      Self.say(
        "The account {account} was used over the network with {peer}.",
        "账户 {account} 通过网络与 {peer} 使用。",
        "アカウント {account} がネットワーク経由で {peer} と使われました。")
    case .accountShared:
      Self.say(
        "One account reached the asset from {count} clients within {hours} hours, {peer} among them.",
        "{hours} 小时内同一账户从 {count} 个客户端访问该资产，其中包括 {peer}。",
        "{hours} 時間以内に、1 つのアカウントが {peer} を含む {count} 台の端末から資産に接続しました。")
    case .accountPersonal:
      Self.say(
        "The account of {peer} came from no other client.",
        "{peer} 的账户未从其他客户端使用。",
        "{peer} のアカウントはほかの端末からは使われていません。")
    default: nil
    }
  }

  private var timeText3: LocalizedText? {
    switch self {
    case .sessionLarge:
      Self.say(
        "A remote session through {peer} sent {limit} megabytes or more: consistent with a file transfer, and screen video can be large too.",
        "经 {peer} 的远程会话发送了 {limit} MB 以上：与文件传输相符，但屏幕画面也可能较大。",
        "{peer} を通るリモートセッションが {limit} MB 以上を送信しました。ファイル転送と一致しますが、画面映像も大きくなり得ます。")
    case .sessionSmall:
      Self.say(
        "A remote session through {peer} sent less than {limit} megabytes.",
        "经 {peer} 的远程会话发送不足 {limit} MB。",
        "{peer} を通るリモートセッションの送信は {limit} MB 未満でした。")
    case .postureSteady:
      Self.say(
        "What the asset negotiates with {peer} on port {port} is as it was first seen.",
        "资产与 {peer} 在端口 {port} 上的协商结果与首次所见一致。",
        "資産と {peer} のポート {port} での取り決めは最初と同じです。")
    case .postureWeaker:
      Self.say(
        "{property} with {peer} on port {port} was {before} at {since} and is {now}: weaker.",
        "与 {peer} 在端口 {port} 上的 {property} 在 {since} 为 {before}，现为 {now}：变弱。",
        "ポート {port} での {peer} との {property} は {since} に {before}、今は {now} で、弱くなりました。")
    case .postureAfterPolicy:
      Self.say(
        "{property} with {peer} on port {port} was {before} and is {now}, within a day after a group policy was fetched ({fetched}).",
        "与 {peer} 在端口 {port} 上的 {property} 原为 {before}，在获取组策略（{fetched}）后一天内变为 {now}。",
        "ポート {port} での {peer} との {property} は {before} でしたが、グループポリシーの取得（{fetched}）から 1 日以内に {now} になりました。"
      )
    case .postureStronger:
      Self.say(
        "{property} with {peer} on port {port} was {before} at {since} and is {now}: stronger.",
        "与 {peer} 在端口 {port} 上的 {property} 在 {since} 为 {before}，现为 {now}：变强。",
        "ポート {port} での {peer} との {property} は {since} に {before}、今は {now} で、強くなりました。")
    default: nil
    }
  }
}
