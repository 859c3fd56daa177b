internal import Observations

/// The ways on which software reaches the asset in a service window are put on record.
public struct SoftwareDelivery: Expectation {
  public static let key = "software-delivery"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["recorded"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Remote sessions and file shares of a service window are recorded.",
      zh: "记录维护窗口内的远程会话和文件共享连接。", ja: "保守時間帯のリモートセッションとファイル共有を記録します。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.isInServiceWindow, subject.stage >= .established,
      let service = Self.service(subject.connection)
    else { return }
    var judgement = subject.judgement(.delivery, .info, .deliveryInWindow)
    judgement.service = service
    judgements.append(judgement)
  }

  private static func service(_ connection: Connection) -> String? {
    switch connection.application {
    case .smb: return "smb"
    case .other(let service) where [.rdp, .ssh, .vnc, .teamviewer].contains(service):
      return service.rawValue
    default:
      // Remote control behind TLS keeps its port (IANA registry).
      let ports: [UInt16: String] = [3_389: "rdp", 5_938: "teamviewer", 5_985: "winrm"]
      return ports[connection.responder.port]
    }
  }
}
