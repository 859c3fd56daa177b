internal import Observations

/// What is sent to the asset's web server holds none of the words that give an intruder away.
public struct UploadWords: Expectation {
  public static let key = "upload-words"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    let list = RequestIndicators.Words(rawValue: .max).texts.joined(separator: ", ")
    return LocalizedText(
      en: "What is posted to the asset holds none of the words \(list).",
      zh: "提交到该资产的内容不含以下字样：\(list)。", ja: "資産へ POST される内容に次の語が含まれません：\(list)。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if let judgement = subject.judgeHiddenRequests() { judgements.append(judgement) }
  }

  public var judgesRequests: Bool { true }

  public func judge(_ request: AssetRequest, into judgements: inout [Judgement]) {
    guard request.isUpload else { return }
    judgements.append(judgeUpload(request))
  }

  private func judgeUpload(_ request: AssetRequest) -> Judgement {
    let signs = request.exchange.indicators
    let words = signs.inTarget.union(signs.inBody)
    if !words.subtracting(.shell).isEmpty {
      return request.judgement(.uploadWords, .fail, .uploadWordsFound, severity: .critical)
    }
    if words == .shell {
      return request.judgement(.uploadWords, .warn, .uploadWordAlone, severity: .medium)
    }
    switch signs.body {
    case .absent, .whole: break
    case .capped: return request.judgement(.uploadWords, .undetermined, .uploadTooLong)
    case .packed: return request.judgement(.uploadWords, .undetermined, .uploadPacked)
    case .incomplete: return request.judgement(.uploadWords, .undetermined, .uploadIncomplete)
    }
    if signs.hasForeignFile {
      return request.judgement(.uploadWords, .warn, .uploadNoManifest, severity: .low)
    }
    return request.pass(.uploadWords)
  }
}
