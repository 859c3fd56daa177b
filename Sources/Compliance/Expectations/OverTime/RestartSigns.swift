internal import Observations

/// Restarts of the asset, as installing a patch needs one, are put on record; one in the middle of
/// an upload is told.
public struct RestartSigns: Expectation {
  public static let key = "restart-signs"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["recorded"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Restarts are recorded, and none happens while run data are being sent.",
      zh: "记录重启迹象；传输运行数据期间不应重启。", ja: "再起動の兆候を記録します。ランデータの送信中には再起動しません。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { RestartWatch() }
}

struct RestartWatch: Watch {
  private var starts: [Moment] = []
  private var uploads = UploadLog()

  /// A computer that starts more often has another trouble.
  static let maximumStarts = 64
  /// How long a computer is away while it restarts: seconds.
  static let away: Int64 = 600

  // An upload that counts has more octets than this sign stands for.
  func concerns(_ subject: AssetConnection) -> Bool { subject.signs.contains(.sessionVolume) }

  mutating func noteStart(
    _ moment: Moment, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {
    guard let address, starts.count < Self.maximumStarts else { return }
    // A computer asks several times until it has its address.
    if let last = starts.last, moment.time < last.time.adding(seconds: 60) { return }
    starts.append(moment)
    var occurrence = Occurrence(.info, .restartSeen, of: address, from: moment, to: moment)
    occurrence.values = ["at": "\(moment.time)"]
    occurrences.append(occurrence)
    for upload in uploads.all { tell(upload, cutBy: moment, address, into: &occurrences) }
  }

  /// A computer that has just started asks whether its addresses are free (RFC 4862 5.4, RFC 5227).
  mutating func note(
    _ claim: AddressClaim, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {
    guard claim.isTentative, claim.source == .neighbor || claim.source == .arp else { return }
    noteStart(claim.moment, of: address ?? claim.address, into: &occurrences)
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard let upload = uploads.note(subject) else { return }
    for start in starts { tell(upload, cutBy: start, subject.assetAddress, into: &occurrences) }
  }

  /// An upload that stops shortly before a start was cut off by it.
  private func tell(
    _ upload: UploadLog.Upload, cutBy start: Moment, _ address: IPAddress,
    into occurrences: inout [Occurrence]
  ) {
    guard upload.first.time < start.time,
      start.time < upload.last.time.adding(seconds: Self.away),
      upload.last.time <= start.time
    else { return }
    var occurrence = Occurrence(
      .warn, .restartInUpload, of: address, from: upload.first, to: start, severity: .low,
      discriminator: "upload")
    occurrence.values = ["at": "\(start.time)"]
    occurrences.append(occurrence)
  }
}

/// The sustained uploads of an asset: what a run looks like from outside.
struct UploadLog: Sendable {
  struct Upload: Sendable {
    var first: Moment
    var last: Moment
  }

  private(set) var all: [Upload] = []

  /// Uploads that are remembered; a run has one or two connections.
  static let maximum = 64
  /// A minute and ten million octets: far below a run, far above telemetry.
  static let seconds: Int64 = 60
  static let octets: UInt64 = 10_000_000

  /// Keeps the connection when it is a sustained upload, and returns it.
  mutating func note(_ subject: AssetConnection) -> Upload? {
    let connection = subject.connection
    let sent =
      subject.direction == .outbound ? connection.fromInitiator : connection.fromResponder
    guard connection.transport == .tcp, sent.octets >= Self.octets,
      connection.last.time.since(connection.first.time) >= Self.seconds * 1_000_000_000
    else { return nil }
    let upload = Upload(first: connection.first, last: connection.last)
    if all.count >= Self.maximum { all.removeFirst() }
    all.append(upload)
    return upload
  }
}
