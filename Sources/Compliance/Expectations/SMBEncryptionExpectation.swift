internal import Observations

/// Confidentiality of SMB data: every data message inside a transform header.
public struct SMBEncryptionExpectation: Expectation {
  public static let key = "smb-encryption"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "SMB data messages are encrypted both ways.", zh: "SMB 数据消息双向加密。",
      ja: "SMB のデータメッセージは双方向で暗号化されます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.carriesSMBOverQUIC {
      let isAnswered = subject.connection.stage >= .established
      judgements.append(
        subject.judgement(.smbEncryption, isAnswered ? .pass : .info, .smbOverQUICEncrypted))
      return
    }
    guard case .smb(let smb) = subject.connection.application else { return }
    if let judgement = judge(smb, of: subject) { judgements.append(judgement) }
    if smb.isEncryptedBothWays, smb.disk.succeeded == 0, smb.pipe.succeeded > 0 {
      judgements.append(
        subject.judgement(.smbPipe, .info, .smbPipeInClear, stage: .succeeded))
    }
  }

  private func judge(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    if smb.hasUnauthenticatedData {
      return subject.judgement(
        .smbEncryption, .fail, .smbGuest, stage: max(smb.stage, .established),
        deciding: .unauthenticatedSession)
    }
    if smb.compressedMessages > 0 {
      return subject.judgement(.smbEncryption, .fail, .smbCompressedInClear, stage: .succeeded)
    }
    if smb.disk.succeeded > 0 {
      return subject.judgement(
        .smbEncryption, .fail, .smbDataInClear, stage: .succeeded, deciding: .firstClearData)
    }
    if let judgement = judgeDialect(smb, of: subject) { return judgement }
    if smb.unknownShare.succeeded > 0 {
      return subject.judgement(.smbEncryption, .undetermined, .smbShareUnknown, stage: .succeeded)
    }
    if smb.isEncryptedBothWays {
      return subject.judgement(
        .smbEncryption, .pass, .smbDataEncrypted, stage: .succeeded, deciding: .firstEncrypted)
    }
    return judgePolicy(smb, of: subject)
  }

  /// SMB1, 2.0.2 and 2.1 have no encryption at all.
  private func judgeDialect(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    let isSMB1 = smb.dialect == .smb1 || (smb.smb1Messages > 0 && smb.dialect == nil)
    guard isSMB1 || smb.dialect == .smb202 || smb.dialect == .smb21 else { return nil }
    let isEstablished = isSMB1 || smb.stage >= .established
    return subject.judgement(
      .smbEncryption, isEstablished ? .fail : .warn, .smbCannotEncrypt,
      stage: isSMB1 ? max(smb.stage, .established) : smb.stage, deciding: .negotiateResponse)
  }

  private func judgePolicy(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    let isFinal = subject.connection.isFinal
    if smb.encryptedFromClient > 0 || smb.encryptedFromServer > 0 {
      return isFinal
        ? subject.judgement(.smbEncryption, .undetermined, .smbOneWayEncrypted, stage: .established)
        : nil
    }
    guard smb.stage >= .established else {
      if smb.negotiateMissing {
        return subject.judgement(
          .smbEncryption, .undetermined, .smbNegotiateMissing, stage: smb.stage)
      }
      return isFinal
        ? subject.judgement(.smbEncryption, .info, .smbNoSession, stage: smb.stage) : nil
    }
    if smb.serverCipher == 0 {
      return subject.judgement(
        .smbEncryption, .warn, .smbNoCommonCipher, stage: .established,
        deciding: .negotiateResponse, severity: .medium)
    }
    guard isFinal else { return nil }
    let isAskedFor = smb.shareEncryptionRequired || smb.sessions.contains { $0.encryptData }
    return subject.judgement(
      .smbEncryption, .info, isAskedFor ? .smbEncryptionAskedFor : .smbNoData,
      stage: .established)
  }
}
