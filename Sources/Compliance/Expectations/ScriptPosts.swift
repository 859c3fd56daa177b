internal import Observations

/// Nobody sends anything to a script page of the asset's web server.
public struct ScriptPosts: Expectation {
  public static let key = "script-posts"

  /// Endings that the document names.
  public let endings: [String]
  /// Endings of other pages that such a server runs.
  public let suspects: [String]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["endings", "suspects"], into: &mistakes) else {
      return nil
    }
    let endings = parameters.texts("endings")
    let suspects = parameters.texts("suspects")
    guard parameters.finish(into: &mistakes), let endings, let suspects else { return nil }
    self.endings = endings.map { $0.lowercased() }
    self.suspects = suspects.map { $0.lowercased() }
  }

  public var summary: LocalizedText {
    let list = endings.map { "." + $0 }.joined(separator: ", ")
    return LocalizedText(
      en: "No request posts to a \(list) page of the asset's web server.",
      zh: "任何请求都不得向该资产网页服务器的 \(list) 页面提交数据（POST）。",
      ja: "資産の Web サーバーの \(list) ページへ POST する要求があってはなりません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if let judgement = subject.judgeHiddenRequests() { judgements.append(judgement) }
  }

  public var judgesRequests: Bool { true }

  public func judge(_ request: AssetRequest, into judgements: inout [Judgement]) {
    guard request.exchange.method == "POST" else {
      judgements.append(request.pass(.scriptPost))
      return
    }
    if request.path.page(endings: Set(endings)) != nil {
      judgements.append(judgeNamed(request))
    } else if request.path.page(endings: Set(suspects)) != nil {
      judgements.append(
        request.judgement(.scriptPost, .warn, .scriptPostSuspect, severity: .high))
    } else {
      judgements.append(request.pass(.scriptPost))
    }
  }

  /// The attempt itself is what the document looks for; an answer from the script makes it worse.
  private func judgeNamed(_ request: AssetRequest) -> Judgement {
    switch request.exchange.status {
    case 401, 403, 404:
      request.judgement(.scriptPost, .fail, .scriptPostRefused, severity: .high)
    case nil: request.judgement(.scriptPost, .fail, .scriptPostAttempted, severity: .critical)
    default: request.judgement(.scriptPost, .fail, .scriptPostAnswered, severity: .critical)
    }
  }
}

extension AssetConnection {
  /// Requests inside TLS to the asset's web server are not inspected; nil when there is no such
  /// session.
  func judgeHiddenRequests() -> Judgement? {
    guard direction == .inbound, attempt != nil, case .tls(let handshake) = connection.application,
      handshake.stage >= .established
    else { return nil }
    return judgement(.hiddenRequests, .undetermined, .requestsHidden, severity: .low)
  }
}
