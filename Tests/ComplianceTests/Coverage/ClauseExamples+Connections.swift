import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: ILMN-1 and ILMN-4: who talks to whom

  static let peers: [ClauseExample] = [
    .init("ILMN-1", .fail, "one part fails") { $0.connect(Scene.stranger, Scene.sequencer, 22) },
    .init("ILMN-1", .pass, "the parts pass") { $0.connect(Scene.sequencer, Scene.nas, 445) },
    .init("ILMN-1a", .pass, "a listed peer") { $0.connect(Scene.sequencer, Scene.nas, 445) },
    .init("ILMN-1a", .fail, "a stranger is let in") {
      $0.connect(Scene.stranger, Scene.sequencer, 22)
    },
    .init("ILMN-1a", .undetermined, "a listed peer, one direction missing") {
      $0.connect(Scene.sequencer, Scene.nas, 445) { $0.isOneSided = true }
    },
    .init("ILMN-1c", .info, "a source outside is refused") {
      $0.connect("203.0.113.66", Scene.sequencer, 8_080, stage: .refused, refusal: .reset)
    },
    .init("ILMN-1c", .fail, "a source outside is let in") {
      $0.connect("203.0.113.66", Scene.sequencer, 8_080)
    },
    .init("ILMN-4", .pass, "a listed destination") {
      $0.connect(Scene.sequencer, Scene.nas, 445)
    },
    .init("ILMN-4", .fail, "an unlisted destination") {
      $0.connect(Scene.sequencer, Scene.internet, 443)
    },
    .init("ILMN-4b", .pass, "encrypted SMB 3.1.1 to storage") {
      $0.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted()))
    },
    .init("ILMN-4b", .fail, "SMB 3.0.2 to storage") {
      $0.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted(.smb302)))
    },
    .init("ILMN-11b", .pass, "an unlisted port stays silent while the asset is up") {
      $0.live(Scene.sequencer)
      $0.connect(Scene.pc, Scene.sequencer, 3_389, stage: .refused, refusal: .silence)
    },
    .init("ILMN-11b", .fail, "a port outside the inbound rules accepts", on: "veri") {
      $0.connect(Scene.pc, Scene.veriseq, 3_389)
    },
    .init("ILMN-11b", .undetermined, "silence of an asset that was not seen up") {
      $0.connect(Scene.pc, Scene.sequencer, 3_389, stage: .refused, refusal: .silence)
    },
    .init("LRM-4", .pass, "two hosts in the segment") {
      $0.connect(Scene.sequencer, Scene.nas, 445)
    },
    .init("LRM-4", .warn, "more hosts than the limit") { scene in
      for host in 100..<140 { scene.connect("10.77.0.\(host)", Scene.sequencer, 22) }
    },
    .init("LRM-4", .undetermined, "few hosts, and frames were dropped") { scene in
      scene.connect(Scene.sequencer, Scene.nas, 445)
      scene.coverage.drops = 5
    },
    .init("LRM-5", .pass, "a listed name crosses the border") { scene in
      scene.resolve(Scene.cloud, to: [Scene.internet])
      scene.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13))
    },
    .init("LRM-5", .fail, "an unlisted connection crosses the border") {
      $0.connect(Scene.sequencer, Scene.internet, 443)
    },
    .init("LRM-6", .pass, "one device") { $0.connect(Scene.sequencer, Scene.nas, 445) },
    .init("LRM-6", .warn, "nine devices within a day") { scene in
      for host in 100..<109 { scene.connect("10.77.0.\(host)", Scene.sequencer, 22) }
    },
    .init("LRM-6", .undetermined, "one device, one direction missing") {
      $0.connect(Scene.sequencer, Scene.nas, 445) { $0.isOneSided = true }
    },
    .init("LRM-7", .pass, "an isolated asset answers nobody") { scene in
      scene.site?.assets[0].isIsolated = true
      scene.connect(Scene.pc, Scene.sequencer, 445, stage: .refused, refusal: .silence)
    },
    .init("LRM-7", .fail, "an isolated asset sends") { scene in
      scene.site?.assets[0].isIsolated = true
      scene.connect(Scene.sequencer, Scene.nas, 445, stage: .attempted)
    },
    .init("LRM-7", .notObserved, "nothing happens") { scene in
      scene.site?.assets[0].isIsolated = true
    },
    .init("LRM-10", .pass, "a listed destination") {
      $0.connect(Scene.sequencer, Scene.nas, 445)
    },
    .init("LRM-10", .fail, "an unlisted destination") {
      $0.connect(Scene.sequencer, Scene.internet, 443)
    },
  ]

  // MARK: ILMN-3: SMB

  static let smb: [ClauseExample] = [
    smb("ILMN-3", .fail, "one part fails", .clear(isSigned: false)),
    smb("ILMN-3", .pass, "the parts pass", .encrypted()),
    smb("ILMN-3-DIALECT", .pass, "SMB 3.1.1", .encrypted()),
    smb("ILMN-3-DIALECT", .fail, "SMB 3.0.2", .encrypted(.smb302)),
    smb(
      "ILMN-3-DIALECT", .undetermined, "an unknown higher dialect",
      .encrypted(SMBDialect(rawValue: 0x0400))),
    smb("ILMN-3-SIGN", .pass, "data signed both ways", .clear(isSigned: true)),
    smb("ILMN-3-SIGN", .fail, "data not signed", .clear(isSigned: false)),
    smb("ILMN-3-ENC", .pass, "data inside transform headers", .encrypted()),
    smb("ILMN-3-ENC", .fail, "data in clear", .clear(isSigned: true)),
    smb("ILMN-3-AUTH", .pass, "Kerberos", .encrypted()),
    .init("ILMN-3-AUTH", .fail, "a guest reaches a share") {
      var smb = SMBConnection.clear(isSigned: true)
      smb.sessions[0].isGuest = true
      $0.connect(Scene.sequencer, Scene.nas, 445, .smb(smb))
    },
    .init("ILMN-3-OTHER", .info, "FTP to storage is refused") {
      $0.connect(Scene.sequencer, Scene.nas, 21, stage: .refused, refusal: .reset)
    },
    .init("ILMN-3-OTHER", .fail, "FTP to storage") {
      $0.connect(Scene.sequencer, Scene.nas, 21, .other(.ftp))
    },
    .init("ILMN-4e", .pass, "encrypted SMB 3.1.1 to the server") {
      $0.connect(Scene.pc, Scene.veriseq, 445, .smb(.encrypted()))
    },
    .init("ILMN-4e", .fail, "SMB in clear to the server") {
      $0.connect(Scene.pc, Scene.veriseq, 445, .smb(.clear(isSigned: true)))
    },
  ]

  // MARK: ILMN-4c, 4d, 4a

  static let analysis = "ica.illumina.com"

  static let cloud: [ClauseExample] = [
    .init("ILMN-4c", .pass, "TLS 1.3 to the cloud") {
      $0.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13))
    },
    .init("ILMN-4c", .fail, "TLS 1.0 to the cloud") {
      $0.connect(Scene.sequencer, Scene.internet, 443, tls(.tls10))
    },
    .init("ILMN-4c", .undetermined, "the hello is missing") { scene in
      scene.resolve(Scene.cloud, to: [Scene.internet])
      var handshake = TLSHandshake.chosen(nil, name: nil)
      handshake.helloMissing = true
      handshake.clientHello = nil
      scene.connect(Scene.sequencer, Scene.internet, 443, .tls(handshake)) {
        $0.isMidstream = true
      }
    },
    .init("ILMN-4d", .pass, "TLS 1.2 to the analysis service") {
      $0.connect(Scene.sequencer, Scene.internet, 443, tls(.tls12, analysis))
    },
    .init("ILMN-4d", .fail, "TLS 1.1 to the analysis service") {
      $0.connect(Scene.sequencer, Scene.internet, 443, tls(.tls11, analysis))
    },
  ]

  static let console: [ClauseExample] = [
    .init("ILMN-4a", .pass, "TLS 1.2 from a listed peer") {
      $0.connect(Scene.lis, Scene.console, 443, tls(.tls12, nil))
    },
    .init("ILMN-4a", .fail, "HTTP answered with content") {
      $0.connect(Scene.lis, Scene.console, 80, .http(.exchange(200)))
    },
    .init("ILMN-4a", .undetermined, "no answer, and not seen up") {
      $0.connect(Scene.lis, Scene.console, 443, stage: .refused, refusal: .silence)
    },
  ]
}
