internal import Observations

/// Who uses an asset is authenticated, and no password crosses the network as it is.
public struct UserAuthentication: Expectation {
  public static let key = "user-authentication"

  private let sessions: SMBAuthenticationExpectation

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil,
      let sessions = SMBAuthenticationExpectation(reading: node, into: &mistakes)
    else { return nil }
    self.sessions = sessions
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Users are authenticated, and credentials never cross the network in clear.",
      zh: "用户经过身份验证，且凭据不以明文传输。", ja: "利用者は認証され、資格情報は平文で流れません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    sessions.judge(subject, into: &judgements)
    if case .directory(let exchange) = subject.connection.application, exchange.hasClearBind {
      judgements.append(
        subject.judgement(.clearText, subject.stage >= .established ? .fail : .warn, .clearBind))
    } else if subject.hasCredentials {
      judgements.append(subject.judgement(.clearText, .fail, .clearCredentials))
    }
    if subject.signs.contains(.failedPreauthentication) {
      judgements.append(
        subject.judgement(.smbAuthentication, .info, .preauthenticationFailed))
    }
  }
}
