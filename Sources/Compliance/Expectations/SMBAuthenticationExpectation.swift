internal import Observations

/// SMB sessions belong to somebody: neither guest nor anonymous, and not by NTLMv1.
public struct SMBAuthenticationExpectation: Expectation {
  public static let key = "smb-authentication"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "SMB sessions that move data are authenticated.", zh: "传输数据的 SMB 会话须经过身份验证。",
      ja: "データを転送する SMB セッションは認証されています。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard case .smb(let smb) = subject.connection.application else { return }
    if smb.sessions.isEmpty {
      if let judgement = judgeWithoutSession(smb, of: subject) { judgements.append(judgement) }
      return
    }
    // One connection can carry several sessions; the worst of them speaks for it.
    let all = smb.sessions.enumerated().map { judge($1, at: $0, of: smb, subject) }
    let worst = all.min { left, right in left.verdict < right.verdict }
    if let worst { judgements.append(worst) }
  }

  private func judge(
    _ session: SMBSession, at place: Int, of smb: SMBConnection, _ subject: AssetConnection
  ) -> Judgement {
    let stage = max(smb.stage, .established)
    func say(_ verdict: Verdict, _ reason: Reason, _ severity: Severity? = nil) -> Judgement {
      subject.judgement(
        .smbAuthentication, verdict, reason, stage: stage,
        deciding: .session(UInt8(clamping: place)), severity: severity)
    }
    let hasData = smb.reachedDisk || smb.unknownShare.total > 0 || smb.isEncryptedBothWays
    if session.isGuest { return hasData ? say(.fail, .smbGuest) : say(.warn, .smbGuestNoData) }
    if session.isAnonymous || session.mechanism == .anonymous {
      // Null sessions to IPC$ are ordinary for browsing; on a disk share they are not.
      return smb.reachedDisk ? say(.fail, .smbGuest) : say(.info, .smbAnonymousNoData)
    }
    switch session.mechanism {
    case .kerberos: return say(.pass, .smbKerberos)
    case .ntlmv1: return say(.warn, .smbNTLMv1, .low)
    case .ntlmv2, .ntlm:
      return subject.plan.asset.adJoined == true
        ? say(.warn, .smbNTLMInDomain, .low) : say(.info, .smbNTLM)
    case .anonymous, nil: return say(.undetermined, .smbMechanismUnknown)
    }
  }

  private func judgeWithoutSession(
    _ smb: SMBConnection, of subject: AssetConnection
  ) -> Judgement? {
    if smb.failedSetups > 0 {
      return subject.judgement(.smbAuthentication, .info, .smbSetupRefused, stage: .refused)
    }
    let hasData =
      smb.disk.total + smb.unknownShare.total > 0
      || smb.encryptedFromClient + smb.encryptedFromServer > 0
    return hasData
      ? subject.judgement(
        .smbAuthentication, .undetermined, .smbMechanismUnknown, stage: smb.stage) : nil
  }
}
