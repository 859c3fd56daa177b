internal import Observations

/// The decision table of TLS versions: what the hellos and the records after them show.
struct TLSTable {
  let minimum: TLSVersion

  func judge(
    _ handshake: TLSHandshake, of subject: AssetConnection, into judgements: inout [Judgement]
  ) {
    guard let version = handshake.version else {
      if let judgement = judgeWithoutServerHello(handshake, of: subject) {
        judgements.append(judgement)
      }
      judgeOffer(handshake, of: subject, into: &judgements)
      return
    }
    judgements.append(judge(version, handshake, of: subject))
    judgeOffer(handshake, of: subject, into: &judgements)
    judgeSelection(version, handshake, of: subject, into: &judgements)
  }

  /// QUIC permits TLS 1.3 or later only (RFC 9001 4.2), so a decoded Initial shows the version.
  static func judge(_ quic: QUICConnection, of subject: AssetConnection) -> Judgement {
    guard quic.version.isDecoded else {
      return subject.judgement(.tlsVersion, .undetermined, .quicUnknown)
    }
    guard let handshake = quic.handshake, handshake.clientHello != nil || handshake.version != nil
    else { return subject.judgement(.tlsVersion, .undetermined, .tlsHelloMissing) }
    let isAnswered = quic.stage >= .established
    return subject.judgement(
      .tlsVersion, isAnswered ? .pass : .info, isAnswered ? .quicMeets : .quicNotAnswered,
      stage: quic.stage, deciding: .handshakeOrServerHello)
  }

  private func judge(
    _ version: TLSVersion, _ handshake: TLSHandshake, of subject: AssetConnection
  ) -> Judgement {
    let stage = handshake.stage
    let deciding = DecidingFrame.handshakeOrServerHello
    guard let rank = version.rank, let floor = minimum.rank else {
      return subject.judgement(
        .tlsVersion, .undetermined, .tlsUnknownVersion, stage: stage, deciding: deciding)
    }
    if rank < floor {
      // SSL 2.0 has no ChangeCipherSpec to wait for: the server's hello accepts it (RFC 6176).
      if version == .ssl2 {
        return subject.judgement(
          .tlsVersion, .fail, .tlsBelow, stage: stage, deciding: deciding, severity: .critical)
      }
      guard stage >= .established else {
        return subject.judgement(
          .tlsVersion, .warn, .tlsBelowNotEstablished, stage: .attempted, deciding: deciding,
          severity: .medium)
      }
      return subject.judgement(
        .tlsVersion, .fail, .tlsBelow, stage: stage, deciding: deciding)
    }
    if stage >= .established {
      return subject.judgement(
        .tlsVersion, .pass, .tlsMeets, stage: stage, deciding: deciding)
    }
    let isBlind = subject.connection.isOneSided || subject.connection.hasGap
    return subject.judgement(
      .tlsVersion, isBlind ? .undetermined : .info,
      subject.connection.isOneSided ? .oneSided : isBlind ? .gap : .tlsNotEstablished,
      stage: .attempted, deciding: deciding)
  }

  /// No version was selected: refused, hidden, or still under way (no judgement yet).
  private func judgeWithoutServerHello(
    _ handshake: TLSHandshake, of subject: AssetConnection
  ) -> Judgement? {
    let deciding = DecidingFrame.handshakeOrClientHello
    if handshake.clientVersions.isEmpty, !handshake.helloMissing, !subject.connection.isFinal {
      return nil
    }
    if handshake.clientVersions.isEmpty || handshake.helloMissing {
      return subject.judgement(
        .tlsVersion, .undetermined, .tlsHelloMissing, stage: handshake.stage, deciding: deciding)
    }
    // With the server's direction missing nobody knows whether it answered.
    if handshake.stage == .refused, !subject.connection.isOneSided {
      guard offersLess(handshake) else {
        return subject.judgement(
          .tlsVersion, .info, .tlsRefused, stage: .refused, deciding: deciding)
      }
      return subject.direction == .outbound
        ? subject.judgement(
          .tlsVersion, .warn, .tlsWeakOfferRefused, stage: .refused, deciding: deciding)
        : subject.judgement(
          .tlsVersion, .info, .tlsRefusedAsItShould, stage: .refused, deciding: deciding)
    }
    guard subject.connection.isFinal else { return nil }
    return subject.judgement(
      .tlsVersion, .undetermined, subject.connection.isOneSided ? .oneSided : .tlsNoServerHello,
      stage: .attempted, deciding: deciding)
  }

