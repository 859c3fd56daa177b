internal import Observations

/// The way to the vendor's service is wide enough.
///
/// What was reached is a lower bound of what could have been: a slow transfer proves something only
/// when there was more to send.
public struct Throughput: Expectation {
  public static let key = "throughput"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["6-mbit"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Transfers to the vendor's service reach 6 Mbit/s.", zh: "到厂商服务的传输速率可达 6 Mbit/s。",
      ja: "ベンダーのサービスとの転送は 6 Mbit/s に達します。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound else { return }
    if subject.signs.contains(.fast) {
      judgements.append(subject.judgement(.throughput, .pass, .throughputMet))
    } else if subject.signs.contains(.slow) {
      judgements.append(subject.judgement(.throughput, .warn, .throughputBelow))
    }
  }
}
