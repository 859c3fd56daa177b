extension Reason {
  var smbText: LocalizedText? {
    smbDialectText ?? smbProtectionText ?? smbSessionText ?? clearText
  }

  private var smbDialectText: LocalizedText? {
    switch self {
    case .smb1InUse: Self.say("SMB1 is in use.", "正在使用 SMB1。", "SMB1 が使用されています。")
    case .smb1StillOffered:
      Self.say(
        "The client still offers SMB1; {dialect} was agreed.", "客户端仍提供 SMB1；协商结果为 {dialect}。",
        "クライアントはまだ SMB1 を提案しています。合意は {dialect} です。")
    case .smb1Refused: Self.say("SMB1 was refused.", "SMB1 被拒绝。", "SMB1 は拒否されました。")
    case .smbDialectMeets:
      Self.say("{dialect} was agreed.", "协商了 {dialect}。", "{dialect} が合意されました。")
    case .smbDialectBelow:
      Self.say(
        "{dialect} was agreed and a session set up.", "协商了 {dialect} 并建立了会话。",
        "{dialect} が合意され、セッションが確立しました。")
    case .smbDialectClientLimit:
      Self.say(
        "{dialect} was agreed: the client offers nothing newer than {client}.",
        "协商了 {dialect}：客户端最高只提供 {client}。", "{dialect} が合意されました。クライアントの提案は {client} までです。")
    case .smbDialectServerLimit:
      Self.say(
        "{dialect} was agreed: the client offered {client}, the server chose lower.",
        "协商了 {dialect}：客户端提供了 {client}，服务器选择了更低版本。",
        "{dialect} が合意されました。クライアントは {client} を提案し、サーバーが低いものを選びました。")
    case .smbDialectBelowNotEstablished:
      Self.say(
        "The server chose {dialect}, but no session followed.", "服务器选择了 {dialect}，但未建立会话。",
        "サーバーは {dialect} を選びましたが、セッションは成立しませんでした。")
    case .smbUnknownDialect:
      Self.say(
        "The server chose a dialect with the unknown number {dialect}.", "服务器选择了未知编号的方言 {dialect}。",
        "サーバーは未知の番号 {dialect} のダイアレクトを選びました。")
    case .smbNegotiateMissing:
      Self.say(
        "The negotiation was not seen, so what was agreed is not known.", "未见到协商过程，因此无法得知协商结果。",
        "ネゴシエーションが見られなかったため、合意内容は分かりません。")
    case .smbRefused:
      Self.say("The SMB negotiation was refused.", "SMB 协商被拒绝。", "SMB のネゴシエーションは拒否されました。")
    case .smbWeakOfferRefused:
      Self.say(
        "The client offered nothing newer than {client} and was refused.",
        "客户端最高只提供 {client}，被拒绝。", "クライアントの提案は {client} までで、拒否されました。")
    case .smbNotAnswered:
      Self.say("The SMB negotiation has no answer.", "SMB 协商没有应答。", "SMB のネゴシエーションに応答がありません。")
    case .smbOverQUIC:
      Self.say(
        "SMB over QUIC: dialect and signing are hidden inside TLS 1.3.",
        "SMB over QUIC：方言和签名隐藏在 TLS 1.3 之内。", "SMB over QUIC のため、ダイアレクトと署名は TLS 1.3 の中に隠れています。")
    case .smbOverQUICEncrypted:
      Self.say(
        "SMB over QUIC: all of it is encrypted by TLS 1.3.", "SMB over QUIC：全部由 TLS 1.3 加密。",
        "SMB over QUIC：すべて TLS 1.3 で暗号化されています。")
    default: nil
    }
  }

  private var smbProtectionText: LocalizedText? {
    switch self {
    case .smbDataSigned:
      Self.say(
        "Data messages are signed both ways (presence observed, validity not checked).",
        "数据消息双向签名（观察到签名存在，未校验其有效性）。", "データメッセージは双方向で署名されています（存在のみ確認、正当性は未検証）。")
    case .smbDataUnsigned:
      Self.say(
        "Data on a disk share moved without signatures on every message.", "磁盘共享上的数据传输并非每条消息都带签名。",
        "ディスク共有のデータが、すべてのメッセージに署名がない状態で転送されました。")
    case .smbIntegrityByEncryption:
      Self.say(
        "Integrity by authenticated encryption: all data messages are inside transform headers.",
        "完整性由认证加密保证：所有数据消息均在加密头之内。", "認証付き暗号による完全性：データメッセージはすべて変換ヘッダーの中にあります。")
    case .smbSigningRequired:
      Self.say(
        "Signing was negotiated as required; no data moved yet.", "已协商为必须签名；尚未传输数据。",
        "署名必須として合意されました。データはまだ転送されていません。")
    case .smbSigningNotRequired:
      Self.say(
        "Signing is enabled, not required, and no data moved.", "签名仅为启用而非必需，且未传输数据。",
        "署名は有効ですが必須ではなく、データの転送はありませんでした。")
    case .smbCompressed:
      Self.say(
        "Messages were compressed outside encryption; the inner header is hidden.",
        "消息在加密之外被压缩；内部头部不可见。", "暗号化の外で圧縮されており、内側のヘッダーは見えません。")
    case .smbCompressedInClear:
      Self.say(
        "Compressed messages moved without encryption.", "压缩消息未加密传输。", "圧縮されたメッセージが暗号化なしで転送されました。")
    case .smbShareUnknown:
      Self.say(
        "Clear messages moved on a share whose opening was not seen.", "在未见其打开过程的共享上传输了明文消息。",
        "開かれた様子が見られなかった共有で平文のメッセージが流れました。")
    case .smbOneWayEncrypted:
      Self.say(
        "Encrypted messages were seen in one direction only.", "只在一个方向上看到加密消息。",
        "暗号化されたメッセージは片方向でしか見られませんでした。")
    case .smbNoSession:
      Self.say("No SMB session was set up.", "未建立 SMB 会话。", "SMB セッションは確立されませんでした。")
    case .smbNoData:
      Self.say(
        "A session without data on a disk share; encryption was not asked for.",
        "会话未在磁盘共享上传输数据；未要求加密。", "ディスク共有のデータがないセッションで、暗号化は求められていません。")
    case .smbDataInClear:
      Self.say(
        "Data on a disk share moved in clear ({share} of the octets were encrypted).",
        "磁盘共享上的数据以明文传输（{share} 的字节被加密）。", "ディスク共有のデータが平文で転送されました（暗号化されたのは {share}）。")
    case .smbCannotEncrypt:
      Self.say(
        "{dialect} has no encryption.", "{dialect} 不支持加密。", "{dialect} には暗号化がありません。")
    case .smbDataEncrypted:
      Self.say(
        "All data messages are inside transform headers, both ways.", "所有数据消息双向均在加密头之内。",
        "データメッセージはすべて双方向で変換ヘッダーの中にあります。")
    case .smbNoCommonCipher:
      Self.say(
        "The server has no cipher in common with the client.", "服务器与客户端没有共同的加密算法。",
        "サーバーとクライアントに共通の暗号がありません。")
    case .smbEncryptionAskedFor:
      Self.say(
        "The server asked for encryption; no encrypted message was seen yet.",
        "服务器要求加密；尚未看到加密消息。", "サーバーは暗号化を求めましたが、暗号化されたメッセージはまだ見られません。")
    case .smbPipeInClear:
      Self.say(
        "Messages on IPC$ were in clear while the data was encrypted.", "IPC$ 上的消息为明文，而数据已加密。",
        "データは暗号化され、IPC$ のメッセージは平文でした。")
    default: nil
    }
  }

  private var smbSessionText: LocalizedText? {
    switch self {
    case .smbGuest:
      Self.say(
        "A {account} session reached a share.", "{account} 会话访问了共享。", "{account} セッションが共有に到達しました。")
    case .smbGuestNoData:
      Self.say("A guest session was accepted.", "接受了来宾会话。", "ゲストセッションが受け入れられました。")
    case .smbAnonymousNoData:
      Self.say(
        "An anonymous session without a disk share.", "匿名会话，未访问磁盘共享。", "ディスク共有に触れない匿名セッションです。")
    case .smbKerberos:
      Self.say(
        "The session is authenticated by Kerberos.", "会话由 Kerberos 认证。",
        "セッションは Kerberos で認証されています。")
    case .smbNTLMv1:
      Self.say(
        "The session is authenticated by NTLMv1.", "会话由 NTLMv1 认证。", "セッションは NTLMv1 で認証されています。")
    case .smbNTLM:
      Self.say("The session is authenticated by NTLM.", "会话由 NTLM 认证。", "セッションは NTLM で認証されています。")
    case .smbNTLMInDomain:
      Self.say(
        "The session is authenticated by NTLM although the asset is a member of a directory.",
        "该资产已加入目录，但会话由 NTLM 认证。", "資産はディレクトリのメンバーですが、セッションは NTLM で認証されています。")
    case .smbMechanismUnknown:
      Self.say(
        "How the session was authenticated was not seen.", "未见到会话的认证方式。", "セッションの認証方法は見られませんでした。")
    case .smbSetupRefused:
      Self.say("The session set-up was refused.", "会话建立被拒绝。", "セッションの確立は拒否されました。")
    default: nil
    }
  }

  private var clearText: LocalizedText? {
    switch self {
    case .clearDataMoved:
      Self.say(
        "Data moved over {service} without encryption.", "数据通过未加密的 {service} 传输。",
        "暗号化されていない {service} でデータが転送されました。")
    case .clearUnclassified:
      Self.say(
        "Printable payload of no known protocol moved without encryption.", "未知协议的可打印内容未加密传输。",
        "既知のプロトコルではない可読データが暗号化なしで転送されました。")
    case .clearRefused:
      Self.say("{service} was refused.", "{service} 被拒绝。", "{service} は拒否されました。")
    case .clearAttempt:
      Self.say("{service} was attempted.", "尝试使用 {service}。", "{service} が試みられました。")
    case .clearNoData:
      Self.say(
        "A connection for {service} was accepted; no data moved both ways.",
        "{service} 连接被接受；没有双向数据传输。", "{service} の接続は受け入れられましたが、双方向のデータはありませんでした。")
    case .clearCredentials:
      Self.say(
        "Credentials crossed {service} in clear.", "凭据通过 {service} 以明文传输。",
        "資格情報が {service} を平文で流れました。")
    case .clearPayload:
      Self.say(
        "Payload moved over {service} in clear.", "内容通过 {service} 以明文传输。",
        "{service} で平文のデータが流れました。")
    case .clearBackground:
      Self.say(
        "Background traffic of the operating system with {name}, in clear by design.",
        "操作系统与 {name} 的后台通信，按设计为明文。", "{name} とのオペレーティングシステムの背景通信で、設計上平文です。")
    default: nil
    }
  }
}
