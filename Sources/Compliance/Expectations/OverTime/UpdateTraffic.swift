internal import Observations

/// Updates of the operating system reach the asset, where the site says that they come online.
public struct UpdateTraffic: Expectation {
  public static let key = "update-traffic"

  public let names: [NamePattern]
  public let ports: [ClosedRange<UInt16>]
  /// Silence counts whatever the site says of updates.
  public let isExpected: Bool

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard
      var parameters = Parameters(node, keys: ["names", "ports", "expected"], into: &mistakes)
    else { return nil }
    let names = parameters.names("names")
    ports = parameters.optionalPorts("ports")
    isExpected = parameters.flag("expected") ?? false
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    guard !isExpected else {
      return LocalizedText(
        en: "Updates are seen within limits.update_days.", zh: "应在 limits.update_days 内见到更新流量。",
        ja: "limits.update_days 以内に更新の通信が見られます。")
    }
    return LocalizedText(
      en:
        "Update traffic is recorded; with os_background: updates it is seen within limits.update_days.",
      zh: "记录更新流量；当 os_background 为 updates 时，应在 limits.update_days 内见到更新流量。",
      ja: "更新の通信を記録します。os_background が updates なら limits.update_days 以内に見られます。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    UpdateWatch(
      names: names, ports: ports,
      days: isExpected || setting.osBackground == .updates ? setting.limits.updateDays : nil)
  }
}

struct UpdateWatch: Watch {
  let names: [NamePattern]
  let ports: [ClosedRange<UInt16>]
  /// nil when updates do not come over the network.
  let days: Int?
  private var last: Moment?

  init(names: [NamePattern], ports: [ClosedRange<UInt16>], days: Int?) {
    self.names = names
    self.ports = ports
    self.days = days
  }

  func concerns(_ subject: AssetConnection) -> Bool {
    subject.direction == .outbound && subject.stage >= .established
      && (subject.peerRole == Role.update.rawValue || ports.contains(port: subject.port)
        || subject.names.match(names))
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    last = subject.connection.last
    occurrences.append(Occurrence(.info, .updateSeen, of: subject))
  }

  var memory: [[String]] { last.map { [[$0.time.word]] } ?? [] }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    last = words.time()?.beforeRun
  }

  mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence]) {
    guard let days else { return }
    let since = last ?? end.first
    guard end.last.time.since(since.time) >= Int64(days) * 86_400 * 1_000_000_000 else { return }
    var occurrence = Occurrence(
      .warn, .updateMissing, of: end.address, from: since, to: end.last, severity: .low,
      discriminator: "missing")
    occurrence.values = ["days": "\(days)"]
    occurrences.append(occurrence)
  }
}
