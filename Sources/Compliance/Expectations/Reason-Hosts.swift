extension Reason {
  var hostText: LocalizedText? { hostText1 ?? hostText2 }

  private var hostText1: LocalizedText? {
    switch self {
    case .payloadWebInClear:
      Self.say(
        "Web traffic of the Local Run Manager with {peer} is in clear on port {port}.",
        "Local Run Manager 与 {peer} 之间端口 {port} 的网页流量为明文。",
        "Local Run Manager と {peer} の間のポート {port} の Web 通信が平文です。")
    case .payloadInClear:
      Self.say(
        "Payload crosses in clear between the asset and {peer} on port {port}; the document recommends encryption.",
        "资产与 {peer} 之间端口 {port} 的数据为明文；文件建议加密。",
        "資産と {peer} の間のポート {port} のデータが平文です。文書は暗号化を推奨しています。")
    case .payloadEncrypted:
      Self.say(
        "Payload with {peer} on port {port} is encrypted.",
        "与 {peer} 在端口 {port} 上的数据已加密。",
        "ポート {port} での {peer} との通信は暗号化されています。")
    case .payloadInfrastructure:
      Self.say(
        "A service of the network itself, in clear by nature: {peer}, port {port}.",
        "网络自身的基础服务，本质上为明文：{peer}，端口 {port}。",
        "もともと平文であるネットワーク自体のサービスです：{peer}、ポート {port}。")
    case .payloadUnknown:
      Self.say(
        "Payload with {peer} on port {port} is of no known protocol and not TLS.",
        "与 {peer} 在端口 {port} 上的数据不属于已知协议，也不是 TLS。",
        "ポート {port} での {peer} との通信は既知のプロトコルでも TLS でもありません。")
    case .boundaryRefused:
      Self.say(
        "An unlisted connection with {peer} was stopped at the border: the control works.",
        "与 {peer} 的未登记连接在边界被阻止：控制有效。",
        "{peer} との未登録の接続は境界で止められました。制御は機能しています。")
    case .isolatedSpoke:
      Self.say(
        "The asset is flagged as isolated, and exchanged packets with {peer} on port {port}.",
        "该资产标记为已隔离，却与 {peer} 在端口 {port} 上交换了数据包。",
        "隔離とされた資産が、ポート {port} で {peer} とパケットを交わしました。")
    case .isolatedClaims:
      Self.say(
        "The asset is flagged as isolated, and says on the link that it is there.",
        "该资产标记为已隔离，却在链路上声明自己存在。",
        "隔離とされた資産が、リンク上で存在を示しました。")
    case .isolatedSilent:
      Self.say(
        "{peer} tried port {port} of the isolated asset and got no answer.",
        "{peer} 尝试了被隔离资产的端口 {port}，未得到应答。",
        "{peer} が隔離された資産のポート {port} を試し、応答はありませんでした。")
    case .outboundAfterAttack:
      Self.say(
        "An outbound connection to {peer} on port {port} within a day after a request that shows an attack.",
        "在显示攻击迹象的请求之后一天内，出现到 {peer} 端口 {port} 的出站连接。",
        "攻撃の兆候を示す要求から 1 日以内の、{peer} のポート {port} への送信接続です。")
    case .deliveryInWindow:
      Self.say(
        "{service} with {peer} on port {port} within a service window: a way on which software can arrive.",
        "维护窗口内与 {peer} 在端口 {port} 上的 {service}：软件可能由此到达。",
        "保守時間帯内の {peer} との {service}（ポート {port}）です。ソフトウェアが届き得る経路です。")
    case .firewallSilent:
      Self.say(
        "{peer} got no answer on port {port} while the asset was up: the firewall drops it.",
        "资产在线，而 {peer} 在端口 {port} 未得到应答：被防火墙丢弃。",
        "資産の稼働中、{peer} はポート {port} で応答を得ませんでした。ファイアウォールが破棄しています。")
    default: nil
    }
  }

  private var hostText2: LocalizedText? {
    switch self {
    case .firewallUnknown:
      Self.say(
        "{peer} got no answer on port {port}, and the asset was not seen up in that minute.",
        "{peer} 在端口 {port} 未得到应答，且该分钟内未见资产在线。",
        "{peer} はポート {port} で応答を得ませんでしたが、その 1 分間に資産の稼働は確認されていません。")
    case .firewallClosed:
      Self.say(
        "Port {port} was refused to {peer}: closed, not filtered.",
        "端口 {port} 拒绝了 {peer}：端口关闭，但未被过滤。",
        "ポート {port} は {peer} を拒否しました。閉じていますが、フィルターではありません。")
    case .firewallDeclared:
      Self.say(
        "Port {port} is declared for inbound connections and accepted {peer}.",
        "端口 {port} 已登记为入站端口，并接受了 {peer}。",
        "ポート {port} は着信用に登録済みで、{peer} を受け付けました。")
    case .firewallNoList:
      Self.say(
        "Port {port} accepted {peer}; the asset has no inbound rules to hold it against.",
        "端口 {port} 接受了 {peer}；该资产没有可对照的 inbound 规则。",
        "ポート {port} は {peer} を受け付けました。照合する inbound 規則が資産にありません。")
    case .firewallOpen:
      Self.say(
        "Port {port} accepted {peer} and is not among the declared inbound ports.",
        "端口 {port} 接受了 {peer}，但不在已登记的入站端口之中。",
        "ポート {port} は {peer} を受け付けましたが、登録済みの着信ポートにありません。")
    case .firewallAnswers:
      Self.say(
        "Port {port} answered {peer} and is not among the declared inbound ports.",
        "端口 {port} 应答了 {peer}，但不在已登记的入站端口之中。",
        "ポート {port} は {peer} に応答しましたが、登録済みの着信ポートにありません。")
    case .clearLogin:
      Self.say(
        "{service} with {peer} on port {port} begins with a login in clear.",
        "与 {peer} 在端口 {port} 上的 {service} 以明文登录开始。",
        "ポート {port} での {peer} との {service} は平文のログインで始まります。")
    default: nil
    }
  }
}
