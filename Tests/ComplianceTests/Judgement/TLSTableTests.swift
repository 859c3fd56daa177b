import Observations
import Testing

@testable import Compliance

/// The rows of the TLS decision table, on the link to the vendor's cloud (ILMN-4c).
@Suite struct TLSTableTests {
  private func judge(
    _ handshake: TLSHandshake, change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene()
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .tls(handshake), change: change)
    return scene.judge()
  }

  @Test("the shipped signatures load")
  func signaturesLoad() {
    #expect(Scene.signatures?.profiles.isEmpty == false)
  }

  @Test(
    "TLS 1.2 and 1.3 with protected records both ways pass", arguments: [TLSVersion.tls12, .tls13])
  func modernVersionPasses(version: TLSVersion) {
    let report = judge(.chosen(version))
    #expect(report.verdicts("ILMN-4c") == [.pass])
    #expect(report.row("ILMN-4c")?.verdict == .pass)
    #expect(report.findings("BASE-TLS").isEmpty)
  }

  @Test("SSL 3.0 to TLS 1.1 in use fail, high", arguments: [TLSVersion.ssl3, .tls10, .tls11])
  func oldVersionFails(version: TLSVersion) {
    let report = judge(.chosen(version))
    let finding = report.findings("ILMN-4c").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .high)
    #expect(finding?.stage == .succeeded)
    #expect(finding?.evidence[.tlsVersion] == .text("\(version)"))
    #expect(finding?.evidence[.limitedBy] == .text("server"))
  }

  @Test("DTLS 1.0 in use fails")
  func oldDTLSFails() {
    var scene = Scene()
    let handshake = TLSHandshake.chosen(.dtls10, from: [.dtls10], name: nil)
    scene.connect(Scene.sequencer, Scene.nas, 445, .tls(handshake), transport: .udp)
    #expect(scene.judge().verdicts("BASE-TLS") == [.fail])
  }

  @Test("an old version without protected records is a warning, attempted")
  func oldVersionNotEstablished() {
    var handshake = TLSHandshake.chosen(.tls10, from: [.tls12], isEstablished: false)
    handshake.alertFromClient = TLSAlert(level: 2, description: 70)
    let finding = judge(handshake).findings("ILMN-4c").first
    #expect(finding?.verdict == .warn)
    #expect(finding?.severity == .medium)
    #expect(finding?.stage == .attempted)
  }

  @Test("an asset that offers less than 1.2 and is refused is warned of")
  func weakOfferOfAsset() {
    var handshake = TLSHandshake.chosen(nil, from: [.tls10], isEstablished: false)
    handshake.alertFromServer = TLSAlert(level: 2, description: 70)
    let finding = judge(handshake).findings("ILMN-4c").first
    #expect(finding?.verdict == .warn)
    #expect(finding?.stage == .refused)
  }

  @Test("a weak client that an asset refuses is information")
  func weakOfferToAsset() {
    var handshake = TLSHandshake.chosen(nil, from: [.tls10], name: nil, isEstablished: false)
    handshake.alertFromServer = TLSAlert(level: 2, description: 70)
    var scene = Scene()
    scene.connect(Scene.pc, Scene.controller, 8_443, .tls(handshake))
    #expect(scene.judge().verdicts("BASE-TLS") == [.info])
  }

  @Test("a client that also offers older versions passes, with a separate note")
  func olderVersionsOffered() {
    let report = judge(.chosen(.tls12, from: [.tls12, .tls11, .tls10]))
    #expect(Set(report.verdicts("ILMN-4c")) == [.pass, .info])
    #expect(report.row("ILMN-4c")?.verdict == .pass)
  }

  @Test("a legacy version alone does not show that older ones are accepted")
  func legacyVersionIsNoList() {
    #expect(judge(.chosen(.tls12, from: [.tls12])).verdicts("ILMN-4c") == [.pass])
  }

  @Test("SSL 2.0 accepted fails, critical")
  func ssl2Fails() {
    var handshake = TLSHandshake.chosen(.ssl2, from: [.ssl2], isEstablished: false)
    handshake.helloFormat = .ssl2
    let finding = judge(handshake).findings("ILMN-4c").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .critical)
  }

  @Test("an SSLv2-format hello that leads to TLS 1.2 is judged by what was chosen")
  func ssl2FormatHello() {
    var handshake = TLSHandshake.chosen(.tls12, from: [.tls12])
    handshake.helloFormat = .ssl2
    #expect(judge(handshake).verdicts("ILMN-4c") == [.pass])
  }

  @Test("a downgrade marker with a better offer is a warning, medium")
  func downgradeMarker() {
    var handshake = TLSHandshake.chosen(.tls12)
    handshake.hasDowngradeMarker = true
    let warnings = judge(handshake).findings("ILMN-4c").filter { $0.verdict == .warn }
    #expect(warnings.map(\.severity) == [.medium])
  }

  @Test("a downgrade marker means nothing when the client offered no better")
  func harmlessDowngradeMarker() {
    var handshake = TLSHandshake.chosen(.tls12, from: [.tls12])
    handshake.hasDowngradeMarker = true
    #expect(judge(handshake).verdicts("ILMN-4c") == [.pass])
  }

  @Test("a fallback hello is a warning")
  func fallback() {
    var handshake = TLSHandshake.chosen(.tls12, from: [.tls12])
    handshake.hasFallbackSCSV = true
    #expect(Set(judge(handshake).verdicts("ILMN-4c")) == [.pass, .warn])
  }

  @Test("what is not TLS fails where TLS is required, with its service")
  func notTLS() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.10"])
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .other(.teamviewer))
    let finding = scene.judge().findings("ILMN-4c").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.evidence[.service] == .text("teamviewer"))
  }

  @Test("clear HTTP to a cloud name fails")
  func clearHTTPToCloud() {
    var scene = Scene()
    scene.connect(Scene.sequencer, "203.0.113.10", 80, .http(.exchange(200, host: Scene.cloud)))
    #expect(scene.judge().verdicts("ILMN-4c") == [.fail])
  }

  @Test("QUIC passes once it is answered; the name decides the clause")
  func quic() {
    let quic = QUICConnection.carrying(.chosen(.tls13, from: [.tls13]))
    var scene = Scene()
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .quic(quic), transport: .udp)
    let report = scene.judge()
    #expect(report.verdicts("ILMN-4c") == [.pass])
    #expect(report.findings("ILMN-4c").first?.stage == .succeeded)
  }

  @Test("an Initial without an answer is only told")
  func unansweredQUIC() {
    let quic = QUICConnection.carrying(.chosen(nil, from: [.tls13], isEstablished: false))
    var scene = Scene()
    scene.connect(
      Scene.sequencer, "203.0.113.10", 443, .quic(quic), stage: .attempted, transport: .udp)
    let report = scene.judge()
    #expect(report.verdicts("ILMN-4c") == [.info])
    #expect(report.findings("ILMN-4c").first?.stage == .attempted)
  }

  @Test("QUIC whose hello was not read is undetermined")
  func unreadQUIC() {
    var quic = QUICConnection(version: .version1)
    quic.handshakeFromServer = true
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.10"])
    scene.connect(Scene.sequencer, "203.0.113.10", 443, .quic(quic), transport: .udp)
    #expect(scene.judge().verdicts("ILMN-4c") == [.undetermined])
  }

  @Test(
    "QUIC of an unknown version is undetermined",
    arguments: [
      Application.other(.quic), .quic(QUICConnection(version: .init(rawValue: 0x5130_3436))),
    ])
  func unknownQUIC(application: Application) {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.10"])
    scene.connect(Scene.sequencer, "203.0.113.10", 443, application, transport: .udp)
    #expect(scene.judge().verdicts("ILMN-4d").isEmpty)
    #expect(scene.judge().verdicts("ILMN-4c") == [.undetermined])
  }

  @Test("with ECH the version is judged and the name is not believed")
  func encryptedHello() {
    var handshake = TLSHandshake.chosen(.tls13, name: "public.example")
    handshake.hasECH = true
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.internet, 443, .tls(handshake))
    let report = scene.judge()
    #expect(report.verdicts("BASE-TLS") == [.pass])
    #expect(report.verdicts("ILMN-4") == [.warn])
  }

  @Test("a hello that was lost or came before the capture is undetermined")
  func missingHello() {
    var handshake = TLSHandshake()
    handshake.helloMissing = true
    handshake.applicationData = true
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .tls(handshake))
    #expect(scene.judge().verdicts("BASE-TLS") == [.undetermined])
  }

  @Test(
    "a weak cipher is a warning, medium, beside the version's pass",
    arguments: [
      UInt16(0x0004), 0x0003, 0x003b, 0x0034, 0xc007, 0xc018,
    ])
  func weakCipher(suite: UInt16) {
    var handshake = TLSHandshake.chosen(.tls12)
    handshake.cipherSuite = suite
    let report = judge(handshake)
    #expect(Set(report.verdicts("ILMN-4c")) == [.pass, .warn])
    #expect(report.findings("ILMN-4c").first { $0.verdict == .warn }?.severity == .medium)
  }

  @Test("one direction alone neither passes nor fails")
  func oneSided() {
    let good = judge(.chosen(.tls12)) { $0.isOneSided = true }
    #expect(good.verdicts("ILMN-4c") == [.undetermined])
    let bad = judge(.chosen(.tls10)) { $0.isOneSided = true }
    #expect(bad.verdicts("ILMN-4c") == [.warn])
    #expect(bad.findings("ILMN-4c").first?.isOneSided == true)
  }

  @Test("a gap or an eviction takes a pass away and leaves a failure", arguments: [true, false])
  func lossTakesPass(isGap: Bool) {
    func harm(_ connection: inout Connection) {
      connection.hasGap = isGap
      connection.wasEvicted = !isGap
    }
    #expect(judge(.chosen(.tls12), change: harm).verdicts("ILMN-4c") == [.undetermined])
    #expect(judge(.chosen(.tls10), change: harm).verdicts("ILMN-4c") == [.fail])
  }

  @Test(
    "what the ends may have read otherwise takes a pass away and leaves a failure",
    arguments: Doubt.allCases)
  func doubtTakesPass(doubt: Doubt) {
    func harm(_ connection: inout Connection) { connection.bringInto(doubt) }
    let good = judge(.chosen(.tls12), change: harm)
    let expected: Verdict = doubt.mayOverturn ? .undetermined : .pass
    #expect(good.verdicts("ILMN-4c") == [expected])
    #expect(good.findings("ILMN-4c").first?.doubts == [doubt])
    let bad = judge(.chosen(.tls10), change: harm)
    #expect(bad.verdicts("ILMN-4c") == [.fail])
    #expect(bad.findings("ILMN-4c").first?.doubts == [doubt])
  }

  @Test("a finding says through what it was seen")
  func wrapping() {
    let report = judge(.chosen(.tls12)) {
      $0.outerVLAN = 12
      $0.encapsulation = [.vxlan]
      $0.encapsulationIdentifier = 5_001
    }
    #expect(report.findings("ILMN-4c").first?.wrapping == ["vlan 12", "vxlan 5001"])
  }

  @Test("an unknown version number is undetermined")
  func unknownVersion() {
    let report = judge(.chosen(TLSVersion(rawValue: 0x0399)))
    #expect(report.verdicts("ILMN-4c") == [.undetermined])
  }

  @Test("a weak version without a vendor clause belongs to the baseline")
  func baselineOwnsTheRest() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 445, .tls(.chosen(.tls10, name: nil)))
    let finding = scene.judge().findings("BASE-TLS").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .high)
  }

  @Test("a connection that the cloud opens breaks the one-way link")
  func oneWay() {
    var scene = Scene()
    scene.resolve(Scene.cloud, to: ["203.0.113.10"])
    scene.connect("203.0.113.10", Scene.sequencer, 9_000)
    #expect(scene.judge().verdicts("ILMN-4c") == [.fail])
  }
}

extension Connection {
  /// Marks the connection so that it has this doubt and no other.
  mutating func bringInto(_ doubt: Doubt) {
    switch doubt {
    case .conflictingOverlap: hasConflictingOverlap = true
    case .wrongChecksum: (hasWrongChecksum, hasMixedChecksums) = (true, true)
    case .unfilledChecksum: hasWrongChecksum = true
    case .oddTimeToLive: hasOddTimeToLive = true
    case .ignoredReset: hasIgnoredReset = true
    }
  }
}
