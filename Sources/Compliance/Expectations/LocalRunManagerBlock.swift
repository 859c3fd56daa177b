internal import Observations

/// The host firewall blocks the web ports of the Local Run Manager, all of them.
public struct LocalRunManagerBlock: Expectation {
  public static let key = "local-run-manager-block"

  public let ports: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["ports"], into: &mistakes) else { return nil }
    let ports = parameters.ports("ports")
    guard parameters.finish(into: &mistakes), let ports else { return nil }
    self.ports = ports
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The host firewall blocks ports \(ports.portList), one as well as the other.",
      zh: "主机防火墙同时阻断端口 \(ports.portList)。", ja: "ホストのファイアウォールがポート \(ports.portList) をすべて遮断します。")
  }

  public func applies(to asset: Asset) -> Bool { asset.lrmMode == .blocked }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .inbound, ports.contains(port: subject.port),
      let attempt = subject.attempt, let outcome = attempt.outcome
    else { return }
    var judgement: Judgement
    switch outcome {
    case .filtered:
      if attempt.otherPort?.isAnswer == true {
        judgement = subject.judgement(.lrmBlock, .fail, .lrmBlockPartial, stage: .refused)
      } else if attempt.otherPort == .filtered {
        judgement = subject.judgement(.lrmBlock, .pass, .lrmBlockBoth, stage: .refused)
      } else {
        judgement = subject.judgement(.lrmBlock, .info, .lrmFiltered, stage: .refused)
      }
    case .answered, .answeredEncrypted, .answeredWeak:
      // With no port blocked the fallback is simply not in use; the access clause speaks of that.
      guard attempt.otherPort == .filtered else { return }
      judgement = subject.judgement(.lrmBlock, .fail, .lrmBlockPartial, stage: .succeeded)
    case .closed, .turnedAway, .reachable:
      judgement = subject.judgement(.lrmBlock, .info, .lrmNotBlocked)
    case .unanswered:
      judgement = subject.judgement(.lrmBlock, .undetermined, .lrmUnanswered, stage: .attempted)
    case .untested: return
    }
    if judgement.verdict == .fail, subject.isInServiceWindow {
      judgement.verdict = .info
      judgement.reason = .lrmInServiceWindow
    }
    judgement.outcome = outcome
    judgements.append(judgement)
  }
}
