internal import Observations

/// An antivirus program gets its signatures, and does not look things up while a run goes on.
public struct AntivirusTraffic: Expectation {
  public static let key = "antivirus-traffic"

  /// Where signatures come from.
  public let updates: [NamePattern]
  /// Where a program asks about single files as they are used.
  public let lookups: [NamePattern]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["updates", "lookups"], into: &mistakes) else {
      return nil
    }
    let updates = parameters.names("updates")
    let lookups = parameters.names("lookups")
    guard parameters.finish(into: &mistakes), let updates, let lookups else { return nil }
    self.updates = updates
    self.lookups = lookups
  }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "Antivirus traffic is recorded; steady lookups during an upload hint at real-time scanning.",
      zh: "记录防病毒流量；上传期间持续的云查询提示实时扫描。",
      ja: "ウイルス対策の通信を記録します。送信中に続く照会はリアルタイム検査を示唆します。")
  }

  public var nameLists: [[NamePattern]] { [updates, lookups] }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    AntivirusWatch(updates: updates, lookups: lookups)
  }
}

struct AntivirusWatch: Watch {
  let updates: [NamePattern]
  let lookups: [NamePattern]
  private var times: [Timestamp] = []
  private var uploads = UploadLog()

  /// Lookups that are remembered.
  static let maximumLookups = 256
  /// A manual scan asks in one burst; this many within one upload are steady.
  static let steady = 5

  init(updates: [NamePattern], lookups: [NamePattern]) {
    self.updates = updates
    self.lookups = lookups
  }

  func concerns(_ subject: AssetConnection) -> Bool {
    // An upload that counts has more octets than this sign stands for.
    if subject.signs.contains(.sessionVolume) { return true }
    return subject.direction == .outbound && subject.stage >= .established
      && (subject.names.match(lookups) || subject.names.match(updates))
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    if let upload = uploads.note(subject) {
      tell(upload, subject.assetAddress, into: &occurrences)
      return
    }
    guard subject.direction == .outbound, subject.stage >= .established else { return }
    let isLookup = subject.names.match(lookups)
    guard isLookup || subject.names.match(updates) else { return }
    occurrences.append(
      Occurrence(.info, isLookup ? .antivirusLookup : .antivirusUpdate, of: subject))
    guard isLookup else { return }
    if times.count >= Self.maximumLookups { times.removeFirst() }
    times.append(subject.connection.first.time)
    for upload in uploads.all { tell(upload, subject.assetAddress, into: &occurrences) }
  }

  private func tell(
    _ upload: UploadLog.Upload, _ address: IPAddress, into occurrences: inout [Occurrence]
  ) {
    let count = times.count { upload.first.time <= $0 && $0 <= upload.last.time }
    guard count >= Self.steady else { return }
    var occurrence = Occurrence(
      .warn, .antivirusInRun, of: address, from: upload.first, to: upload.last, severity: .low,
      discriminator: "run")
    occurrence.values = ["count": "\(count)"]
    occurrences.append(occurrence)
  }
}
