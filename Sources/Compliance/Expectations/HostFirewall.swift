internal import Observations

/// The asset's own firewall lets in what is declared, and nothing else.
public struct HostFirewall: Expectation {
  public static let key = "host-firewall"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only ports of the asset's inbound rules accept connections; others stay silent.",
      zh: "只有资产 inbound 规则中的端口接受连接，其余端口不作应答。",
      ja: "資産の inbound 規則にあるポートだけが接続を受け付け、ほかは応答しません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    let connection = subject.connection
    guard subject.direction == .inbound, connection.transport == .tcp,
      connection.initiatorKnown, subject.listing != .infrastructure,
      let judgement = judge(connection, subject)
    else { return }
    judgements.append(judgement)
  }

  private func judge(_ connection: Connection, _ subject: AssetConnection) -> Judgement? {
    switch connection.refusal {
    case .silence:
      return subject.isUnanswered
        ? subject.judgement(.openPort, .pass, .firewallSilent)
        : subject.judgement(.openPort, .undetermined, .firewallUnknown)
    case .reset, .unreachable:
      // That a stranger is turned away is one fact, whoever turns him away.
      let fact: Fact = subject.listing == .listed ? .openPort : .unlistedPeer
      return subject.judgement(fact, .info, .firewallClosed)
    case nil: break
    }
    // What the web ports of a Local Run Manager answer is the business of its own clauses.
    guard subject.attempt == nil else { return nil }
    let isAccepted = connection.stage >= .established
    guard isAccepted || connection.isFinal && connection.fromResponder.packets > 0 else {
      return nil
    }
    if subject.plan.declares(port: subject.port) {
      return subject.judgement(
        .openPort, isAccepted ? .pass : .info, .firewallDeclared)
    }
    if subject.listing == .scanner {
      return subject.judgement(.openPort, .info, .declaredScanner)
    }
    if subject.listing == .listed {
      return subject.judgement(.openPort, .info, .firewallNoList)
    }
    // That a stranger gets in is one fact, whoever should have kept him out.
    if isAccepted, !subject.isInServiceWindow {
      return subject.judgement(.unlistedPeer, .fail, .firewallOpen)
    }
    return subject.judgement(.unlistedPeer, .warn, .firewallAnswers)
  }
}
