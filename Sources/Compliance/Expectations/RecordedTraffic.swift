internal import Observations

/// Traffic that says something when it is there and nothing when it is not: updates, logs that
/// leave the asset, support that stays in touch.
public struct RecordedTraffic: Expectation {
  public static let key = "recorded-traffic"

  public let names: [NamePattern]
  public let ports: [ClosedRange<UInt16>]
  public let services: [String]
  public let roles: [String]
  /// Only what moved much towards the asset.
  public let isBulkOnly: Bool

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard
      var parameters = Parameters(
        node, keys: ["names", "ports", "services", "roles", "bulk"], into: &mistakes)
    else { return nil }
    names = parameters.optionalNames("names")
    ports = parameters.optionalPorts("ports")
    services = parameters.optionalWords("services", among: ServiceOnConnection.words)
    roles = parameters.optionalWords("roles", among: Role.allCases.map(\.rawValue))
    isBulkOnly = parameters.flag("bulk") ?? false
    guard parameters.finish(into: &mistakes) else { return nil }
    if names.isEmpty, ports.isEmpty, services.isEmpty, roles.isEmpty {
      mistakes.add("`recorded-traffic` names nothing to record", at: node)
      return nil
    }
  }

  public var nameLists: [[NamePattern]] { names.isEmpty ? [] : [names] }

  public var summary: LocalizedText {
    let list =
      (names.map(\.description) + services + roles + (ports.isEmpty ? [] : [ports.portList]))
      .joined(separator: ", ")
    return LocalizedText(
      en: "Recorded when seen, without a judgement: \(list).", zh: "见到时记录，不作判断：\(list)。",
      ja: "見られたときに記録し、判定はしません：\(list)。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound, subject.stage >= .established else { return }
    if isBulkOnly, !subject.signs.contains(.bulkInbound) { return }
    let isNamed = !names.isEmpty && subject.names.match(names)
    let isOnPort = !ports.isEmpty && ports.contains(port: subject.port)
    let isInRole = subject.peerRole.map(roles.contains) ?? false
    let found = ServiceOnConnection(subject)
    let isService = found.map { services.contains($0.word) && !$0.isByPortOnly } ?? false
    guard isNamed || isOnPort || isInRole || isService else { return }
    judgements.append(subject.judgement(.record, .info, .trafficRecorded))
  }
}
