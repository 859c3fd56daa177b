internal import Observations

/// Signs that an asset belongs to a directory, against what the site says, and policies that the
/// directory sends it.
public struct DirectoryMembership: Expectation {
  public static let key = "directory-membership"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["declared"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The asset joins a directory only when the site file says so (ad_joined).",
      zh: "只有在站点文件声明（ad_joined）时，该资产才加入目录服务。",
      ja: "資産がディレクトリに参加するのは、サイトファイル（ad_joined）に記載がある場合だけです。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { PolicyWatch() }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    if subject.signs.contains(.policyFile) {
      judgements.append(
        subject.judgement(
          .policyFetch, subject.plan.asset.adJoined == false ? .fail : .info, .policyFetched))
    }
    guard let (service, stage) = sign(subject) else { return }
    var judgement = decide(subject.plan, stage: stage) { verdict, reason in
      subject.judgement(.directory, verdict, reason, stage: stage, deciding: .acceptance)
    }
    judgement.service = service
    judgements.append(judgement)
  }

  /// What the connection shows of membership, and how far it got.
  private func sign(_ subject: AssetConnection) -> (String, Stage)? {
    switch subject.connection.application {
    case .directory(let exchange):
      guard exchange.service == .kerberos || exchange.isNetlogonPing || exchange.requests > 0
      else { return nil }
      let stage: Stage =
        exchange.isGranted ? .succeeded : exchange.replies > 0 ? .established : .attempted
      // An LDAP server of another kind has no domain: only a bind or a ping is a sign.
      if exchange.service == .ldap, !exchange.isNetlogonPing, !exchange.isGranted { return nil }
      return (exchange.service.rawValue, stage)
    case .smb:
      guard subject.signs.contains(.domainShare) || subject.signs.contains(.netlogonPipe) else {
        return nil
      }
      return ("smb", max(subject.stage, .established))
    default: return nil
    }
  }

  private func decide(
    _ plan: AssetPlan, stage: Stage, _ say: (Verdict, Reason) -> Judgement
  ) -> Judgement {
    switch plan.asset.adJoined {
    case true: say(.info, .directoryJoined)
    case false: say(stage >= .established ? .fail : .warn, .directoryNotJoined)
    case nil: say(.undetermined, .directoryUndeclared)
    }
  }

  public var judgesQuestions: Bool { true }

  /// Names by which Windows looks for a domain controller (MS-ADTS section 6.3.2.3).
  public func judge(_ question: AssetQuestion) -> Judgement? {
    guard question.name.hasPrefix("_ldap._tcp.") || question.name.hasPrefix("_kerberos."),
      question.name.contains("._msdcs.") || question.name.hasPrefix("_kerberos._tcp.")
    else { return nil }
    var judgement: Judgement
    switch question.plan.asset.adJoined {
    case true: judgement = question.judgement(.directory, .info, .directoryAsked)
    case false: judgement = question.judgement(.directory, .warn, .directoryAsked)
    case nil: judgement = question.judgement(.directory, .info, .directoryAsked)
    }
    judgement.name = question.name
    return judgement
  }
}
