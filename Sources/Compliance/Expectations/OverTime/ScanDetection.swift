internal import Observations

/// Only declared scanners try many ports of the asset, and the asset tries many of nobody.
public struct ScanDetection: Expectation {
  public static let key = "scans"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["declared"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Only peers with role scanner try limits.scan_ports ports within limits.scan_minutes.",
      zh: "只有角色为 scanner 的对端可在 limits.scan_minutes 内尝试 limits.scan_ports 个端口。",
      ja: "limits.scan_minutes 以内に limits.scan_ports 個のポートを試すのは、役割が scanner の相手だけです。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { ScanWatch(setting.limits) }
}

/// Attempts by their source: ports of one target, and targets of one port.
struct ScanWatch: Watch {
  private struct Key: Hashable {
    var address: IPAddress?
    var port: UInt16?
    var isOutbound: Bool
  }

  private struct Trace {
    /// What was tried, with the newest time.
    var tried: [UInt128: Timestamp] = [:]
    var isTold = false
  }

  private let limits: Site.Limits
  private var traces: [Key: Trace] = [:]

  /// Sources that are remembered; above this the table starts anew.
  static let maximumTraces = 4_096
  /// Targets that are remembered for each; more than any threshold allows.
  static let maximumTried = 10_000

  init(_ limits: Site.Limits) {
    self.limits = limits
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard subject.connection.transport == .tcp || subject.connection.transport == .udp,
      subject.connection.initiatorKnown || subject.connection.stage < .established
    else { return }
    let time = subject.connection.first.time
    let isOutbound = subject.direction == .outbound
    let vertical = Key(address: subject.peerAddress, port: nil, isOutbound: isOutbound)
    if add(UInt128(subject.port), to: vertical, at: time, threshold: limits.scanPorts) {
      occurrences.append(occurrence(.scanPorts, subject, "ports", limits.scanPorts))
    }
    // Many hosts on one port: seen from here only when the asset itself does it.
    guard isOutbound, subject.peer.isInternal else { return }
    let horizontal = Key(address: nil, port: subject.port, isOutbound: true)
    if add(subject.peerAddress.bits, to: horizontal, at: time, threshold: limits.scanHosts) {
      occurrences.append(occurrence(.scanHosts, subject, "hosts", limits.scanHosts))
    }
  }

  private func occurrence(
    _ reason: Reason, _ subject: AssetConnection, _ kind: String, _ count: Int
  ) -> Occurrence {
    let isDeclared =
      subject.direction == .inbound
      ? subject.peerRole == Role.scanner.rawValue
      : subject.plan.asset.role == Role.scanner.rawValue
    var occurrence = Occurrence(
      isDeclared ? .info : .warn, reason, of: subject, severity: isDeclared ? nil : .high,
      discriminator: kind)
    // The scan is the finding, and not the port that was one too many.
    occurrence.port = kind == "ports" ? 0 : subject.port
    if kind == "hosts" { occurrence.peer = nil }
    occurrence.values = ["count": "\(count)", "minutes": "\(limits.scanMinutes)"]
    return occurrence
  }

  /// True once, when so many different things were tried within the time.
  private mutating func add(
    _ target: UInt128, to key: Key, at time: Timestamp, threshold: Int
  ) -> Bool {
    if traces[key] == nil, traces.count >= Self.maximumTraces { traces = [:] }
    var trace = traces[key] ?? Trace()
    defer { traces[key] = trace }
    guard !trace.isTold else { return false }
    if trace.tried.count >= threshold {
      let span = UInt64(limits.scanMinutes) * 60_000_000_000
      trace.tried = trace.tried.filter { time.since($0.value).magnitude <= span }
    }
    guard trace.tried.count < Self.maximumTried else { return false }
    trace.tried[target] = time
    let span = UInt64(limits.scanMinutes) * 60_000_000_000
    guard trace.tried.count >= threshold,
      trace.tried.values.count(where: { time.since($0).magnitude <= span }) >= threshold
    else { return false }
    trace.isTold = true
    trace.tried = [:]
    return true
  }
}
