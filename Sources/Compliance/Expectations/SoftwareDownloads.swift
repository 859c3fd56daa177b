internal import Observations

/// No programs are brought onto the asset over the network.
public struct SoftwareDownloads: Expectation {
  public static let key = "software-downloads"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No programs are fetched by the asset or written to it.", zh: "该资产不下载程序，也不被写入程序。",
      ja: "資産はプログラムを取得せず、書き込まれることもありません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.direction == .outbound, subject.signs.contains(.program) {
      let isOrdinary = subject.listing == .background || subject.listing == .listed
      judgements.append(
        subject.judgement(
          .download, isOrdinary ? .info : .fail, .downloadSeen, stage: .succeeded))
    } else if subject.direction == .outbound, subject.signs.contains(.bulkInbound),
      subject.listing == .unlisted || subject.listing == .hidden
    {
      judgements.append(
        subject.judgement(.download, .warn, .downloadHidden, severity: .medium))
    } else if subject.direction == .inbound, subject.signs.contains(.programWritten) {
      judgements.append(
        subject.isInServiceWindow
          ? subject.judgement(.download, .info, .programWritten)
          : subject.judgement(.download, .fail, .programWritten))
    }
  }
}
