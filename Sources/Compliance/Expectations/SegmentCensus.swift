internal import Observations

/// Only known stations share the asset's segment, and no two share an address.
public struct SegmentCensus: Expectation {
  public static let key = "segment-census"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["known-stations"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Every station on the asset's segment is declared, and no address has two of them.",
      zh: "资产所在网段的每个站点均已声明，且没有地址被两个站点使用。",
      ja: "資産のセグメントの全ステーションが申告され、同じアドレスを二つが使うことはありません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.peer.isInSegment, subject.peer.kind == .other, subject.stage >= .established,
      subject.listing == .unlisted
    else { return }
    judgements.append(subject.judgement(.unlistedPeer, .fail, .stationUnknownConnected))
  }

  public var judgesEvents: Bool { true }

  public func judge(_ event: AssetEvent) -> Judgement? {
    switch event.kind {
    case .unknownStation:
      event.judgement(.station, .warn, .stationUnknown, stage: .attempted)
    case .addressTwice:
      event.judgement(.addressConflict, .fail, .addressTwice, severity: .high)
    case .addressOfDeclared:
      event.judgement(.addressConflict, .fail, .addressOfAsset, severity: .high)
    case .addressMoved: event.judgement(.addressConflict, .info, .addressMoved)
    case .foreignVLAN: event.judgement(.station, .warn, .vlanForeign, stage: .attempted)
    case .admitted: event.judgement(.admission, .info, .admissionSucceeded)
    case .notAdmitted: event.judgement(.admission, .info, .admissionFailed, stage: .refused)
    case .scan, .question, .tunnel, .run: nil
    }
  }
}
