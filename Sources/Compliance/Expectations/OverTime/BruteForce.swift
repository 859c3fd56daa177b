internal import Observations

/// Nobody tries passwords in a row.
public struct BruteForce: Expectation {
  public static let key = "brute-force"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No peer fails limits.logon_failures logons within limits.logon_minutes.",
      zh: "没有对端在 limits.logon_minutes 内登录失败达到 limits.logon_failures 次。",
      ja: "limits.logon_minutes 以内に limits.logon_failures 回ログオンに失敗する相手がいません。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    BruteForceWatch(failures: setting.limits.logonFailures, minutes: setting.limits.logonMinutes)
  }
}

/// Failed logons by the peer that tried them, whichever end the asset is.
struct BruteForceWatch: Watch {
  private struct Peer {
    /// Times of the newest failures, oldest first.
    var failures: [Moment] = []
    /// The end of the newest burst.
    var burst: Moment?
  }

  private let threshold: Int
  private let span: Int64
  private var peers: [IPAddress: Peer] = [:]

  /// Peers that are remembered; above this the table starts anew.
  static let maximumPeers = 4_096
  /// MS-ERREF 2.3.1: a wrong name, a wrong password, either of them; and the account is locked.
  static let failed: Set<UInt32> = [0xc000_0064, 0xc000_006a, 0xc000_006d]
  static let lockedOut: UInt32 = 0xc000_0234

  init(failures: Int, minutes: Int) {
    threshold = failures
    span = Int64(minutes) * 60
  }

  var asksForRequests: Bool { true }

  func concerns(_ subject: AssetConnection) -> Bool {
    switch subject.connection.application {
    case .smb, .other(.rdp): true
    default: false
    }
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard case .smb(let smb) = subject.connection.application else {
      if case .other(.rdp) = subject.connection.application { noteRDP(subject, &occurrences) }
      return
    }
    let moment = subject.connection.last
    if let status = smb.failedSetupStatus, smb.failedSetups > 0 {
      if status == Self.lockedOut {
        occurrences.append(Occurrence(.info, .logonLockedOut, of: subject))
      }
      if Self.failed.contains(status) || status == Self.lockedOut {
        let count = min(Int(smb.failedSetups), threshold)
        let isBurst = fail(count, subject.peerAddress, at: moment)
        occurrences.append(burst(isBurst, Occurrence(.warn, .logonBurst, of: subject)))
      }
    }
    let isIn = smb.sessions.contains { !$0.isGuest && !$0.isAnonymous }
    if isIn {
      succeed(subject.peerAddress, at: moment, Occurrence(.fail, .logonAfterBurst, of: subject))
        .map { occurrences.append($0) }
      if smb.failedSetups == 0 {
        occurrences.append(Occurrence(.pass, .logonOrdinary, of: subject))
      }
    }
  }

  mutating func note(_ request: AssetRequest, into occurrences: inout [Occurrence]) {
    let client = request.exchange.client.address
    let moment = request.exchange.response ?? request.exchange.request
    switch request.exchange.status {
    case 401:
      // The first request of a browser never has credentials (RFC 9110 11.6.1).
      guard request.exchange.hasCredentials else { return }
      let isBurst = fail(1, client, at: moment)
      occurrences.append(burst(isBurst, Occurrence(.warn, .logonBurst, of: request)))
    case .some(200..<300):
      guard request.exchange.hasCredentials else { return }
      succeed(client, at: moment, Occurrence(.fail, .logonAfterBurst, of: request))
        .map { occurrences.append($0) }
    default: return
    }
  }

  /// The logon of RDP is encrypted: short connections one after the other are retries.
  private mutating func noteRDP(
    _ subject: AssetConnection, _ occurrences: inout [Occurrence]
  ) {
    let connection = subject.connection
    guard connection.stage >= .established,
      connection.last.time.since(connection.first.time) < 10_000_000_000,
      fail(1, subject.peerAddress, at: connection.last)
    else { return }
    occurrences.append(burst(true, Occurrence(.warn, .logonBurst, of: subject)))
  }

  /// A failure by itself is for the record; from the threshold on it is a warning.
  private func burst(_ isBurst: Bool, _ warning: Occurrence) -> Occurrence {
    var occurrence = warning
    if isBurst {
      occurrence.discriminator = "burst"
      occurrence.severity = .high
    } else {
      occurrence.verdict = .info
      occurrence.reason = .logonFailed
    }
    occurrence.values = ["count": "\(threshold)", "minutes": "\(span / 60)"]
    return occurrence
  }

  /// True when the failures of a peer are a burst.
  private mutating func fail(_ count: Int, _ address: IPAddress, at moment: Moment) -> Bool {
    if peers[address] == nil, peers.count >= Self.maximumPeers { peers = [:] }
    var peer = peers[address] ?? Peer()
    for _ in 0..<count { peer.failures.append(moment) }
    peer.failures.sort { $0.time < $1.time }
    if peer.failures.count > threshold {
      peer.failures.removeFirst(peer.failures.count - threshold)
    }
    defer { peers[address] = peer }
    guard peer.failures.count >= threshold, let first = peer.failures.first,
      let last = peer.failures.last,
      last.time.since(first.time) <= span * 1_000_000_000
    else { return false }
    peer.burst = last
    return true
  }

  /// A logon that works shortly after a burst was guessed.
  private func succeed(
    _ address: IPAddress, at moment: Moment, _ failure: Occurrence
  ) -> Occurrence? {
    guard let burst = peers[address]?.burst,
      moment.time.since(burst.time) <= span * 1_000_000_000
    else { return nil }
    var occurrence = failure
    occurrence.severity = .critical
    occurrence.discriminator = "success"
    occurrence.values = ["count": "\(threshold)", "minutes": "\(span / 60)"]
    return occurrence
  }
}
