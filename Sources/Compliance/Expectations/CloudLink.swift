public import Observations

/// A link to a vendor's cloud: TLS of a minimum version, and only the asset opens it.
public struct CloudLink: Expectation {
  public static let key = "cloud-link"

  public let minimum: TLSVersion

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["minimum"], into: &mistakes) else { return nil }
    let minimum = parameters.tlsVersion("minimum")
    guard parameters.finish(into: &mistakes), let minimum else { return nil }
    self.minimum = minimum
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only the asset opens the link to the vendor's cloud, with TLS \(minimum) or newer.",
      zh: "到厂商云的连接只由该资产发起，并使用 TLS \(minimum) 或更高版本。",
      ja: "ベンダークラウドへの接続は資産側からだけ開始し、TLS \(minimum) 以上を使います。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else {
      judgements.append(judgeInbound(subject))
      return
    }
    if case .tls(let handshake) = subject.connection.application {
      TLSTable(minimum: minimum).judge(handshake, of: subject, into: &judgements)
      return
    }
    if case .quic(let quic) = subject.connection.application {
      judgements.append(TLSTable.judge(quic, of: subject))
      return
    }
    guard var judgement = TLSTable.judgeMissingTLS(subject) else { return }
    // Revocation lists are fetched in clear by design: they are signed.
    if case .http = subject.connection.application, let name = subject.names.best?.name,
      BackgroundNames.isRevocation(name)
    {
      judgement.verdict = .info
      judgement.reason = .revocationInClear
    }
    judgements.append(judgement)
  }

  private func judgeInbound(_ subject: AssetConnection) -> Judgement {
    switch subject.stage {
    case .established, .succeeded: subject.judgement(.oneWay, .fail, .cloudOpensLink)
    case .attempted: subject.judgement(.oneWay, .warn, .cloudOpensLinkAttempt)
    case .refused: subject.judgement(.oneWay, .info, .cloudOpensLinkRefused)
    }
  }
}
