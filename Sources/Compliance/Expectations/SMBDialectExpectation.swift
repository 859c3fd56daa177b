public import Observations

/// SMB of a minimum dialect.
public struct SMBDialectExpectation: Expectation {
  public static let key = "smb-dialect"

  public let minimum: SMBDialect

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["minimum"], into: &mistakes) else { return nil }
    let minimum = parameters.smbDialect("minimum")
    guard parameters.finish(into: &mistakes), let minimum else { return nil }
    self.minimum = minimum
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "SMB connections use dialect \(minimum) or newer.", zh: "SMB 连接使用 \(minimum) 或更高的方言版本。",
      ja: "SMB 接続にはダイアレクト \(minimum) 以上を使います。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    if subject.carriesSMBOverQUIC {
      judgements.append(subject.judgement(.smbDialect, .undetermined, .smbOverQUIC))
      return
    }
    guard case .smb(let smb) = subject.connection.application else { return }
    if let judgement = judge(smb, of: subject) { judgements.append(judgement) }
    // The client opened with SMB1 and the server answered with SMB2.
    if smb.smb1Offered, let dialect = smb.dialect, dialect != .smb1 {
      judgements.append(
        subject.judgement(
          .smb1Offer, .warn, .smb1StillOffered, stage: .attempted, deciding: .negotiateRequest,
          severity: .medium))
    }
  }

  private func judge(_ smb: SMBConnection, of subject: AssetConnection) -> Judgement? {
    let stage = smb.stage
    let deciding = DecidingFrame.lastNegotiate
    if smb.dialect == .smb1 || (smb.smb1Messages > 0 && smb.dialect == nil) {
      return subject.judgement(
        .smbDialect, .fail, .smb1InUse, stage: max(stage, .established), deciding: deciding,
        severity: .critical)
    }
    guard let dialect = smb.dialect else { return judgeWithoutDialect(smb, of: subject) }
    // The wildcard only asks for a second round.
    if dialect == .wildcard { return subject.connection.isFinal ? undecided(smb, subject) : nil }
    guard dialect.isKnown else {
      return subject.judgement(
        .smbDialect, .undetermined, .smbUnknownDialect, stage: stage, deciding: deciding)
    }
    if dialect >= minimum {
      return subject.judgement(
        .smbDialect, .pass, .smbDialectMeets, stage: stage, deciding: deciding)
    }
    let isClientLimit = smb.clientMaxDialect.map { $0 < minimum } ?? false
    guard stage >= .established else {
      return subject.judgement(
        .smbDialect, .warn, .smbDialectBelowNotEstablished, stage: stage, deciding: deciding,
        severity: .medium)
    }
    return subject.judgement(
      .smbDialect, .fail,
      isClientLimit
        ? .smbDialectClientLimit
        : smb.clientMaxDialect == nil ? .smbDialectBelow : .smbDialectServerLimit,
      stage: stage, deciding: deciding)
  }

  private func judgeWithoutDialect(
    _ smb: SMBConnection, of subject: AssetConnection
  ) -> Judgement? {
    if smb.negotiateMissing {
      return subject.judgement(.smbDialect, .undetermined, .smbNegotiateMissing, stage: smb.stage)
    }
    if smb.negotiateRefused || subject.connection.stage == .refused {
      let deciding = DecidingFrame.negotiateRequest
      guard let best = smb.clientMaxDialect, best < minimum else {
        return subject.judgement(
          .smbDialect, .info, .smbRefused, stage: .refused, deciding: deciding)
      }
      return best == .smb1
        ? subject.judgement(.smbDialect, .info, .smb1Refused, stage: .refused, deciding: deciding)
        : subject.judgement(
          .smbDialect, .warn, .smbWeakOfferRefused, stage: .refused, deciding: deciding,
          severity: .medium)
    }
    return subject.connection.isFinal ? undecided(smb, subject) : nil
  }

  private func undecided(_ smb: SMBConnection, _ subject: AssetConnection) -> Judgement {
    subject.judgement(
      .smbDialect, .undetermined, subject.connection.isOneSided ? .oneSided : .smbNotAnswered,
      stage: .attempted, deciding: .negotiateRequest)
  }
}

extension AssetConnection {
  /// QUIC with ALPN `smb`: SMB over QUIC, all of it encrypted (MS-SMB2 2.1).
  var carriesSMBOverQUIC: Bool {
    guard case .quic(let quic) = connection.application, let handshake = quic.handshake else {
      return false
    }
    return handshake.serverALPN == "smb" || handshake.clientALPN.contains("smb")
  }
}

extension SMBConnection {
  /// A guest session, or a null session that reached a disk share.
  var hasUnauthenticatedData: Bool {
    sessions.contains { $0.isGuest } || sessions.contains { $0.isAnonymous } && reachedDisk
  }

  var reachedDisk: Bool { disk.total > 0 || !diskShares.isEmpty }

  /// Messages inside transform headers went both ways.
  var isEncryptedBothWays: Bool { encryptedFromClient > 0 && encryptedFromServer > 0 }

  /// The first session that is a guest's or nobody's.
  var unauthenticatedSince: Moment? {
    sessions.first { $0.isGuest || $0.isAnonymous }?.established
  }
}

extension SMBMessageCounts {
  /// Some message has no signature.
  var hasUnsigned: Bool { unsignedFromClient > 0 || unsignedFromServer > 0 }

  /// Every message of both ends is signed.
  var isSignedBothWays: Bool {
    signedFromClient > 0 && signedFromServer > 0 && unsignedFromClient == 0
      && unsignedFromServer == 0
  }
}