  private func offersLess(_ handshake: TLSHandshake) -> Bool {
    guard let best = handshake.clientMaxVersion?.rank, let floor = minimum.rank else {
      return false
    }
    return best < floor
  }

  /// What the ClientHello alone tells, beside the version that was selected.
  private func judgeOffer(
    _ handshake: TLSHandshake, of subject: AssetConnection, into judgements: inout [Judgement]
  ) {
    // A fallback is a hello below the client's own best, so it never offers TLS 1.3 (RFC 7507 4).
    guard handshake.hasFallbackSCSV, let best = handshake.clientMaxVersion?.rank,
      let newest = TLSVersion.tls13.rank, best < newest
    else { return }
    judgements.append(
      subject.judgement(
        .tlsFallback, .warn, .tlsFallback, stage: handshake.stage,
        deciding: .clientHello, severity: .medium))
  }

  private func judgeSelection(
    _ version: TLSVersion, _ handshake: TLSHandshake, of subject: AssetConnection,
    into judgements: inout [Judgement]
  ) {
    guard let rank = version.rank, let floor = minimum.rank else { return }
    let stage = handshake.stage
    if rank >= floor, handshake.hasSupportedVersions,
      handshake.clientVersions.contains(where: { ($0.rank ?? floor) < floor })
    {
      judgements.append(
        subject.judgement(
          .tlsOlderVersions, .info, .tlsOlderAccepted, stage: stage,
          deciding: .clientHello))
    }
    if handshake.hasDowngradeMarker, let best = handshake.clientMaxVersion?.rank, best > rank,
      version != .tls13
    {
      judgements.append(
        subject.judgement(
          .tlsDowngrade, .warn, .tlsDowngradeMarked, stage: stage,
          deciding: .serverHello, severity: .medium))
    }
    if rank >= floor, let suite = handshake.cipherSuite, WeakCipherSuites.contains(suite) {
      judgements.append(
        subject.judgement(
          .tlsCipher, .warn, .tlsWeakCipher, stage: stage, deciding: .serverHello,
          severity: .medium))
    }
  }

  /// A connection that has to be TLS and carries something else.
  ///
  /// Payload in one direction only is a warning: the other end may have turned it away.
  static func judgeMissingTLS(_ subject: AssetConnection) -> Judgement? {
    let connection = subject.connection
    guard connection.stage >= .established,
      connection.fromInitiator.octets > 0 || connection.fromResponder.octets > 0
    else { return nil }
    let service: String
    switch connection.application {
    case .tls, .quic: return nil
    case .http(let conversation):
      guard !conversation.isTunnel else { return nil }
      service = "http"
    case .smb: service = "smb"
    case .dns: service = "dns"
    case .other(.quic):
      return subject.judgement(.tlsVersion, .undetermined, .quicUnknown)
    case .other(.dtls):
      return subject.judgement(.tlsVersion, .undetermined, .tlsHelloMissing)
    case .clinical(let exchange): service = exchange.service.rawValue
    case .directory(let exchange): service = exchange.service.rawValue
    case .other(let other): service = other.rawValue
    case .unknown: service = "unknown"
    }
    let isUnclassified =
      connection.application == .unknown || connection.application == .other(.binary)
    if isUnclassified && connection.isMidstream
      || ClearTextServices.mayHaveTurnedToTLS(connection)
    {
      return subject.judgement(.tlsVersion, .undetermined, .tlsHelloMissing)
    }
    var judgement =
      subject.hasPayloadBothWays
      ? subject.judgement(.tlsVersion, .fail, .notTLS)
      : subject.judgement(.tlsVersion, .warn, .notTLSOneWay)
    judgement.service = service
    return judgement
  }
}
