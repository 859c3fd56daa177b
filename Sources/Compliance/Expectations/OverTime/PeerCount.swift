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
  /// The newest accepted connection of each peer.
  private var peers: [IPAddress: Moment] = [:]
  private var most = 0
  private var isOver = false

  /// What a scan of a large network leaves behind.
  static let maximumPeers = 4_096
  static let day: Int64 = 86_400

  init(limit: Int) {
    self.limit = limit
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    // Servers on the internet have many addresses; devices of the organisation are meant.
    guard subject.connection.stage >= .established,
      subject.peer.isInternal || subject.direction == .inbound,
      subject.listing != .infrastructure
    else { return }
    let moment = subject.connection.last
    let isNew = peers[subject.peerAddress] == nil
    if isNew, peers.count >= Self.maximumPeers { return }
    peers[subject.peerAddress] = moment
    guard isNew else { return }
    let start = moment.time.adding(seconds: -Self.day)
    let recent = peers.values.filter { start <= $0.time }
    most = max(most, recent.count)
    guard recent.count > limit else { return }
    isOver = true
    let first = recent.min { $0.frame < $1.frame } ?? moment
    var occurrence = Occurrence(
      .warn, .peersTooMany, of: subject.assetAddress, from: first, to: moment)
    occurrence.stage = .established
    occurrence.values = ["count": "\(recent.count)", "limit": "\(limit)"]
    occurrences.append(occurrence)
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
