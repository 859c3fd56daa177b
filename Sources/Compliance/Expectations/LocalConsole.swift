public import Observations

/// The Local Console of a Local Run Manager accepts inbound connections over TLS only.
public struct LocalConsole: Expectation {
  public static let key = "local-console"

  public let minimum: TLSVersion

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["minimum"], into: &mistakes) else { return nil }
    let minimum = parameters.tlsVersion("minimum")
    guard parameters.finish(into: &mistakes), let minimum else { return nil }
    self.minimum = minimum
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The Local Console accepts inbound connections over TLS \(minimum) or newer only.",
      zh: "Local Console 只接受基于 TLS \(minimum) 或更高版本的入站连接。",
      ja: "Local Console は TLS \(minimum) 以上の着信接続だけを受け付けます。")
  }

  public func applies(to asset: Asset) -> Bool { asset.lrmMode == .tlsOnly }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .inbound, let attempt = subject.attempt else { return }
    if let reason = attempt.hiddenBy {
      judgements.append(subject.judgement(.lrmAccess, .undetermined, reason))
      return
    }
    guard var judgement = judge(attempt, of: subject) else { return }
    judgement.outcome = attempt.outcome
    judgements.append(judgement)
  }

  private func judge(
    _ attempt: LocalRunManagerAttempt, of subject: AssetConnection
  ) -> Judgement? {
    let deciding = DecidingFrame.answer
    if case .tls(let handshake) = subject.connection.application,
      let version = handshake.version
    {
      return judge(version, handshake, of: subject)
    }
    switch attempt.outcome {
    case .answered:
      return attempt.redirectsToTLS
        ? subject.judgement(
          .lrmAccess, .warn, .consoleRedirects, stage: .succeeded, deciding: deciding)
        : subject.judgement(
          .lrmAccess, .fail, .consoleInClear, stage: .succeeded, deciding: deciding)
    case .filtered:
      return subject.judgement(.lrmAccess, .info, .lrmFiltered, stage: .refused)
    case .closed: return subject.judgement(.lrmAccess, .info, .lrmClosed, stage: .refused)
    case .turnedAway:
      return subject.judgement(
        .lrmAccess, .info, .consoleTurnedAway, stage: .refused, deciding: deciding)
    case .reachable: return subject.judgeReachable(deciding: deciding)
    case .unanswered:
      return subject.judgement(.lrmAccess, .undetermined, .lrmUnanswered, stage: .attempted)
    case .answeredEncrypted, .answeredWeak, .untested, nil: return nil
    }
  }

  private func judge(
    _ version: TLSVersion, _ handshake: TLSHandshake, of subject: AssetConnection
  ) -> Judgement? {
    let deciding = DecidingFrame.handshakeOrServerHello
    guard let rank = version.rank, let floor = minimum.rank else {
      return subject.judgement(.lrmAccess, .undetermined, .tlsUnknownVersion, deciding: deciding)
    }
    if rank < floor { return subject.judgeWeakAnswer(deciding: deciding) }
    guard handshake.stage >= .established else {
      return subject.connection.isFinal
        ? subject.judgement(
          .lrmAccess, .info, .tlsNotEstablished, stage: .attempted, deciding: deciding) : nil
    }
    // Who may connect is another clause's question; here only listed peers can carry a pass.
    let isListed = subject.listing == .listed
    return subject.judgement(
      .lrmAccess, isListed ? .pass : .info, isListed ? .consoleMeets : .consolePeerUnlisted,
      stage: handshake.stage, deciding: deciding)
  }
}
