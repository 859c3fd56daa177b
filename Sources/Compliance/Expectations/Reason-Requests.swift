extension Reason {
  var requestText: LocalizedText? { requestText1 ?? requestText2 }

  private var requestText1: LocalizedText? {
    switch self {
    case .requestOrdinary:
      Self.say(
        "The request of {peer} on port {port} shows none of the signs.",
        "{peer} 在端口 {port} 上的请求未显示任何迹象。",
        "ポート {port} への {peer} の要求に兆候は見られません。")
    case .requestUnanswered:
      Self.say(
        "The request of {peer} on port {port} shows none of the signs, and no answer to it was seen.",
        "{peer} 在端口 {port} 上的请求未显示任何迹象，且未见应答。",
        "ポート {port} への {peer} の要求に兆候はなく、応答も見られませんでした。")
    case .requestsHidden:
      Self.say(
        "HTTP content on port {port} is inside {version} and not inspected; requests of {peer} are not covered.",
        "端口 {port} 的 HTTP 内容位于 {version} 之内，未作检查；{peer} 的请求不在覆盖范围内。",
        "ポート {port} の HTTP の内容は {version} の中にあり検査されません。{peer} の要求は対象外です。")
    case .scriptPostAttempted:
      Self.say(
        "{peer} sent a POST to a script page on port {port}; no answer was seen.",
        "{peer} 在端口 {port} 上向脚本页面提交了 POST，未见应答。",
        "{peer} がポート {port} のスクリプトページへ POST を送り、応答は見られませんでした。")
    case .scriptPostRefused:
      Self.say(
        "{peer} sent a POST to a script page on port {port}; the server refused it with status {status}.",
        "{peer} 在端口 {port} 上向脚本页面提交了 POST，服务器以状态 {status} 拒绝。",
        "{peer} がポート {port} のスクリプトページへ POST を送り、サーバーはステータス {status} で拒否しました。")
    case .scriptPostAnswered:
      Self.say(
        "{peer} sent a POST to a script page on port {port} and got status {status}: it likely ran.",
        "{peer} 在端口 {port} 上向脚本页面提交了 POST 并得到状态 {status}：脚本很可能已执行。",
        "{peer} がポート {port} のスクリプトページへ POST を送り、ステータス {status} を得ました。実行された可能性が高いです。")
    case .scriptPostSuspect:
      Self.say(
        "{peer} sent a POST to another kind of script page on port {port}; that kind is this sensor's addition to the document's list.",
        "{peer} 在端口 {port} 上向其他类型的脚本页面提交了 POST；该类型由本传感器在文件清单之外补充。",
        "{peer} がポート {port} の別種のスクリプトページへ POST を送りました。この種類は文書の一覧に本センサーが加えたものです。")
    case .uploadWordsFound:
      Self.say(
        "What {peer} sent holds words that the document warns of: {signs}.",
        "{peer} 发送的内容含有文件所警示的字样：{signs}。",
        "{peer} の送信内容に、文書が警告する語があります：{signs}。")
    case .uploadWordAlone:
      Self.say(
        "What {peer} sent holds one of the words alone: {signs}.",
        "{peer} 发送的内容仅含其中一个字样：{signs}。",
        "{peer} の送信内容に、該当する語が 1 つだけあります：{signs}。")
    case .uploadTooLong:
      Self.say(
        "The body that {peer} sent is longer than the 1 MiB that are searched; no word was found in them.",
        "{peer} 发送的内容超过检查上限 1 MiB，已检查部分未发现相关字样。",
        "{peer} の送信内容は検査上限の 1 MiB を超え、検査した範囲に該当する語はありません。")
    case .uploadPacked:
      Self.say(
        "The body that {peer} sent is packed in a way that is not unpacked.",
        "{peer} 发送的内容采用无法解压的压缩方式。",
        "{peer} の送信内容は展開できない形式で圧縮されています。")
    case .uploadIncomplete:
      Self.say(
        "Part of the body that {peer} sent is missing from the capture.",
        "抓包缺少 {peer} 所发送内容的一部分。",
        "{peer} の送信内容の一部が記録にありません。")
    case .uploadNoManifest:
      Self.say(
        "{peer} uploaded a file that does not look like a manifest.",
        "{peer} 上传的文件不像是清单文件（manifest）。",
        "{peer} がマニフェストとは見られないファイルをアップロードしました。")
    default: nil
    }
  }

  private var requestText2: LocalizedText? {
    switch self {
    case .traversalFound:
      Self.say(
        "A request of {peer} leads out of a directory (from a public advisory).",
        "{peer} 的请求跳出了所在目录（依据公开安全通告）。",
        "{peer} の要求がディレクトリーの外を指しています（公開アドバイザリーによる）。")
    case .uploadedScriptRan:
      Self.say(
        "{peer} called a script that had been uploaded, and the server answered with status {status}.",
        "{peer} 调用了此前上传的脚本，服务器以状态 {status} 应答。",
        "{peer} がアップロード済みのスクリプトを呼び出し、サーバーはステータス {status} で応答しました。")
    case .uploadedScriptRefused:
      Self.say(
        "{peer} called a script that had been uploaded, and was refused with status {status}.",
        "{peer} 调用了此前上传的脚本，被以状态 {status} 拒绝。",
        "{peer} がアップロード済みのスクリプトを呼び出し、ステータス {status} で拒否されました。")
    case .uploadedScriptCalled:
      Self.say(
        "{peer} called a script that had been uploaded; status {status} does not tell whether it ran.",
        "{peer} 调用了此前上传的脚本；状态 {status} 无法说明其是否执行。",
        "{peer} がアップロード済みのスクリプトを呼び出しました。ステータス {status} からは実行の有無が分かりません。")
    case .undeclaredInstrument:
      Self.say(
        "{peer} serves the pages of a Local Run Manager and is not declared as such.",
        "{peer} 提供 Local Run Manager 页面，但未作登记。",
        "{peer} は Local Run Manager の画面を提供していますが、登録されていません。")
    default: nil
    }
  }
}
