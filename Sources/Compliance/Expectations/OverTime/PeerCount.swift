internal import Observations

/// Few other devices exchange connections with the asset within a day.
public struct PeerCount: Expectation {
  public static let key = "peer-count"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["limited"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en:
        "No more devices than limits.accepted_peers exchange connections with the asset in a day.",
      zh: "一天内与该资产建立连接的设备数不超过 limits.accepted_peers。",
      ja: "1 日に資産と接続する機器の数は limits.accepted_peers 以下です。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    PeerCountWatch(limit: setting.limits.acceptedPeers)
  }
}

struct PeerCountWatch: Watch {
  private let limit: Int
  /// The newest accepted connection of each peer; those older than a day go when a new peer comes.
  private var peers: [IPAddress: Moment] = [:]
  /// No peer is older: what is left stands for the whole day, and needs no look at each.
  private var oldest: Moment?
  private var most = 0
  private var isOver = false

  /// What a scan of a large network leaves behind.
  static let maximumPeers = 4_096
  static let day: Int64 = 86_400

  init(limit: Int) {
    self.limit = limit
  }

  // Servers on the internet have many addresses; devices of the organisation are meant.
  func concerns(_ subject: AssetConnection) -> Bool {
    subject.connection.stage >= .established
      && (subject.peer.isInternal || subject.direction == .inbound)
      && subject.listing != .infrastructure
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    let moment = subject.connection.last
    let isNew = peers[subject.peerAddress] == nil
    if isNew, peers.count >= Self.maximumPeers { return }
    peers[subject.peerAddress] = moment
    if oldest.map({ moment.time < $0.time }) ?? true { oldest = moment }
    guard isNew else { return }
    forget(before: moment.time.adding(seconds: -Self.day))
    most = max(most, peers.count)
    guard peers.count > limit else { return }
    isOver = true
    var occurrence = Occurrence(
      .warn, .peersTooMany, of: subject.assetAddress, from: oldest ?? moment, to: moment)
    occurrence.stage = .established
    occurrence.values = ["count": "\(peers.count)", "limit": "\(limit)"]
    occurrences.append(occurrence)
  }

  private mutating func forget(before start: Timestamp) {
    guard let oldest, oldest.time < start else { return }
    peers = peers.filter { start <= $0.value.time }
    self.oldest = peers.values.min { ($0.time, $0.frame) < ($1.time, $1.frame) }
  }

  var memory: [[String]] {
    let own = ["", "\(most)", isOver.word]
    return peers.isEmpty
      ? []
      : [own] + peers.sorted { $0.key < $1.key }.map { ["\($0.key)", $0.value.time.word] }
  }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    guard let text = words.text() else {
      most = words.number() ?? 0
      isOver = words.flag()
      return
    }
    guard let peer = IPAddress(text), let time = words.time(), peers.count < Self.maximumPeers
    else { return }
    peers[peer] = time.beforeRun
    if oldest.map({ time < $0.time }) ?? true { oldest = time.beforeRun }
  }

  mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence]) {
    guard !isOver, !peers.isEmpty else { return }
    var occurrence = Occurrence(
      end.isComplete ? .pass : .undetermined, .peersFew, of: end.address, from: end.first,
      to: end.last)
    occurrence.stage = .established
    occurrence.values = ["count": "\(most)", "limit": "\(limit)"]
    occurrences.append(occurrence)
  }
}
