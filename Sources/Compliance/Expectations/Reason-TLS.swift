extension Reason {
  var tlsText: LocalizedText? {
    switch self {
    case .tlsMeets:
      Self.say(
        "{version} was agreed and protected records went both ways.",
        "双方协商了 {version}，并双向传输了受保护的记录。", "{version} が合意され、保護されたレコードが双方向に流れました。")
    case .tlsBelow:
      Self.say(
        "{version} was agreed and used; the client's best offer was {client}.",
        "双方协商并使用了 {version}；客户端最高可提供 {client}。",
        "{version} が合意され使用されました。クライアントの最高提案は {client} です。")
    case .tlsBelowNotEstablished:
      Self.say(
        "The server selected {version}, but no session followed.",
        "服务器选择了 {version}，但未建立会话。", "サーバーは {version} を選びましたが、セッションは成立しませんでした。")
    case .tlsUnknownVersion:
      Self.say(
        "The server selected a version with the unknown number {version}.",
        "服务器选择了未知编号的版本 {version}。",
        "サーバーは未知の番号 {version} のバージョンを選びました。")
    case .tlsNotEstablished:
      Self.say(
        "The server selected {version}; no session followed, so nothing was protected by it.",
        "服务器选择了 {version}；未建立会话，因此没有数据受其保护。",
        "サーバーは {version} を選びましたが、セッションは成立せず、保護されたデータはありません。")
    case .tlsRefused:
      Self.say(
        "The handshake was refused before a version was agreed.", "握手在协商出版本之前被拒绝。",
        "バージョンが合意される前にハンドシェイクが拒否されました。")
    case .tlsWeakOfferRefused:
      Self.say(
        "The asset offered nothing newer than {client}; the server refused it.",
        "该资产最高只提供 {client}；服务器予以拒绝。", "資産の提案は {client} までで、サーバーが拒否しました。")
    case .tlsRefusedAsItShould:
      Self.say(
        "A client that offered nothing newer than {client} was refused, as it should be.",
        "最高只提供 {client} 的客户端被拒绝，符合要求。", "{client} までしか提案しないクライアントは、要求どおり拒否されました。")
    case .tlsNoServerHello:
      Self.say(
        "A ClientHello was sent and no ServerHello was seen.", "发送了 ClientHello，但未见 ServerHello。",
        "ClientHello は送信されましたが、ServerHello は見られませんでした。")
    case .tlsHelloMissing:
      Self.say(
        "The hello was lost or sent before the capture began, so the version is not known.",
        "hello 消息丢失或早于抓包开始，因此无法得知版本。", "hello が失われたか記録開始前に送られたため、バージョンは分かりません。")
    case .tlsFallback:
      Self.say(
        "The client marked its hello as a fallback: its best offer there is {client}.",
        "客户端将其 hello 标记为回退：此处最高提供 {client}。",
        "クライアントはこの hello をフォールバックと示しました。ここでの最高提案は {client} です。")
    case .tlsOlderAccepted:
      Self.say(
        "{version} was agreed; the client would also accept older versions.",
        "协商了 {version}；客户端也接受更旧的版本。", "{version} が合意されましたが、クライアントはより古いバージョンも受け入れます。")
    case .tlsDowngradeMarked:
      Self.say(
        "The server marked a downgrade: {version} was selected although {client} was offered.",
        "服务器标记了降级：客户端提供 {client}，却选择了 {version}。",
        "サーバーがダウングレードを示しました。{client} の提案に対し {version} が選ばれました。")
    case .tlsWeakCipher:
      Self.say(
        "The version is met, but the cipher suite {cipher} is weak.", "版本满足要求，但密码套件 {cipher} 强度不足。",
        "バージョンは満たしていますが、暗号スイート {cipher} は弱いものです。")
    case .notTLS:
      Self.say(
        "TLS is required here, and the connection carries {service}.",
        "此处要求使用 TLS，而该连接承载的是 {service}。",
        "ここでは TLS が必要ですが、接続の内容は {service} です。")
    case .notTLSOneWay:
      Self.say(
        "TLS is required here; one end sent {service} and got no answer.",
        "此处要求使用 TLS；一端发送了 {service}，未得到应答。", "ここでは TLS が必要ですが、一方が {service} を送り、応答はありませんでした。")
    case .quicMeets:
      Self.say(
        "QUIC, which permits TLS 1.3 or newer only.", "QUIC，只允许 TLS 1.3 或更高版本。",
        "QUIC は TLS 1.3 以上だけを許します。")
    case .quicNotAnswered:
      Self.say(
        "A QUIC Initial was not answered.", "QUIC Initial 未得到应答。", "QUIC Initial に応答がありませんでした。")
    case .quicUnknown:
      Self.say(
        "QUIC of a version that is not known or was not decoded.", "QUIC 版本未知或未能解码。",
        "QUIC のバージョンが未知、または復号できませんでした。")
    case .revocationInClear:
      Self.say(
        "Certificate revocation data from {name}, which is signed and sent in clear by design.",
        "来自 {name} 的证书吊销数据，其本身带签名，按设计以明文传输。", "{name} の証明書失効データです。署名されており、設計上平文で送られます。")
    case .cloudOpensLink:
      Self.say(
        "The cloud side {peer} opened a connection to the asset; only the asset may open the link.",
        "云端 {peer} 向该资产发起了连接；该链路只允许由资产发起。",
        "クラウド側 {peer} が資産への接続を開始しました。接続は資産側からだけ許されます。")
    case .cloudOpensLinkAttempt:
      Self.say(
        "The cloud side {peer} tried to open a connection to the asset.", "云端 {peer} 试图向该资产发起连接。",
        "クラウド側 {peer} が資産への接続を試みました。")
    case .cloudOpensLinkRefused:
      Self.say(
        "A connection from the cloud side {peer} was refused.", "来自云端 {peer} 的连接被拒绝。",
        "クラウド側 {peer} からの接続は拒否されました。")
    default: nil
    }
  }
}
