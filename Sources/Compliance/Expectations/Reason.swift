/// Why a verdict is what it is: one sentence in three languages for each way to reach one.
///
/// Words in braces stand for values of the finding (`{version}`, `{peer}` …) and are filled in
/// only when a finding is printed.
enum Reason: String, Hashable, Sendable, CaseIterable {
  // What the capture lacks
  case oneSided, gap, doubtful, evicted, directionUnknown
  // TLS
  case tlsMeets, tlsBelow, tlsBelowNotEstablished, tlsUnknownVersion, tlsNotEstablished, tlsRefused
  case tlsWeakOfferRefused, tlsRefusedAsItShould, tlsNoServerHello, tlsHelloMissing, tlsFallback
  case tlsOlderAccepted, tlsDowngradeMarked, tlsWeakCipher, notTLS, notTLSOneWay
  case quicMeets, quicNotAnswered, quicUnknown
  case revocationInClear, cloudOpensLink, cloudOpensLinkAttempt, cloudOpensLinkRefused
  // SMB
  case smb1InUse, smb1StillOffered, smb1Refused
  case smbDialectMeets, smbDialectBelow, smbDialectClientLimit, smbDialectServerLimit
  case smbDialectBelowNotEstablished, smbUnknownDialect, smbNegotiateMissing, smbRefused
  case smbWeakOfferRefused, smbNotAnswered, smbOverQUIC, smbOverQUICEncrypted
  case smbGuest, smbGuestNoData, smbAnonymousNoData
  case smbDataSigned, smbDataUnsigned, smbIntegrityByEncryption, smbSigningRequired
  case smbSigningNotRequired, smbCompressed, smbCompressedInClear, smbShareUnknown
  case smbOneWayEncrypted, smbNoSession, smbNoData, smbDataInClear, smbCannotEncrypt
  case smbDataEncrypted, smbNoCommonCipher, smbEncryptionAskedFor, smbPipeInClear
  case smbKerberos, smbNTLMv1, smbNTLM, smbNTLMInDomain, smbMechanismUnknown, smbSetupRefused
  // Clear text
  case clearDataMoved, clearUnclassified, clearRefused, clearAttempt, clearNoData
  case clearCredentials, clearPayload, clearBackground
  // Peers and names
  case peerListed, peerListedNotEstablished, osBackground, declaredScanner
  case nameLost, nameFromOtherHost, nameAmbiguous, nameNotBacked, nameHidden, nameByDNSOnly
  case unlistedInbound, unlistedInboundAttempt, unlistedInboundRefused, unlistedInServiceWindow
  case unlistedOutbound, unlistedOutboundAttempt, unlistedPort
  case outsideEstablished, outsideAttempt, outsideRefused, outsideInServiceWindow
  case destinationMet, destinationNotEstablished, destinationWrongPort, destinationWrongPortAttempt
  case destinationAlternativePort, destinationAlternativeRefused
  case regionRight, regionNotEstablished, regionWrong, regionWrongAttempt, regionWrongQuestion
  case questionUnlisted, questionTunnel, questionOrdinary, questionBackground
  // Local Run Manager
  case lrmFiltered, lrmClosed, lrmTurnedAway, lrmAnswered, lrmAnsweredEncrypted, lrmAnsweredWeak
  case lrmReachable, lrmUnanswered, lrmUntested, lrmUnrecognised, lrmInServiceWindow
  case lrmBlockPartial, lrmBlockBoth, lrmNotBlocked
  case consoleMeets, consolePeerUnlisted, consoleInClear, consoleRedirects, consoleTurnedAway
  // HTTP requests to an asset
  case requestUnanswered, requestOrdinary, requestsHidden, scriptPostAttempted, scriptPostRefused,
    scriptPostAnswered
  case scriptPostSuspect, uploadWordsFound, uploadWordAlone, uploadTooLong, uploadPacked
  case uploadIncomplete, uploadNoManifest, traversalFound, uploadedScriptRan
  case uploadedScriptRefused, uploadedScriptCalled, undeclaredInstrument
  // What leaves and enters an asset
  case payloadWebInClear, payloadInClear, payloadEncrypted, payloadInfrastructure, payloadUnknown
  case boundaryRefused, isolatedSpoke, isolatedClaims, isolatedSilent, outboundAfterAttack
  case deliveryInWindow, firewallSilent, firewallUnknown, firewallClosed, firewallDeclared
  case firewallNoList, firewallOpen, firewallAnswers, clearLogin
  // What happened over a time
  case patchRolledBack, patchHeld, peersTooMany, peersFew, segmentLarge, segmentSmall, restartSeen
  case restartInUpload, updateSeen, updateMissing, logExported, logMissing, antivirusUpdate
  case antivirusLookup, antivirusInRun, logonFailed, logonOrdinary, logonBurst, logonAfterBurst
  case logonLockedOut, accountOrdinary, accountPrivileged, accountShared, accountPersonal
  case sessionLarge, sessionSmall, postureSteady
  case postureWeaker, postureStronger, postureAfterPolicy
  // Access and use
  case accessEstablished, accessAttempt, accessRefused, accessInWindow, accessByPortOnly
  case supportFromOutside, supportToolOther, supportSession, supportSessionInWindow
  case trafficRecorded, webUnlisted, webManyNames, webEncryptedResolver
  case downloadSeen, downloadHidden, programWritten
  case directoryNotJoined, directoryJoined, directoryUndeclared, directoryAsked, policyFetched
  case tunnelOfAsset, foreignInternal
  case indicatorMet, indicatorTried, indicatorAsked
  case throughputMet, throughputBelow
  case integrityByAEAD, integrityByMAC
  case clearBind, preauthenticationFailed
  // Clinical data
  case clinicalInClear, clinicalRejected, clinicalAttempt, clinicalEncrypted
  case patientOutside, patientInside, recordsOutside, patientNone
  // The segment and the run
  case stationUnknown, stationUnknownConnected, addressTwice, addressOfAsset, addressMoved
  case vlanForeign, admissionSucceeded, admissionFailed, scanSeen, scanDeclared, otherHostAsked
  case captureGap, captureWhole, inventoryKept, rulesLoaded, rulesOld, exerciseRun
  case alertsDelivered, alertsLost
  // The ledger
  case ledgerPass, ledgerCounted, ledgerNotObserved, ledgerLost, ledgerNoSite, ledgerSuppressed
  case ledgerWorstOf, superseded

