internal import Observations

/// No password crosses the network in clear; what rules passwords follow is not visible.
public struct ClearCredentials: Expectation {
  public static let key = "clear-credentials"

  public let reason: LocalizedText

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["reason"], into: &mistakes) else { return nil }
    let reason = parameters.localized("reason")
    guard parameters.finish(into: &mistakes), let reason else { return nil }
    self.reason = reason
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No credentials cross the network in clear.", zh: "凭据不得以明文经过网络。",
      ja: "資格情報を平文でネットワークに流しません。")
  }

  public var silence: LocalizedText? { reason }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.hasCredentials {
      judgements.append(
        subject.judgement(.clearText, .fail, .clearCredentials, severity: .high))
      return
    }
    guard case .other(let service) = subject.connection.application,
      [.ftp, .telnet, .pop3, .imap].contains(service), subject.hasPayloadBothWays
    else { return }
    // These protocols begin with a login, which itself is not read.
    var judgement = subject.judgement(.clearText, .warn, .clearLogin)
    judgement.isRecommendation = true
    judgement.service = service.rawValue
    judgements.append(judgement)
  }
}
