internal import Observations

/// A remote-support session moves no more than a screen does: files stay where they are.
public struct SessionVolume: Expectation {
  public static let key = "session-volume"

  /// Names of the servers through which sessions run.
  public let names: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["names"], into: &mistakes) else { return nil }
    let names = parameters.names("names")
    guard parameters.finish(into: &mistakes), let names else { return nil }
    self.names = names
  }

  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "On controllers with patient data a remote session sends less than limits.transfer_megabytes.",
      zh: "在存有患者数据的控制电脑上，一次远程会话发送的数据少于 limits.transfer_megabytes。",
      ja: "患者データを持つコントローラーでは、リモートセッションの送信量が limits.transfer_megabytes 未満です。")
  }

  public func applies(to asset: Asset) -> Bool { asset.isPHIController }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    SessionVolumeWatch(names: names, megabytes: setting.limits.transferMegabytes)
  }
}

struct SessionVolumeWatch: Watch {
  let names: [NamePattern]
  let megabytes: Int

  func concerns(_ subject: AssetConnection) -> Bool {
    subject.direction == .outbound && subject.stage >= .established
      && (subject.names.match(names) || subject.connection.application == .other(.teamviewer))
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    let sent = subject.connection.fromInitiator.octets
    let isLarge = sent >= UInt64(megabytes) * 1_000_000
    var occurrence = Occurrence(
      isLarge ? .warn : .pass, isLarge ? .sessionLarge : .sessionSmall, of: subject,
      severity: isLarge ? .high : nil)
    occurrence.evidence[.octetsIn] = .number(subject.connection.fromResponder.octets)
    occurrence.evidence[.octetsOut] = .number(sent)
    occurrence.values = ["limit": "\(megabytes)"]
    occurrences.append(occurrence)
  }
}
