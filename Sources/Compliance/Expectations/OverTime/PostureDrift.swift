internal import Observations

/// What the asset negotiates with a peer does not become weaker than it once was.
public struct PostureDrift: Expectation {
  public static let key = "posture-drift"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "What the asset offers and chooses stays as strong as when it was first seen.",
      zh: "资产所提供和选择的安全参数不弱于首次观察到的水平。",
      ja: "資産が提案し選ぶ設定は、最初に見られたときより弱くなりません。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { PostureWatch() }
}

struct PostureWatch: Watch {
  var asksForPosture: Bool { true }

  mutating func note(
    _ change: PostureChange, of subject: AssetConnection, into occurrences: inout [Occurrence]
  ) {
    guard change.kind != .steady else {
      occurrences.append(Occurrence(.pass, .postureSteady, of: subject))
      return
    }
    let isWeaker = change.kind == .weaker
    occurrences.append(
      Occurrence(
        isWeaker ? .fail : .info, isWeaker ? .postureWeaker : .postureStronger, change,
        of: subject))
  }
}

extension Occurrence {
  /// A change of what the asset negotiates.
  init(
    _ verdict: Verdict, _ reason: Reason, _ change: PostureChange, of subject: AssetConnection
  ) {
    self.init(verdict, reason, of: subject, discriminator: change.property)
    values = [
      "property": change.property, "before": change.before, "now": change.now,
      "since": "\(change.since.time)",
    ]
  }
}
