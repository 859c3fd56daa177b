internal import Observations

/// What the run itself is evidence of: that somebody watched, and with what.
public struct SensorRecord: Expectation {
  public static let key = "sensor-record"

  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// Whether there were times without a packet.
    case coverage
    /// That assets, peers and traffic were counted.
    case inventory
    /// Whether alerts reached a receiver.
    case delivery
    /// Which rules judged.
    case rules
    /// A replay of traffic whose outcome is known.
    case exercise
  }

  public let subject: Subject

  /// Seconds without a packet above which the sensor may have been blind.
  private static let longestSilence: Int64 = 60

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    let words = Subject.allCases.map(\.rawValue)
    guard let word = Parameters.word(node, words, into: &mistakes),
      let subject = Subject(rawValue: word)
    else { return nil }
    self.subject = subject
  }

  public var summary: LocalizedText {
    switch subject {
    case .coverage:
      LocalizedText(
        en: "The sensor watches without a gap of more than 60 seconds.", zh: "传感器持续监测，间断不超过 60 秒。",
        ja: "センサーは 60 秒を超える空白なく監視します。")
    case .inventory:
      LocalizedText(
        en: "Assets, peers and traffic are counted.", zh: "统计资产、对端和流量。", ja: "資産、相手、通信量を数えます。")
    case .delivery:
      LocalizedText(
        en: "Alerts reach a receiver.", zh: "告警送达接收方。", ja: "警報は受信側に届きます。")
    case .rules:
      LocalizedText(
        en: "The rules that judge are known and current.", zh: "所用规则明确且为最新。",
        ja: "判定に使う規則が明らかで最新です。")
    case .exercise:
      LocalizedText(
        en: "Traffic with a known outcome is replayed.", zh: "回放结果已知的流量。", ja: "結果が分かっている通信を再生します。")
    }
  }

  public var judgesEvents: Bool { true }

  public func judge(_ event: AssetEvent) -> Judgement? {
    guard case .run(let record) = event.kind else { return nil }
    switch subject {
    case .coverage:
      return record.longestSilence > Self.longestSilence || record.drops > 0
        ? event.judgement(.sensor, .warn, .captureGap)
        : event.judgement(.sensor, .pass, .captureWhole)
    case .inventory: return event.judgement(.sensor, .info, .inventoryKept)
    case .delivery:
      guard let delivery = record.delivery, delivery.sent + delivery.undelivered > 0 else {
        return nil
      }
      return delivery.undelivered > 0
        ? event.judgement(.sensor, .warn, .alertsLost)
        : event.judgement(.sensor, .pass, .alertsDelivered)
    case .rules:
      return record.areRulesOld
        ? event.judgement(.sensor, .warn, .rulesOld, severity: .low)
        : event.judgement(.sensor, .info, .rulesLoaded)
    case .exercise: return event.judgement(.sensor, .info, .exerciseRun)
    }
  }
}
