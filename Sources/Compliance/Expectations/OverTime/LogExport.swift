internal import Observations

/// Logs leave the asset for a collector, at the rate that the site asks for.
public struct LogExport: Expectation {
  public static let key = "log-export"

  public let ports: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["ports"], into: &mistakes) else { return nil }
    let ports = parameters.ports("ports")
    guard parameters.finish(into: &mistakes), let ports else { return nil }
    self.ports = ports
  }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "Logs sent to a collector are recorded; a declared one is reached within limits.log_hours.",
      zh: "记录发往日志服务器的流量；已登记的日志服务器应在 limits.log_hours 内被访问。",
      ja: "ログ収集先への通信を記録します。登録済みの収集先には limits.log_hours 以内に届きます。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    LogWatch(ports: ports, hours: setting.hasLogPeer ? setting.limits.logHours : nil)
  }
}

struct LogWatch: Watch {
  let ports: [ClosedRange<UInt16>]
  /// nil when the site declares no collector.
  let hours: Int?
  private var last: Moment?
  private var isLate = false

  init(ports: [ClosedRange<UInt16>], hours: Int?) {
    self.ports = ports
    self.hours = hours
  }

  func concerns(_ subject: AssetConnection) -> Bool {
    subject.direction == .outbound && subject.stage != .refused
      && (isCollector(subject) || ports.contains(port: subject.port))
  }

  private func isCollector(_ subject: AssetConnection) -> Bool {
    subject.peerRole == Role.log.rawValue
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    // Syslog over UDP is never answered (RFC 5426): that it was sent is all there is to see.
    let isSent =
      subject.connection.transport == .udp
      ? subject.connection.fromInitiator.octets > 0 : subject.stage >= .established
    guard isSent else { return }
    if isCollector(subject), last.map({ $0.time < subject.connection.last.time }) ?? true {
      last = subject.connection.last
    }
    occurrences.append(Occurrence(.info, .logExported, of: subject))
  }

  mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence]) {
    guard let hours else { return }
    let since = last ?? end.first
    guard end.last.time.since(since.time) >= Int64(hours) * 3_600 * 1_000_000_000 else { return }
    var occurrence = Occurrence(
      .warn, .logMissing, of: end.address, from: since, to: end.last, severity: .low,
      discriminator: "missing")
    occurrence.values = ["hours": "\(hours)"]
    occurrences.append(occurrence)
  }
}
