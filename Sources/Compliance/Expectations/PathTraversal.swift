internal import Observations

/// No request to the asset leads out of a directory, by its path or by an uploaded file's name.
public struct PathTraversal: Expectation {
  public static let key = "path-traversal"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No path and no uploaded file's name leads out of its directory.",
      zh: "请求路径和上传文件名均不得跳出所在目录。", ja: "要求のパスもアップロードするファイル名も、ディレクトリーの外へ出ません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if let judgement = subject.judgeHiddenRequests() { judgements.append(judgement) }
  }

  public var judgesRequests: Bool { true }

  public func judge(_ request: AssetRequest, into judgements: inout [Judgement]) {
    let isFound =
      request.path.hasTraversal || request.exchange.indicators.hasTraversalInFileName
    judgements.append(
      isFound
        ? request.judgement(.traversal, .warn, .traversalFound, severity: .high)
        : request.pass(.traversal))
  }
}
