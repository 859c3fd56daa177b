internal import Observations

/// Remote access to the Local Run Manager's web interface is off.
public struct LocalRunManagerAccess: Expectation {
  public static let key = "local-run-manager-access"

  public let ports: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["ports"], into: &mistakes) else { return nil }
    let ports = parameters.ports("ports")
    guard parameters.finish(into: &mistakes), let ports else { return nil }
    self.ports = ports
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The Local Run Manager turns remote clients away on ports \(ports.portList).",
      zh: "Local Run Manager 在端口 \(ports.portList) 上拒绝远程客户端。",
      ja: "Local Run Manager はポート \(ports.portList) でリモートクライアントを拒否します。")
  }

  public func applies(to asset: Asset) -> Bool { asset.lrmMode == .blocked }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .inbound, ports.contains(port: subject.port),
      let attempt = subject.attempt
    else { return }
    if let reason = attempt.hiddenBy {
      judgements.append(subject.judgement(.lrmAccess, .undetermined, reason))
      return
    }
    guard let outcome = attempt.outcome else { return }
    var judgement = judge(outcome, of: subject)
    judgement.outcome = outcome
    if outcome.isAnswer, judgement.verdict == .fail, subject.isInServiceWindow {
      judgement.verdict = .info
      judgement.severity = .info
      judgement.reason = .lrmInServiceWindow
    }
    judgements.append(judgement)
  }

  private func judge(_ outcome: LocalRunManagerOutcome, of subject: AssetConnection) -> Judgement {
    let deciding = DecidingFrame.answer
    switch outcome {
    case .filtered:
      return subject.judgement(.lrmAccess, .info, .lrmFiltered, stage: .refused)
    case .closed: return subject.judgement(.lrmAccess, .info, .lrmClosed, stage: .refused)
    case .turnedAway:
      return subject.judgement(
        .lrmAccess, .info, .lrmTurnedAway, stage: .refused, deciding: deciding)
    case .answered:
      return subject.judgement(
        .lrmAccess, .fail, .lrmAnswered, stage: .succeeded, deciding: deciding,
        severity: .critical)
    case .answeredEncrypted:
      return subject.judgement(
        .lrmAccess, .fail, .lrmAnsweredEncrypted, stage: .succeeded, deciding: deciding,
        severity: .high)
    case .answeredWeak: return subject.judgeWeakAnswer(deciding: deciding)
    case .reachable: return subject.judgeReachable(deciding: deciding)
    case .unanswered:
      return subject.judgement(.lrmAccess, .undetermined, .lrmUnanswered, stage: .attempted)
    case .untested: return subject.judgement(.lrmAccess, .notObserved, .lrmUntested)
    }
  }
}

extension AssetConnection {
  /// The port is open and what stands behind it stays undecided; an HTTP error is a refusal.
  func judgeReachable(deciding: DecidingFrame) -> Judgement {
    let isRefused = if case .http = connection.application { true } else { false }
    return judgement(
      .lrmAccess, .warn, .lrmReachable, stage: isRefused ? .refused : .established,
      deciding: deciding)
  }

  /// TLS below 1.2 on a web port is a failure once it was established.
  ///
  /// It is the same fact as the connection's TLS version.
  func judgeWeakAnswer(deciding: DecidingFrame) -> Judgement {
    var judgement: Judgement
    if case .tls(let handshake) = connection.application, handshake.stage >= .established {
      judgement = self.judgement(
        .lrmAccess, .fail, .lrmAnsweredWeak, stage: handshake.stage, deciding: deciding,
        severity: .critical)
    } else {
      judgement = self.judgement(
        .lrmAccess, .warn, .tlsBelowNotEstablished, stage: .attempted, deciding: deciding,
        severity: .medium)
    }
    judgement.claims = .tlsVersion
    return judgement
  }
}
