internal import Observations

/// No tunnels on the asset, and no private networks of others.
public struct Tunnels: Expectation {
  public static let key = "tunnels"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "The asset is no end of a tunnel, and talks to no private network that is not the site's.",
      zh: "该资产不作为隧道端点，也不与本站点之外的私有网络通信。",
      ja: "資産はトンネルの端点とならず、サイト外の私設ネットワークと通信しません。")
  }

  private static let services: Set<Service> = [.openvpn, .wireguard, .ike, .esp, .pptp]

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if case .other(let service) = subject.connection.application, Self.services.contains(service) {
      judgements.append(judge(subject, service.rawValue))
    } else if subject.signs.contains(.inTunnel) {
      let wrapper = subject.connection.encapsulation.first { $0.isHostTunnel }
      judgements.append(judge(subject, wrapper?.rawValue ?? "tunnel"))
    }
    if subject.signs.contains(.foreignPrivate), subject.stage >= .established {
      judgements.append(subject.judgement(.unlistedPeer, .fail, .foreignInternal))
    }
  }

  private func judge(_ subject: AssetConnection, _ service: String) -> Judgement {
    var judgement: Judgement
    switch subject.stage {
    case .established, .succeeded: judgement = subject.judgement(.tunnel, .fail, .tunnelOfAsset)
    case .attempted: judgement = subject.judgement(.tunnel, .warn, .tunnelOfAsset)
    case .refused:
      judgement = subject.judgement(
        .tunnel, subject.direction == .inbound ? .info : .warn, .tunnelOfAsset)
    }
    judgement.service = service
    return judgement
  }

  public var judgesEvents: Bool { true }

  /// GRE, IP in IP, ESP and their like have no ports: one packet shows them.
  public func judge(_ event: AssetEvent) -> Judgement? {
    guard case .tunnel(let name) = event.kind else { return nil }
    var judgement = event.judgement(.tunnel, .fail, .tunnelOfAsset)
    judgement.service = name
    return judgement
  }
}
