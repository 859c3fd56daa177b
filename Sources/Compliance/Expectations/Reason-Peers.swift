extension Reason {
  var peerText: LocalizedText? { listText ?? destinationText }

  private var listText: LocalizedText? {
    switch self {
    case .peerListed:
      Self.say(
        "{peer} is listed for port {port}.", "{peer} 的端口 {port} 已列入清单。",
        "{peer} のポート {port} は一覧にあります。")
    case .peerListedNotEstablished:
      Self.say(
        "{peer} is listed for port {port}; no connection came about.",
        "{peer} 的端口 {port} 已列入清单；未建立连接。",
        "{peer} のポート {port} は一覧にありますが、接続は成立しませんでした。")
    case .osBackground:
      Self.say(
        "Background traffic of the operating system with {name}.", "操作系统与 {name} 的后台通信。",
        "{name} とのオペレーティングシステムの背景通信です。")
    case .declaredScanner:
      Self.say("{peer} is a declared scanner.", "{peer} 是已声明的扫描器。", "{peer} は申告されたスキャナーです。")
    case .nameLost:
      Self.say(
        "The part of the connection in which {peer} would have been named is missing from the capture.",
        "抓包缺少连接中本应给出 {peer} 名称的部分。", "{peer} の名前を示すはずの部分が記録にありません。")
    case .nameFromOtherHost:
      Self.say(
        "{peer} is covered only by {name}, a name that another host asked for.",
        "{peer} 仅因名称 {name} 而被允许，而该名称是由另一主机查询的。", "{peer} を許すのは、別のホストが問い合わせた名前 {name} だけです。")
    case .nameAmbiguous:
      Self.say(
        "{peer} has several names, and some of them are not listed.", "{peer} 有多个名称，其中部分未列入清单。",
        "{peer} には複数の名前があり、一部は一覧にありません。")
    case .nameNotBacked:
      Self.say(
        "The connection names {name}, but DNS never gave the asset the address {peer} for it: name not backed by DNS.",
        "该连接声称名称为 {name}，但 DNS 从未向该资产给出地址 {peer}：名称没有 DNS 佐证。",
        "接続は {name} と名乗りますが、DNS が資産にアドレス {peer} を答えたことはありません（DNS の裏付けなし）。")
    case .nameHidden:
      Self.say(
        "The name of {peer} is hidden by an encrypted ClientHello; only an outer name is known.",
        "{peer} 的名称被加密的 ClientHello 隐藏；只知道外层名称。", "{peer} の名前は暗号化された ClientHello に隠れ、外側の名前しか分かりません。"
      )
    case .nameByDNSOnly:
      Self.say(
        "{name} is known from DNS only: the connection itself does not state it.",
        "{name} 仅由 DNS 得知：连接本身未声明该名称。", "{name} は DNS からしか分からず、接続自体は名乗っていません。")
    case .unlistedInbound:
      Self.say(
        "{peer} is not listed and opened a connection to port {port} of the asset.",
        "{peer} 未列入清单，却与该资产的端口 {port} 建立了连接。", "一覧にない {peer} が資産のポート {port} に接続しました。")
    case .unlistedInboundAttempt:
      Self.say(
        "{peer} is not listed and tried port {port} of the asset.",
        "{peer} 未列入清单，试图连接该资产的端口 {port}。",
        "一覧にない {peer} が資産のポート {port} を試みました。")
    case .unlistedInboundRefused:
      Self.say(
        "{peer} is not listed and was refused at port {port}: the control works.",
        "{peer} 未列入清单，在端口 {port} 被拒绝：控制措施有效。", "一覧にない {peer} はポート {port} で拒否されました。制御は機能しています。")
    case .unlistedInServiceWindow:
      Self.say(
        "{peer} is not listed and connected to port {port} within a service window.",
        "{peer} 未列入清单，在维护窗口内连接了端口 {port}。", "一覧にない {peer} が保守時間帯にポート {port} に接続しました。")
    case .unlistedOutbound:
      Self.say(
        "The asset connected to {peer} port {port}, which no list names.",
        "该资产连接了任何清单都未列出的 {peer} 端口 {port}。", "資産が、どの一覧にもない {peer} のポート {port} に接続しました。")
    case .unlistedOutboundAttempt:
      Self.say(
        "The asset tried {peer} port {port}, which no list names.",
        "该资产试图连接任何清单都未列出的 {peer} 端口 {port}。",
        "資産が、どの一覧にもない {peer} のポート {port} を試みました。")
    case .unlistedPort:
      Self.say(
        "{peer} is declared, but not with port {port}.", "{peer} 已声明，但不包括端口 {port}。",
        "{peer} は申告されていますが、ポート {port} は含まれていません。")
    case .outsideEstablished:
      Self.say(
        "{peer}, outside the organisation, opened a connection to port {port} of the asset.",
        "组织外部的 {peer} 与该资产的端口 {port} 建立了连接。", "組織の外の {peer} が資産のポート {port} に接続しました。")
    case .outsideAttempt:
      Self.say(
        "{peer}, outside the organisation, tried port {port} of the asset.",
        "组织外部的 {peer} 试图连接该资产的端口 {port}。", "組織の外の {peer} が資産のポート {port} を試みました。")
    case .outsideRefused:
      Self.say(
        "{peer}, outside the organisation, was refused at port {port}.",
        "组织外部的 {peer} 在端口 {port} 被拒绝。",
        "組織の外の {peer} はポート {port} で拒否されました。")
    case .outsideInServiceWindow:
      Self.say(
        "{peer}, outside the organisation, connected to port {port} within a service window.",
        "组织外部的 {peer} 在维护窗口内连接了端口 {port}。", "組織の外の {peer} が保守時間帯にポート {port} に接続しました。")
    default: nil
    }
  }

  private var destinationText: LocalizedText? {
    switch self {
    case .destinationMet:
      Self.say(
        "{name} on port {port}, as documented.", "{name} 的端口 {port}，与文档一致。",
        "文書どおりの {name} ポート {port} です。")
    case .destinationNotEstablished:
      Self.say(
        "{name} on port {port}, as documented; no connection came about.",
        "{name} 的端口 {port}，与文档一致；未建立连接。", "文書どおりの {name} ポート {port} ですが、接続は成立しませんでした。")
    case .destinationWrongPort:
      Self.say(
        "{name} was reached on port {port}, which is not the documented port.",
        "以非文档规定的端口 {port} 连接了 {name}。", "{name} に、文書にないポート {port} で接続しました。")
    case .destinationWrongPortAttempt:
      Self.say(
        "{name} was tried on port {port}, which is not the documented port.",
        "试图以非文档规定的端口 {port} 连接 {name}。", "{name} に、文書にないポート {port} で接続を試みました。")
    case .destinationAlternativePort:
      Self.say(
        "{name} on port {port}: the product's own default, outside the documented rule.",
        "{name} 的端口 {port}：产品自身的默认端口，不在文档规则之内。", "{name} のポート {port}：製品の既定ですが、文書の規則の外です。")
    case .destinationAlternativeRefused:
      Self.say(
        "{name} on port {port}, outside the documented rule, was refused.",
        "{name} 的端口 {port} 不在文档规则之内，已被拒绝。", "文書の規則の外である {name} のポート {port} は拒否されました。")
    case .regionRight:
      Self.say("{name} belongs to the asset's region.", "{name} 属于该资产所在区域。", "{name} は資産の地域のものです。")
    case .regionNotEstablished:
      Self.say(
        "{name} belongs to the asset's region; no connection came about.",
        "{name} 属于该资产所在区域；未建立连接。",
        "{name} は資産の地域のものですが、接続は成立しませんでした。")
    case .regionWrong:
      Self.say(
        "The asset connected to {name}, an endpoint of the other region.", "该资产连接了另一区域的端点 {name}。",
        "資産が別の地域のエンドポイント {name} に接続しました。")
    case .regionWrongAttempt:
      Self.say(
        "The asset tried {name}, an endpoint of the other region.", "该资产试图连接另一区域的端点 {name}。",
        "資産が別の地域のエンドポイント {name} を試みました。")
    case .regionWrongQuestion:
      Self.say(
        "The asset asked for {name}, an endpoint of the other region.", "该资产查询了另一区域的端点 {name}。",
        "資産が別の地域のエンドポイント {name} を問い合わせました。")
    case .questionUnlisted:
      Self.say(
        "The asset asked for {name}, which no list names.", "该资产查询了任何清单都未列出的 {name}。",
        "資産が、どの一覧にもない {name} を問い合わせました。")
    case .questionTunnel:
      Self.say(
        "The asset asked for many names below {name} in a short time: possible tunnel.",
        "该资产在短时间内查询了 {name} 之下的大量名称：可能存在隧道。", "資産が {name} の下の多数の名前を短時間に問い合わせました。トンネルの可能性があります。")
    case .questionOrdinary:
      Self.say(
        "A question that hosts ask as a matter of course: {name}.", "主机的常规查询：{name}。",
        "ホストが通常行う問い合わせです：{name}。")
    case .questionBackground:
      Self.say(
        "The operating system asked for {name} in the background.", "操作系统在后台查询了 {name}。",
        "オペレーティングシステムが背景で {name} を問い合わせました。")
    default: nil
    }
  }
}