  /// The sentence with its placeholders.
  var text: LocalizedText {
    tlsText ?? smbText ?? peerText ?? localRunManagerText ?? requestText ?? hostText
      ?? timeText ?? ledgerText ?? useText ?? clinicalText ?? segmentText
      ?? LocalizedText(en: rawValue)
  }

  /// The sentence with its placeholders filled.
  func text(_ values: [String: String]) -> LocalizedText {
    LocalizedText(Sentence(self) { values[$0] })
  }

  /// The sentence in each language, taken apart at its placeholders.
  var templates: Templates { Self.templates[self] ?? Templates(text) }

  struct Templates: Sendable {
    let en: SentenceTemplate
    private let zh: SentenceTemplate?
    private let ja: SentenceTemplate?

    init(_ text: LocalizedText) {
      en = SentenceTemplate(text.en)
      zh = text.zh.map { SentenceTemplate($0) }
      ja = text.ja.map { SentenceTemplate($0) }
    }

    subscript(language: Language) -> SentenceTemplate? {
      switch language {
      case .en: en
      case .zh: zh
      case .ja: ja
      }
    }
  }

  /// A report fills the same few sentences hundreds of thousands of times.
  private static let templates = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, Templates($0.text)) })

  static func say(_ en: String, _ zh: String, _ ja: String) -> LocalizedText {
    LocalizedText(en: en, zh: zh, ja: ja)
  }
}
