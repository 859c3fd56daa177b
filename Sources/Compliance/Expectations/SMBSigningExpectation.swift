internal import Observations

/// Integrity of SMB data: signed messages, or authenticated encryption.
public struct SMBSigningExpectation: Expectation {
  public static let key = "smb-signing"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "SMB data messages are signed both ways, or carried by authenticated encryption.",
      zh: "SMB 数据消息双向签名，或由认证加密承载。", ja: "SMB のデータメッセージは双方向で署名されるか、認証付き暗号で保護されます。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.carriesSMBOverQUIC {
      judgements.append(subject.judgement(.smbSigning, .undetermined, .smbOverQUIC))
      return
    }
    guard case .smb(let smb) = subject.connection.application,
      let judgement = judge(smb, of: subject)
    else { return }
    judgements.append(judgement)
  }

  private func judge(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    if smb.hasUnauthenticatedData {
      return subject.judgement(
        .smbSigning, .fail, .smbGuest, stage: max(smb.stage, .established),
        deciding: .unauthenticatedSession)
    }
    if smb.disk.succeeded > 0 {
      // Signed messages of one end alone say nothing of the other's, which the capture lacks.
      guard smb.disk.hasUnsigned || smb.disk.isSignedBothWays else {
        return subject.judgement(
          .smbSigning, .undetermined, .gap, stage: .succeeded, deciding: .firstClearData)
      }
      return subject.judgement(
        .smbSigning, smb.disk.isSignedBothWays ? .pass : .fail,
        smb.disk.isSignedBothWays ? .smbDataSigned : .smbDataUnsigned, stage: .succeeded,
        deciding: .firstClearData)
    }
    if smb.compressedMessages > 0 {
      return subject.judgement(.smbSigning, .undetermined, .smbCompressed, stage: .succeeded)
    }
    if smb.unknownShare.succeeded > 0 {
      return subject.judgement(
        .smbSigning, smb.unknownShare.isSignedBothWays ? .pass : .undetermined,
        smb.unknownShare.isSignedBothWays ? .smbDataSigned : .smbShareUnknown, stage: .succeeded)
    }
    if smb.isEncryptedBothWays {
      return subject.judgement(
        .smbSigning, .pass, .smbIntegrityByEncryption, stage: .succeeded,
        deciding: .firstEncrypted)
    }
    return judgePolicy(smb, of: subject)
  }

  /// No data yet: what both ends said of their policy decides.
  private func judgePolicy(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    let isFinal = subject.connection.isFinal
    if smb.encryptedFromClient > 0 || smb.encryptedFromServer > 0 {
      return isFinal
        ? subject.judgement(.smbSigning, .undetermined, .smbOneWayEncrypted, stage: .established)
        : nil
    }
    guard smb.stage >= .established else {
      guard isFinal, !smb.negotiateMissing else {
        return smb.negotiateMissing
          ? subject.judgement(
            .smbSigning, .undetermined, .smbNegotiateMissing, stage: smb.stage) : nil
      }
      return subject.judgement(.smbSigning, .info, .smbNoSession, stage: smb.stage)
    }
    if smb.clientSigning?.required == true || smb.serverSigning?.required == true {
      return subject.judgement(
        .smbSigning, .pass, .smbSigningRequired, stage: .established,
        deciding: .negotiateResponse)
    }
    guard smb.clientSigning != nil, smb.serverSigning != nil else {
      return subject.judgement(.smbSigning, .undetermined, .smbNegotiateMissing, stage: smb.stage)
    }
    return isFinal
      ? subject.judgement(
        .smbSigning, .warn, .smbSigningNotRequired, stage: .established,
        deciding: .negotiateResponse, severity: .medium)
      : nil
  }
}
