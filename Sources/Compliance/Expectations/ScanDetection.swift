internal import Observations

/// Nobody but a declared scanner tries many ports or hosts.
public struct ScanDetection: Expectation {
  public static let key = "scans"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["declared"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only a declared scanner tries many ports or hosts in a minute.",
      zh: "只有已声明的扫描器可在一分钟内尝试大量端口或主机。",
      ja: "1 分間に多数のポートやホストを試みるのは、申告されたスキャナーだけです。")
  }

  public var judgesEvents: Bool { true }

  public func judge(_ event: AssetEvent) -> Judgement? {
    guard case .scan(let isDeclared) = event.kind else { return nil }
    return isDeclared
      ? event.judgement(.scan, .info, .scanDeclared, stage: .attempted)
      : event.judgement(.scan, .warn, .scanSeen, severity: .high, stage: .attempted)
  }
}
