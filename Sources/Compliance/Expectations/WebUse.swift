internal import Observations

/// No browsing: unlisted domains, too many of them in a short time, and resolvers that hide names.
public struct WebUse: Expectation {
  public static let key = "web-use"

  /// Resolvers over HTTPS or TLS.
  public let resolvers: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["resolvers"], into: &mistakes) else {
      return nil
    }
    let resolvers = parameters.names("resolvers")
    guard parameters.finish(into: &mistakes), let resolvers else { return nil }
    self.resolvers = resolvers
  }

  public var nameLists: [[NamePattern]] { [resolvers] }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The asset does not browse the web, and hides no names from its own resolver.",
      zh: "该资产不用于浏览网页，也不绕过本地解析服务器。", ja: "資産はウェブの閲覧に使われず、名前解決を隠しません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    if subject.stage >= .established,
      subject.names.match(resolvers) || ServiceOnConnection(subject)?.word == "dns-over-tls",
      subject.listing != .listed
    {
      judgements.append(
        subject.judgement(.browsing, .warn, .webEncryptedResolver, severity: .medium))
      return
    }
    guard subject.signs.contains(.web) else { return }
    var judgement =
      subject.signs.contains(.manyDomains)
      ? subject.judgement(.browsing, .fail, .webManyNames)
      : subject.judgement(.browsing, .warn, .webUnlisted)
    judgement.isAboutPeerName = true
    judgements.append(judgement)
  }
}
