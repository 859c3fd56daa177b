/// A clause for which no evidence can exist on the network.
public struct NotAssessable: Expectation {
  public static let key = "not-assessable"

  public let reason: LocalizedText

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["reason"], into: &mistakes) else { return nil }
    let reason = parameters.localized("reason")
    guard parameters.finish(into: &mistakes), let reason else { return nil }
    self.reason = reason
  }

  public var summary: LocalizedText { reason }
}
