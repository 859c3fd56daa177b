internal import Observations

/// Only the vendor's own support reaches the asset, and by TeamViewer alone.
public struct RemoteSupport: Expectation {
  public static let key = "remote-support"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["vendor-only"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "Remote control is opened by the asset towards the vendor's service, and by no other tool.",
      zh: "远程控制仅由该资产向厂商服务发起，且不使用其他工具。",
      ja: "リモート操作は資産からベンダーのサービスへだけ開始し、ほかのツールは使いません。")
  }

  private static let tools: Set<String> = [
    "ssh", "rdp", "vnc", "telnet", "winrm", "anydesk", "teamviewer", "smb-administration",
  ]

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard let found = ServiceOnConnection(subject), Self.tools.contains(found.word) else { return }
    let isTeamViewer = found.word == Service.teamviewer.rawValue
    // The documented way: judged as a destination and as a session.
    if isTeamViewer, subject.direction == .outbound { return }
    var judgement: Judgement
    switch subject.stage {
    case .refused: judgement = subject.judgement(.remoteAccess, .info, .accessRefused)
    case .attempted: judgement = subject.judgement(.remoteAccess, .warn, .accessAttempt)
    case .established, .succeeded:
      if found.isByPortOnly {
        judgement = subject.judgement(.remoteAccess, .warn, .accessByPortOnly)
      } else if subject.direction == .inbound, !subject.peer.isInternal {
        judgement = subject.judgement(
          .remoteAccess, .fail, .supportFromOutside, severity: .critical)
      } else {
        judgement = subject.judgement(.remoteAccess, .fail, .supportToolOther, severity: .high)
      }
    }
    judgement.service = found.word
    judgements.append(judgement)
  }
}
