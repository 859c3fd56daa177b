internal import Observations

/// Administrators' accounts are not used over the network, but in a service window.
public struct PrivilegedAccounts: Expectation {
  public static let key = "privileged-accounts"

  /// Account names, lower case.
  public let accounts: [String]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["accounts"], into: &mistakes) else {
      return nil
    }
    let accounts = parameters.texts("accounts")
    guard parameters.finish(into: &mistakes), let accounts else { return nil }
    self.accounts = accounts.map { $0.lowercased() }
  }

  public var summary: LocalizedText {
    let list = accounts.joined(separator: ", ")
    return LocalizedText(
      en: "The accounts \(list) are used over the network in service windows only.",
      zh: "账户 \(list) 仅可在维护窗口内通过网络使用。", ja: "アカウント \(list) をネットワーク経由で使うのは保守時間帯だけです。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    PrivilegedAccountWatch(accounts: Set(accounts))
  }
}

struct PrivilegedAccountWatch: Watch {
  let accounts: Set<String>

  func concerns(_ subject: AssetConnection) -> Bool {
    if case .smb = subject.connection.application { true } else { false }
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard case .smb(let smb) = subject.connection.application else { return }
    for session in smb.sessions {
      guard let account = session.account?.lowercased(), !account.isEmpty else { continue }
      guard accounts.contains(account) else {
        // Which account it was stays out of the report.
        occurrences.append(Occurrence(.info, .accountOrdinary, of: subject))
        continue
      }
      var occurrence = Occurrence(
        subject.isInServiceWindow ? .info : .warn, .accountPrivileged, of: subject,
        discriminator: account)
      occurrence.evidence[.smbAccount] = .text(account)
      occurrence.values = ["account": account]
      occurrences.append(occurrence)
    }
  }
}
