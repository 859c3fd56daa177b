import Observations
import Testing

@testable import Compliance

/// The rows of the SMB decision table, between an instrument and its storage (ILMN-3).
@Suite struct SMBTableTests {
  private func judge(
    _ smb: SMBConnection, stage: Stage = .succeeded, change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb), stage: stage, change: change)
    return scene.judge()
  }

  // MARK: Dialect

  @Test("SMB1 in use fails, critical, and cannot encrypt")
  func smb1() {
    var smb = SMBConnection.agreed(.smb1, offer: [.smb1])
    smb.smb1Offered = true
    smb.smb1Messages = 12
    let report = judge(smb)
    #expect(report.verdicts("ILMN-3-DIALECT") == [.fail])
    #expect(report.findings("ILMN-3-DIALECT").first?.severity == .critical)
    #expect(report.findings("ILMN-3-DIALECT").first?.stage == .established)
    #expect(report.verdicts("ILMN-3-ENC") == [.fail])
  }

  @Test("an SMB1 response that selects a dialect fails, established")
  func smb1Selected() {
    let finding = judge(.agreed(.smb1, offer: [.smb1], hasSession: false))
      .findings("ILMN-3-DIALECT").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.stage == .established)
  }

  @Test("signed SMB1 data satisfies signing")
  func smb1Signed() {
    var smb = SMBConnection.clear(.smb1, isSigned: true)
    smb.smb1Messages = 12
    #expect(judge(smb).verdicts("ILMN-3-SIGN") == [.pass])
  }

  @Test("SMB1 offered and answered by SMB2 is judged by the later result, with a warning")
  func smb1StillOffered() {
    var smb = SMBConnection.encrypted()
    smb.smb1Offered = true
    smb.clientDialects.append(.smb1)
    let findings = judge(smb).findings("ILMN-3-DIALECT")
    #expect(Set(findings.map(\.verdict)) == [.pass, .warn])
    #expect(findings.first { $0.verdict == .warn }?.stage == .attempted)
  }

  @Test("SMB1 refused is information")
  func smb1Refused() {
    var smb = SMBConnection.agreed(nil, offer: [.smb1], hasSession: false)
    smb.smb1Offered = true
    smb.negotiateRefused = true
    let finding = judge(smb).findings("ILMN-3-DIALECT").first
    #expect(finding?.verdict == .info)
    #expect(finding?.stage == .refused)
  }

  @Test(
    "a dialect below 3.1.1 with a session fails, high",
    arguments: [
      SMBDialect.smb202, .smb21, .smb30, .smb302,
    ])
  func oldDialect(dialect: SMBDialect) {
    let finding = judge(.agreed(dialect)).findings("ILMN-3-DIALECT").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .high)
    #expect(finding?.evidence[.smbDialect] == .text("\(dialect)"))
    #expect(finding?.evidence[.limitedBy] == .text("server"))
  }

  @Test("a dialect below 3.1.1 without a session is a warning")
  func oldDialectWithoutSession() {
    #expect(judge(.agreed(.smb302, hasSession: false)).verdicts("ILMN-3-DIALECT") == [.warn])
  }

  @Test("2.0.2 and 2.1 cannot encrypt", arguments: [SMBDialect.smb202, .smb21])
  func cannotEncrypt(dialect: SMBDialect) {
    #expect(judge(.agreed(dialect)).verdicts("ILMN-3-ENC") == [.fail])
  }

  @Test("the wildcard alone decides nothing while the connection goes on")
  func wildcard() {
    let report = judge(.agreed(.wildcard, hasSession: false)) { $0.isFinal = false }
    #expect(report.verdicts("ILMN-3-DIALECT").isEmpty)
  }

  @Test("3.1.1 passes")
  func newDialect() {
    #expect(judge(.agreed(.smb311)).verdicts("ILMN-3-DIALECT") == [.pass])
  }

  @Test("an unknown dialect is undetermined")
  func unknownDialect() {
    let report = judge(.agreed(SMBDialect(rawValue: 0x0400)))
    #expect(report.verdicts("ILMN-3-DIALECT") == [.undetermined])
  }

  @Test("a client that never offers 3.1.1 is the limit")
  func clientLimit() {
    let finding = judge(.agreed(.smb21, offer: [.smb202, .smb21])).findings("ILMN-3-DIALECT").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.evidence[.limitedBy] == .text("client"))
    #expect(finding?.evidence[.smbClientMaxDialect] == .text("2.1"))
  }

  @Test("an offer below 3.1.1 that is refused is a warning")
  func weakOfferRefused() {
    var smb = SMBConnection.agreed(nil, offer: [.smb202, .smb21], hasSession: false)
    smb.negotiateRefused = true
    let finding = judge(smb).findings("ILMN-3-DIALECT").first
    #expect(finding?.verdict == .warn)
    #expect(finding?.severity == .medium)
    #expect(finding?.stage == .refused)
  }

  @Test("a connection joined after its negotiation is undetermined")
  func midstream() {
    var smb = SMBConnection()
    smb.negotiateMissing = true
    smb.unknownShare.succeeded = 5
    smb.unknownShare.unsignedFromClient = 5
    smb.unknownShare.unsignedFromServer = 5
    let report = judge(smb)
    for clause in ["ILMN-3-DIALECT", "ILMN-3-SIGN", "ILMN-3-ENC", "ILMN-3-AUTH"] {
      #expect(report.verdicts(clause) == [.undetermined], "\(clause)")
    }
  }

  // MARK: Signing and encryption

  @Test("every message wrapped both ways passes signing and encryption")
  func wrapped() {
    let report = judge(.encrypted())
    #expect(report.verdicts("ILMN-3-SIGN") == [.pass])
    #expect(report.verdicts("ILMN-3-ENC") == [.pass])
    #expect(report.findings("ILMN-3-ENC").first?.stage == .succeeded)
    #expect(report.findings("ILMN-3-ENC").first?.evidence[.smbDataEncrypted] == .flag(true))
  }

  @Test("clear data fails encryption, and passes signing when signed both ways")
  func clearSigned() {
    let report = judge(.clear(isSigned: true))
    #expect(report.verdicts("ILMN-3-SIGN") == [.pass])
    #expect(report.verdicts("ILMN-3-ENC") == [.fail])
    #expect(report.findings("ILMN-3-ENC").first?.severity == .high)
  }

  @Test("clear unsigned data fails both")
  func clearUnsigned() {
    let report = judge(.clear(isSigned: false))
    #expect(report.verdicts("ILMN-3-SIGN") == [.fail])
    #expect(report.verdicts("ILMN-3-ENC") == [.fail])
    #expect(report.findings("ILMN-3-SIGN").first?.evidence[.smbSigning] == .text("enabled"))
  }

  @Test("data signed by one end only fails")
  func signedOneWay() {
    var smb = SMBConnection.clear(isSigned: true)
    smb.disk.unsignedFromServer = 8
    smb.disk.signedFromServer = 0
    #expect(judge(smb).verdicts("ILMN-3-SIGN") == [.fail])
  }

  @Test("a signed set-up does not sign the data")
  func onlySetUpSigned() {
    var smb = SMBConnection.clear(isSigned: false)
    smb.signedMessages = 4
    #expect(judge(smb).verdicts("ILMN-3-SIGN") == [.fail])
  }

  @Test("required signing passes before any data, established")
  func signingRequired() {
    var smb = SMBConnection.agreed(.smb311)
    smb.serverSigning = SMBSigning(enabled: true, required: true)
    let finding = judge(smb).findings("ILMN-3-SIGN").first
    #expect(finding?.verdict == .pass)
    #expect(finding?.stage == .established)
  }

  @Test("signing that is enabled only, without data by the end, is a warning")
  func signingEnabled() {
    #expect(judge(.agreed(.smb311)).verdicts("ILMN-3-SIGN") == [.warn])
    let open = judge(.agreed(.smb311)) { $0.isFinal = false }
    #expect(open.verdicts("ILMN-3-SIGN").isEmpty)
  }

  @Test("no cipher in common is a warning without data and a failure with it")
  func noCommonCipher() {
    var smb = SMBConnection.agreed(.smb311)
    smb.serverCipher = 0
    #expect(judge(smb).verdicts("ILMN-3-ENC") == [.warn])
    smb = .clear(isSigned: true)
    smb.serverCipher = 0
    #expect(judge(smb).verdicts("ILMN-3-ENC") == [.fail])
  }

  @Test("encryption that is asked for does not pass before a wrapped message")
  func encryptionAskedFor() {
    var smb = SMBConnection.agreed(.smb311)
    smb.sessions[0].encryptData = true
    let finding = judge(smb).findings("ILMN-3-ENC").first
    #expect(finding?.verdict == .info)
    #expect(finding?.stage == .established)
  }

  @Test("clear IPC$ beside wrapped data is information")
  func clearPipe() {
    var smb = SMBConnection.encrypted()
    smb.pipe.succeeded = 2
    smb.pipe.unsignedFromClient = 2
    #expect(Set(judge(smb).verdicts("ILMN-3-ENC")) == [.pass, .info])
    #expect(judge(smb).row("ILMN-3-ENC")?.verdict == .pass)
  }

  @Test("a guest session with data fails signing, encryption and authentication")
  func guest() {
    var smb = SMBConnection.clear(.smb302, isSigned: false)
    smb.sessions[0].isGuest = true
    let report = judge(smb)
    for clause in ["ILMN-3-SIGN", "ILMN-3-ENC", "ILMN-3-AUTH"] {
      #expect(report.verdicts(clause) == [.fail], "\(clause)")
    }
    #expect(report.findings("ILMN-3-AUTH").first?.evidence[.smbAccount] == .text("guest"))
    #expect(report.findings("ILMN-3-AUTH").first?.severity == .medium)
  }

  @Test("a null session fails when it reaches a disk share")
  func nullSession() {
    var smb = SMBConnection.agreed(.smb311)
    smb.sessions[0].isAnonymous = true
    smb.sessions[0].mechanism = .anonymous
    #expect(judge(smb).verdicts("ILMN-3-AUTH") == [.info])
    smb.diskShares = ["runs"]
    #expect(judge(smb).verdicts("ILMN-3-AUTH") == [.fail])
    #expect(judge(smb).verdicts("ILMN-3-ENC") == [.fail])
  }

  @Test("compression outside encryption hides signatures and is clear")
  func compressed() {
    var smb = SMBConnection.agreed(.smb311)
    smb.compressedMessages = 3
    let report = judge(smb)
    #expect(report.verdicts("ILMN-3-SIGN") == [.undetermined])
    #expect(report.verdicts("ILMN-3-ENC") == [.fail])
  }

  @Test("SMB over QUIC is encrypted, and its dialect is hidden")
  func overQUIC() {
    var handshake = TLSHandshake.chosen(.tls13, from: [.tls13], name: nil)
    handshake.clientALPN = ["smb"]
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 443, .quic(.carrying(handshake)), transport: .udp)
    let report = scene.judge()
    #expect(report.verdicts("ILMN-3-DIALECT") == [.undetermined])
    #expect(report.verdicts("ILMN-3-SIGN") == [.undetermined])
    #expect(report.verdicts("ILMN-3-ENC") == [.pass])
  }

  @Test("wrapped messages in one direction only are undetermined")
  func wrappedOneWay() {
    var smb = SMBConnection.agreed(.smb311)
    smb.encryptedFromClient = 5
    #expect(judge(smb).verdicts("ILMN-3-ENC") == [.undetermined])
  }

  // MARK: Authentication

  @Test(
    "mechanisms are judged as the row says",
    arguments: [
      (SMBSession.Mechanism.kerberos, Verdict.pass), (.ntlmv2, .info), (.ntlmv1, .warn),
    ])
  func mechanisms(mechanism: SMBSession.Mechanism, verdict: Verdict) {
    var smb = SMBConnection.encrypted()
    smb.sessions[0].mechanism = mechanism
    #expect(judge(smb).verdicts("ILMN-3-AUTH") == [verdict])
  }

  @Test("NTLMv1 weighs low")
  func ntlmv1Severity() {
    var smb = SMBConnection.encrypted()
    smb.sessions[0].mechanism = .ntlmv1
    #expect(judge(smb).findings("ILMN-3-AUTH").first?.severity == .low)
  }

  @Test("NTLMv2 of a directory member is a low warning")
  func ntlmInDomain() {
    var site = Scene.lab
    site.assets[0].adJoined = true
    var scene = Scene(site)
    var smb = SMBConnection.encrypted()
    smb.sessions[0].mechanism = .ntlmv2
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb))
    let finding = scene.judge().findings("ILMN-3-AUTH").first
    #expect(finding?.verdict == .warn)
    #expect(finding?.severity == .low)
  }

  // MARK: Owners

  @Test("one failure towards storage names the facet and lists 4b beside it")
  func facetAndParent() {
    let report = judge(.clear(isSigned: true))
    #expect(report.findings("ILMN-3-ENC").first?.also == ["LRM-3", "ILMN-4b"])
    #expect(report.findings("ILMN-4b").isEmpty)
    #expect(report.row("ILMN-4b")?.verdict == .fail)
    #expect(report.row("ILMN-3")?.verdict == .fail)
    #expect(report.findings("BASE-SMB-ENC").isEmpty)
  }

  @Test("the VeriSeq server's SMB is its own clause's, from either end")
  func veriseq() {
    var scene = Scene()
    scene.connect(Scene.pc, Scene.veriseq, 445, .smb(.clear(isSigned: true)))
    scene.connect(Scene.veriseq, Scene.stranger, 445, .smb(.encrypted(.smb302)))
    let report = scene.judge()
    let inbound = report.findings("ILMN-3-ENC", "veri").first { $0.direction == .inbound }
    #expect(inbound?.also == ["ILMN-4e"])
    #expect(inbound?.verdict == .fail)
    let outbound = report.findings("ILMN-3-DIALECT", "veri").first { $0.direction == .outbound }
    #expect(outbound?.also == ["ILMN-4e"])
    #expect(report.row("ILMN-4e", "veri")?.verdict == .fail)
  }

  @Test("SMB with a peer of no role belongs to the baseline")
  func baseline() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.stranger, 445, .smb(.clear(.smb21, isSigned: false)))
    let report = scene.judge()
    #expect(report.verdicts("BASE-SMB-DIALECT") == [.fail])
    #expect(report.verdicts("BASE-SMB-SIGN") == [.fail])
    #expect(report.verdicts("BASE-SMB-ENC") == [.fail])
    #expect(report.verdicts("ILMN-3-DIALECT").isEmpty)
  }
}
