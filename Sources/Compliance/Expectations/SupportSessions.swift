internal import Observations

/// Sessions of remote support, for the record; outside of the windows that the site declares they
/// are a warning.
public struct SupportSessions: Expectation {
  public static let key = "support-sessions"

  public let names: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["names"], into: &mistakes) else { return nil }
    let names = parameters.names("names")
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Sessions of remote support fall into the service windows of the site.",
      zh: "远程支持会话应在站点声明的维护窗口内进行。", ja: "リモートサポートのセッションは保守時間帯に行われます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound, subject.stage >= .established,
      subject.signs.contains(.sessionVolume)
    else { return }
    let isTeamViewer =
      ServiceOnConnection(subject).map { $0.word == Service.teamviewer.rawValue } ?? false
    guard isTeamViewer || subject.names.match(names) else { return }
    let isOrdinary = subject.isInServiceWindow || !subject.plan.hasServiceWindows
    var judgement =
      isOrdinary
      ? subject.judgement(.supportSession, .info, .supportSessionInWindow)
      : subject.judgement(.supportSession, .warn, .supportSession)
    judgement.service = Service.teamviewer.rawValue
    judgements.append(judgement)
  }
}
