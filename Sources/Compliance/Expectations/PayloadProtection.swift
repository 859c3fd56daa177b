internal import Observations

/// What enters or leaves the asset is encrypted; recommended, but for the web traffic of the Local
/// Run Manager itself.
public struct PayloadProtection: Expectation {
  public static let key = "payload-protection"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["recommended"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Web traffic of the Local Run Manager is encrypted, and so should be all other payload.",
      zh: "Local Run Manager 的网页流量须加密，其他数据流量也应加密。",
      ja: "Local Run Manager の Web 通信は暗号化され、ほかの通信も暗号化することが望まれます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.attempt?.outcome == .answered {
      judgements.append(judgeWebTraffic(subject))
      return
    }
    guard subject.attempt == nil, subject.stage >= .established,
      var judgement = judgePayload(subject)
    else { return }
    judgement.isRecommendation = true
    judgements.append(judgement)
  }

  private func judgeWebTraffic(_ subject: AssetConnection) -> Judgement {
    if subject.attempt?.redirectsToTLS == true {
      return subject.judgement(.lrmAccess, .warn, .consoleRedirects, deciding: .answer)
    }
    return subject.isInServiceWindow
      ? subject.judgement(.lrmAccess, .info, .lrmInServiceWindow, deciding: .answer)
      : subject.judgement(
        .lrmAccess, .fail, .payloadWebInClear, stage: .succeeded, deciding: .answer)
  }

  private func judgePayload(_ subject: AssetConnection) -> Judgement? {
    // ICMP and its like keep the network running.
    guard subject.listing != .infrastructure else { return nil }
    switch subject.connection.application {
    case .tls(let handshake):
      var found: [Judgement] = []
      TLSTable(minimum: .tls12).judge(handshake, of: subject, into: &found)
      guard var judgement = found.first(where: { $0.fact == .tlsVersion }) else { return nil }
      if judgement.verdict == .fail { judgement.verdict = .warn }
      return judgement
    case .quic(let quic): return TLSTable.judge(quic, of: subject)
    case .smb(let smb):
      if smb.disk.succeeded > 0 {
        return subject.judgement(
          .smbEncryption, .warn, .payloadInClear, deciding: .firstClearData)
      }
      return smb.isEncryptedBothWays
        ? subject.judgement(
          .smbEncryption, .pass, .payloadEncrypted, deciding: .firstEncrypted) : nil
    case .dns: return subject.judgement(.payload, .info, .payloadInfrastructure)
    case .http(let conversation) where conversation.isTunnel: return nil
    case .http: return judgeClear(subject, service: "http")
    case .clinical(let exchange): return judge(exchange.service, subject)
    case .directory(let exchange): return judge(exchange.service, subject)
    case .other(let service): return judge(service, subject)
    case .unknown: return judgeUnknown(subject)
    }
  }

  private func judge(_ service: Service, _ subject: AssetConnection) -> Judgement? {
    switch service {
    case .ssh: return subject.judgement(.payload, .pass, .payloadEncrypted)
    case .ntp, .dhcp, .mdns, .llmnr, .nbns, .ssdp, .kerberos:
      return subject.judgement(.payload, .info, .payloadInfrastructure)
    case .binary, .teamviewer, .rdp, .snmp, .socks, .quic, .dtls, .openvpn, .wireguard, .ike, .esp,
      .pptp:
      return judgeUnknown(subject)
    default: return judgeClear(subject, service: service.rawValue)
    }
  }

  private func judgeClear(_ subject: AssetConnection, service: String) -> Judgement? {
    guard subject.hasPayloadBothWays else { return nil }
    let isOrdinary =
      subject.listing == .background || service == "http" && subject.isBackgroundByName
    var judgement =
      isOrdinary
      ? subject.judgement(.clearText, .info, .clearBackground)
      : subject.judgement(.clearText, .warn, .payloadInClear)
    judgement.service = service
    return judgement
  }

  private func judgeUnknown(_ subject: AssetConnection) -> Judgement? {
    guard subject.connection.isFinal, subject.hasPayloadBothWays else { return nil }
    return subject.judgement(.payload, .undetermined, .payloadUnknown)
  }
}
