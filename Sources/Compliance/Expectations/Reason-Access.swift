extension Reason {
  /// Sentences about access and use.
  var useText: LocalizedText? { useText1 ?? useText2 }

  private var useText1: LocalizedText? {
    switch self {
    case .accessEstablished:
      Self.say(
        "{service} between the asset and {peer} was used.",
        "该资产与 {peer} 之间使用了 {service}。",
        "資産と {peer} の間で {service} が使われました。")
    case .accessAttempt:
      Self.say(
        "{service} between the asset and {peer} was tried.",
        "该资产与 {peer} 之间尝试了 {service}。",
        "資産と {peer} の間で {service} が試みられました。")
    case .accessRefused:
      Self.say(
        "{service} between the asset and {peer} was refused.",
        "该资产与 {peer} 之间的 {service} 被拒绝。",
        "資産と {peer} の間の {service} は拒否されました。")
    case .accessInWindow:
      Self.say(
        "{service} between the asset and {peer} was used within a service window.",
        "维护窗口内该资产与 {peer} 之间使用了 {service}。",
        "保守時間帯に資産と {peer} の間で {service} が使われました。")
    case .accessByPortOnly:
      Self.say(
        "A connection with {peer} on port {port}, which {service} has; its content was not recognised.",
        "与 {peer} 在 {service} 的端口 {port} 上的连接；内容未能识别。",
        "{peer} との、{service} のポート {port} での接続です。内容は識別できません。")
    case .supportFromOutside:
      Self.say(
        "{peer}, outside the organisation, opened {service} to the asset.",
        "组织外部的 {peer} 向该资产发起了 {service}。",
        "組織の外の {peer} が資産へ {service} を開始しました。")
    case .supportToolOther:
      Self.say(
        "{service} with {peer}: remote control by another way than the documented one.",
        "与 {peer} 的 {service}：以文档之外的方式进行远程控制。",
        "{peer} との {service}：文書以外の方法によるリモート操作です。")
    case .supportSession:
      Self.say(
        "A session of remote support with {peer} outside of every service window.",
        "在所有维护窗口之外与 {peer} 进行了远程支持会话。",
        "どの保守時間帯にも入らない、{peer} とのリモートサポートのセッションです。")
    case .supportSessionInWindow:
      Self.say(
        "A session of remote support with {peer}.",
        "与 {peer} 的远程支持会话。",
        "{peer} とのリモートサポートのセッションです。")
    case .trafficRecorded:
      Self.say(
        "Traffic with {peer} on port {port}, for the record.",
        "与 {peer} 端口 {port} 的通信，仅作记录。",
        "{peer} ポート {port} との通信（記録のみ）。")
    case .webUnlisted:
      Self.say(
        "A web connection to {peer}, which no list names.",
        "到任何清单都未列出的 {peer} 的网页连接。",
        "どの一覧にもない {peer} へのウェブ接続です。")
    case .webManyNames:
      Self.say(
        "One of many unlisted domains in a short time: {peer}.",
        "短时间内访问的大量未登记域名之一：{peer}。",
        "短時間に接続した多数の未登録ドメインの一つです：{peer}。")
    case .webEncryptedResolver:
      Self.say(
        "{peer} resolves names over an encrypted connection, so that names are hidden.",
        "{peer} 以加密连接解析域名，域名因此不可见。",
        "{peer} は暗号化した接続で名前を解決するため、名前が見えません。")
    case .downloadSeen:
      Self.say(
        "A program was fetched from {peer}.",
        "从 {peer} 下载了程序。",
        "{peer} からプログラムが取得されました。")
    case .downloadHidden:
      Self.say(
        "Much data of unknown content came from {peer}, which no list names.",
        "从任何清单都未列出的 {peer} 收到大量内容未知的数据。",
        "どの一覧にもない {peer} から内容不明の大量のデータを受信しました。")
    case .programWritten:
      Self.say(
        "{peer} wrote a program to the asset.",
        "{peer} 向该资产写入了程序。",
        "{peer} が資産にプログラムを書き込みました。")
    case .directoryNotJoined:
      Self.say(
        "{service} with {peer} shows a directory, and the site says that the asset is in none.",
        "与 {peer} 的 {service} 表明使用目录服务，而站点声明该资产未加入。",
        "{peer} との {service} はディレクトリの利用を示しますが、サイトでは資産は不参加です。")
    default: nil
    }
  }

  private var useText2: LocalizedText? {
    switch self {
    case .directoryJoined:
      Self.say(
        "{service} with {peer}: the asset is in a directory, as the site says.",
        "与 {peer} 的 {service}：该资产已加入目录服务，与站点声明一致。",
        "{peer} との {service}：資産はサイトの記載どおりディレクトリに参加しています。")
    case .directoryUndeclared:
      Self.say(
        "{service} with {peer} shows a directory; the site does not say whether the asset is in one.",
        "与 {peer} 的 {service} 表明使用目录服务；站点未声明该资产是否加入。",
        "{peer} との {service} はディレクトリの利用を示しますが、参加の有無がサイトに記載されていません。")
    case .directoryAsked:
      Self.say(
        "The asset looked for a domain controller: {name}.",
        "该资产查询了域控制器：{name}。",
        "資産がドメインコントローラーを探しました：{name}。")
    case .policyFetched:
      Self.say(
        "The asset fetched a group policy from {peer}.",
        "该资产从 {peer} 获取了组策略。",
        "資産が {peer} からグループポリシーを取得しました。")
    case .tunnelOfAsset:
      Self.say(
        "A tunnel between the asset and {peer}: {service}.",
        "该资产与 {peer} 之间存在隧道：{service}。",
        "資産と {peer} の間のトンネルです：{service}。")
    case .foreignInternal:
      Self.say(
        "{peer} has a private address that is not among the site's own.",
        "{peer} 使用私有地址，但不属于本站点。",
        "{peer} は私設アドレスですが、サイトの範囲にありません。")
    case .indicatorMet:
      Self.say(
        "The asset was connected with {peer}, which the site's indicator file names.",
        "该资产与威胁指标文件所列的 {peer} 建立了连接。",
        "資産が脅威指標ファイルにある {peer} と接続しました。")
    case .indicatorTried:
      Self.say(
        "A connection with {peer}, which the site's indicator file names, was tried.",
        "曾尝试与威胁指标文件所列的 {peer} 连接。",
        "脅威指標ファイルにある {peer} との接続が試みられました。")
    case .indicatorAsked:
      Self.say(
        "The asset asked for {name}, which the site's indicator file names.",
        "该资产查询了威胁指标文件所列的 {name}。",
        "資産が脅威指標ファイルにある {name} を問い合わせました。")
    case .throughputMet:
      Self.say(
        "A transfer with {peer} reached 6 Mbit/s.",
        "与 {peer} 的传输达到 6 Mbit/s。",
        "{peer} との転送は 6 Mbit/s に達しました。")
    case .throughputBelow:
      Self.say(
        "A long transfer with {peer} stayed below 6 Mbit/s although more was to be sent: segments were lost, or the receiver had no room.",
        "与 {peer} 的长时间传输低于 6 Mbit/s，且尚有数据待发：报文段丢失或接收方缓冲已满。",
        "{peer} との長い転送は、送るデータが残っていたのに 6 Mbit/s 未満でした。セグメントが失われたか、受信側に空きがありませんでした。")
    case .integrityByAEAD:
      Self.say(
        "Data with {peer} are encrypted and authenticated in one step.",
        "与 {peer} 的数据采用认证加密。",
        "{peer} とのデータは認証付き暗号で保護されています。")
    case .integrityByMAC:
      Self.say(
        "Data with {peer} are protected by a code of their own beside the encryption.",
        "与 {peer} 的数据在加密之外另有消息认证码。",
        "{peer} とのデータは暗号とは別の認証コードで保護されています。")
    case .clearBind:
      Self.say(
        "A password for the directory crossed the network in clear, towards {peer}.",
        "目录服务的密码以明文发送至 {peer}。",
        "ディレクトリのパスワードが平文で {peer} へ送られました。")
    case .preauthenticationFailed:
      Self.say(
        "A log-on at {peer} was turned away.",
        "在 {peer} 的登录被拒绝。",
        "{peer} でのログオンが拒否されました。")
    default: nil
    }
  }
}
