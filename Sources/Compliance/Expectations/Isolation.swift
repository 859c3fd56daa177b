internal import Observations

/// An asset that was taken off the network sends nothing.
public struct Isolation: Expectation {
  public static let key = "isolation"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "An asset with `isolated: true` sends no frame.",
      zh: "标记为 `isolated: true` 的资产不发送任何数据帧。",
      ja: "`isolated: true` の資産はフレームを送信しません。")
  }

  public func applies(to asset: Asset) -> Bool { asset.isIsolated }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    let connection = subject.connection
    let own =
      subject.direction == .outbound ? connection.fromInitiator : connection.fromResponder
    if own.packets > 0 {
      judgements.append(subject.judgement(.isolation, .fail, .isolatedSpoke))
    } else if connection.isFinal {
      judgements.append(subject.judgement(.isolation, .pass, .isolatedSilent))
    }
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { IsolationWatch() }
}

/// A frame without a connection shows it too: an asset that answers ARP is on the network.
struct IsolationWatch: Watch {
  private var isTold = false

  mutating func note(
    _ claim: AddressClaim, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {
    guard !isTold else { return }
    isTold = true
    var occurrence = Occurrence(
      .fail, .isolatedClaims, of: claim.address ?? IPAddress(v4: 0), from: claim.moment,
      to: claim.moment,
      discriminator: "address")
    occurrence.evidence[.mac] = .text("\(claim.mac)")
    occurrences.append(occurrence)
  }
}
