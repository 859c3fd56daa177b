internal import Observations

/// An account is one person's: it comes from one computer at a time.
public struct SharedAccounts: Expectation {
  public static let key = "shared-accounts"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No account reaches the asset from two clients within limits.account_hours.",
      zh: "在 limits.account_hours 内，没有账户从两个客户端访问该资产。",
      ja: "limits.account_hours 以内に、1 つのアカウントが 2 台の端末から資産に接続しません。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    SharedAccountWatch(hours: setting.limits.accountHours)
  }
}

struct SharedAccountWatch: Watch {
  private let span: Int64
  /// The newest use by client, for a digest of each account: names are not kept.
  private var uses: [UInt64: [IPAddress: Timestamp]] = [:]

  static let maximumAccounts = 1_024
  static let maximumClients = 64

  init(hours: Int) {
    span = Int64(hours) * 3_600
  }

  func concerns(_ subject: AssetConnection) -> Bool {
    guard case .smb = subject.connection.application else { return false }
    return subject.direction == .inbound
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard case .smb(let smb) = subject.connection.application else { return }
    for session in smb.sessions {
      // Computers' accounts end in a dollar sign, and belong to the computer.
      guard let account = session.account?.lowercased(), !account.isEmpty,
        !account.hasSuffix("$")
      else { continue }
      note(RequestIndicators.digest(ofName: account), subject, into: &occurrences)
    }
  }

  var memory: [[String]] {
    uses.sorted { $0.key < $1.key }.flatMap { account, clients in
      clients.sorted { $0.key < $1.key }.map { ["\(account)", "\($0.key)", $0.value.word] }
    }
  }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    guard let account: UInt64 = words.number(), let client = IPAddress(words.next()),
      let time = words.time(), uses[account] != nil || uses.count < Self.maximumAccounts,
      uses[account, default: [:]].count < Self.maximumClients
    else { return }
    uses[account, default: [:]][client] = time
  }

  private mutating func note(
    _ account: UInt64, _ subject: AssetConnection, into occurrences: inout [Occurrence]
  ) {
    if uses[account] == nil, uses.count >= Self.maximumAccounts { uses = [:] }
    var clients = uses[account] ?? [:]
    let time = subject.connection.last.time
    if clients[subject.peerAddress] != nil || clients.count < Self.maximumClients {
      clients[subject.peerAddress] = time
    }
    uses[account] = clients
    let count = clients.values.count { time.since($0).magnitude <= UInt64(span) * 1_000_000_000 }
    guard count > 1 else {
      occurrences.append(Occurrence(.pass, .accountPersonal, of: subject))
      return
    }
    var occurrence = Occurrence(.warn, .accountShared, of: subject, severity: .low)
    occurrence.values = ["count": "\(count)", "hours": "\(span / 3_600)"]
    occurrences.append(occurrence)
  }
}
