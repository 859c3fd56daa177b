extension Reason {
  /// Sentences about the segment and the run.
  var segmentText: LocalizedText? {
    switch self {
    case .stationUnknown:
      Self.say(
        "A station that the site does not declare is on the segment: {mac}.",
        "网段中存在站点未声明的设备：{mac}。",
        "サイトに申告のないステーションがセグメントにあります：{mac}。")
    case .stationUnknownConnected:
      Self.say(
        "{peer}, a host on the segment that nobody declared, is connected with the asset on port {port}.",
        "网段内未声明的主机 {peer} 与该资产的端口 {port} 建立了连接。",
        "セグメント内の申告のないホスト {peer} が資産とポート {port} で接続しました。")
    case .addressTwice:
      Self.say(
        "Two stations say that one address is theirs; the second is {mac}.",
        "两个设备声称拥有同一地址，后者为 {mac}。",
        "二つのステーションが同じアドレスを名乗っています。後者は {mac} です。")
    case .addressOfAsset:
      Self.say(
        "{mac} says that it has the address of a declared host with another MAC address.",
        "{mac} 声称拥有另一 MAC 地址的已声明主机的地址。",
        "{mac} が、別の MAC アドレスで申告されたホストのアドレスを名乗っています。")
    case .addressMoved:
      Self.say(
        "An address went over to another station: {mac}.",
        "某地址转由另一设备使用：{mac}。",
        "アドレスが別のステーションに移りました：{mac}。")
    case .vlanForeign:
      Self.say(
        "{mac} uses an address of the instruments on VLAN {vlan}, which the site does not list.",
        "{mac} 在站点未列出的 VLAN {vlan} 上使用仪器网段的地址。",
        "{mac} が、サイトに記載のない VLAN {vlan} で装置側のアドレスを使っています。")
    case .admissionSucceeded:
      Self.say(
        "The switch let a station in: {mac}.",
        "交换机允许设备接入：{mac}。",
        "スイッチがステーションの接続を許可しました：{mac}。")
    case .admissionFailed:
      Self.say(
        "The switch turned a station away: {mac}.",
        "交换机拒绝设备接入：{mac}。",
        "スイッチがステーションの接続を拒否しました：{mac}。")
    case .scanSeen:
      Self.say(
        "{peer} tried many ports or hosts within a minute.",
        "{peer} 在一分钟内尝试了大量端口或主机。",
        "{peer} が 1 分間に多数のポートまたはホストを試みました。")
    case .scanDeclared:
      Self.say(
        "{peer}, a declared scanner, tried many ports or hosts.",
        "已声明的扫描器 {peer} 尝试了大量端口或主机。",
        "申告されたスキャナー {peer} が多数のポートまたはホストを試みました。")
    case .otherHostAsked:
      Self.say(
        "{peer} asked for {name}, a name of this asset's product.",
        "{peer} 查询了该资产所用产品的域名 {name}。",
        "{peer} が、この資産の製品の名前 {name} を問い合わせました。")
    case .captureGap:
      Self.say(
        "There was more than a minute without any packet, or packets were dropped: the sensor may have been blind.",
        "超过一分钟没有任何数据包，或有丢包：传感器可能未能监测。",
        "1 分を超えてパケットがなかったか、パケットが失われました。センサーが監視できていなかった可能性があります。")
    case .captureWhole:
      Self.say(
        "Packets came all the time, without a gap of more than a minute.",
        "数据包持续到达，间断不超过一分钟。",
        "1 分を超える空白なくパケットが届きました。")
    case .inventoryKept:
      Self.say(
        "Assets, peers and traffic of this run are in the report.",
        "本次运行的资产、对端和流量见报告。",
        "この実行の資産、相手、通信量は報告にあります。")
    case .rulesLoaded:
      Self.say(
        "The signature files of this run judged; their documents and revisions stand with the clauses.",
        "本次运行使用了签名文件；其文档和版本列于各条款。",
        "この実行ではシグネチャを用いました。文書と版は各条項に記載されています。")
    case .rulesOld:
      Self.say(
        "The signature files were last checked long before this capture; newer ones may know more.",
        "签名文件最近一次核对的时间远早于本次抓包；新版本可能更完整。",
        "シグネチャの最後の照合はこの記録よりずっと前です。新しい版がある可能性があります。")
    case .alertsDelivered:
      Self.say(
        "Every alert of this run reached its receiver.", "本次运行的所有告警均已送达接收方。",
        "この実行の警報はすべて受信側に届きました。")
    case .alertsLost:
      Self.say(
        "Alerts of this run did not reach their receiver.", "本次运行有告警未送达接收方。",
        "この実行の警報の一部が受信側に届きませんでした。")
    case .exerciseRun:
      Self.say(
        "This run is a replay: its findings can be held against what was known beforehand.",
        "本次运行为回放：结论可与事先已知的结果对照。",
        "この実行は再生であり、結果を事前に分かっている内容と照合できます。")
    default: nil
    }
  }
}
