public import Observations

/// TLS of a minimum version wherever TLS is spoken; with `required`, on every connection of the
/// clause's scope.
public struct TLSVersionExpectation: Expectation {
  public static let key = "tls-version"

  public let minimum: TLSVersion
  public let isRequired: Bool

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["minimum", "required"], into: &mistakes) else {
      return nil
    }
    let minimum = parameters.tlsVersion("minimum")
    isRequired = parameters.flag("required") ?? false
    guard parameters.finish(into: &mistakes), let minimum else { return nil }
    self.minimum = minimum
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: isRequired
        ? "Connections use TLS \(minimum) or newer."
        : "TLS, where it is used, is \(minimum) or newer.",
      zh: isRequired ? "连接使用 TLS \(minimum) 或更高版本。" : "凡使用 TLS 之处，版本不低于 \(minimum)。",
      ja: isRequired
        ? "接続には TLS \(minimum) 以上を使います。" : "TLS を使う場合は \(minimum) 以上にします。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if case .tls(let handshake) = subject.connection.application {
      TLSTable(minimum: minimum).judge(handshake, of: subject, into: &judgements)
    } else if case .quic(let quic) = subject.connection.application {
      judgements.append(TLSTable.judge(quic, of: subject))
    } else if isRequired, let judgement = TLSTable.judgeMissingTLS(subject) {
      judgements.append(judgement)
    } else if case .other(.quic) = subject.connection.application {
      judgements.append(subject.judgement(.tlsVersion, .undetermined, .quicUnknown))
    } else if case .other(.dtls) = subject.connection.application {
      judgements.append(subject.judgement(.tlsVersion, .undetermined, .tlsHelloMissing))
    }
  }
}
