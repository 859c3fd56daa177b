internal import Observations

/// Large downloads from a product's servers are put on record: that is how it updates itself.
public struct LargeDownload: Expectation {
  public static let key = "large-download"

  public let names: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["names"], into: &mistakes) else { return nil }
    let names = parameters.names("names")
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    let list = names.map(\.description).joined(separator: ", ")
    return LocalizedText(
      en: "Downloads of limits.update_megabytes and more from \(list) are recorded.",
      zh: "记录来自 \(list) 且不小于 limits.update_megabytes 的下载。",
      ja: "\(list) からの limits.update_megabytes 以上のダウンロードを記録します。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    LargeDownloadWatch(names: names, megabytes: setting.limits.updateMegabytes)
  }
}

struct LargeDownloadWatch: Watch {
  let names: [NamePattern]
  let megabytes: Int

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    let received = subject.connection.fromResponder.octets
    guard subject.direction == .outbound, received >= UInt64(megabytes) * 1_000_000,
      subject.names.match(names)
    else { return }
    var occurrence = Occurrence(.info, .downloadLarge, of: subject)
    occurrence.evidence[.octetsIn] = .number(received)
    occurrence.evidence[.octetsOut] = .number(subject.connection.fromInitiator.octets)
    occurrences.append(occurrence)
  }
}
