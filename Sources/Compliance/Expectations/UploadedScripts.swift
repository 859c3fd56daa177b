internal import Observations

/// What was uploaded is not run: a script that was sent to the server is never served by it.
public struct UploadedScripts: Expectation {
  public static let key = "uploaded-scripts"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["not-executed"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "A script that was uploaded to the asset is not answered when it is called.",
      zh: "上传到该资产的脚本在被调用时不得得到响应。", ja: "資産へアップロードされたスクリプトは、呼び出されても応答しません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if let judgement = subject.judgeHiddenRequests() { judgements.append(judgement) }
  }

  public var judgesRequests: Bool { true }

  public func judge(_ request: AssetRequest, into judgements: inout [Judgement]) {
    guard request.isUploadedScript else { return }
    switch request.exchange.status {
    case .some(200..<300):
      judgements.append(
        request.judgement(.uploadedScript, .fail, .uploadedScriptRan, severity: .critical))
    case 401, 403, 404, 405:
      judgements.append(request.judgement(.uploadedScript, .info, .uploadedScriptRefused))
    default:
      // A redirection or a server error can come from the script itself.
      judgements.append(
        request.judgement(.uploadedScript, .warn, .uploadedScriptCalled, severity: .high))
    }
  }
}
