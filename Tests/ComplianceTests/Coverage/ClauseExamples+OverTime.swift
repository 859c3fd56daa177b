import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: Hosts over time

  static let hosts: [ClauseExample] = [
    .init("ILMN-9", .info, "the update server is reached") {
      $0.connect(Scene.sequencer, Scene.pc, 8_530)
    },
    .init("ILMN-9", .warn, "no update for 31 days, and the site expects them online") { scene in
      scene.site?.osBackground = .updates
      scene.connect(Scene.sequencer, Scene.nas, 445)
      scene.second += 31 * 86_400
      scene.connect(Scene.sequencer, Scene.nas, 445)
    },
    .init("ILMN-10", .info, "syslog to the collector") {
      $0.connect(Scene.sequencer, "10.77.0.80", 514, transport: .udp) {
        $0.stage = .attempted
        $0.fromInitiator.octets = 200
      }
    },
    .init("ILMN-10", .warn, "nothing to the collector for a day") { scene in
      scene.connect(Scene.sequencer, Scene.nas, 445)
      scene.second += 25 * 3_600
      scene.connect(Scene.sequencer, Scene.nas, 445)
    },
    .init("ILMN-11a", .info, "signatures are fetched") {
      $0.connect(
        Scene.sequencer, Scene.internet, 443, tls(.tls12, "definitionupdates.microsoft.com"))
    },
    .init("ILMN-11a", .warn, "five lookups during one upload") { scene in
      let start = scene.second
      for _ in 0..<5 {
        scene.second += 30
        scene.connect(
          Scene.sequencer, Scene.internet, 443, tls(.tls12, "unitedstates.cp.wdcp.microsoft.com"))
      }
      let first = Moment(frame: 1, time: Timestamp(nanoseconds: Int64(start * 1e9)))
      scene.upload(Scene.sequencer, Scene.nas) { $0.first = first }
    },
    .init("ILMN-11d", .pass, "the same offer again") { scene in
      for _ in 0..<2 { scene.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13)) }
    },
    .init("ILMN-11d", .fail, "a weaker offer to the same peer") { scene in
      scene.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13))
      scene.connect(
        Scene.sequencer, Scene.internet, 443,
        .tls(.chosen(.tls10, from: [.tls10], name: Scene.cloud)))
    },
  ]

  // MARK: Users

  static func failed(_ status: UInt32, times: UInt32 = 1) -> Application {
    var smb = SMBConnection.agreed(.smb311, hasSession: false)
    smb.failedSetups = times
    smb.failedSetupStatus = status
    return .smb(smb)
  }

  static func session(of account: String) -> Application {
    var smb = SMBConnection.encrypted()
    smb.sessions[0].account = account
    return .smb(smb)
  }

  static let users: [ClauseExample] = [
    .init("ILMN-12a", .info, "an ordinary account") {
      $0.connect(Scene.sequencer, Scene.nas, 445, session(of: "seq01"))
    },
    .init("ILMN-12a", .warn, "the administrator over the network") {
      $0.connect(Scene.sequencer, Scene.nas, 445, session(of: "Administrator"))
    },
    .init("ILMN-12b", .fail, "credentials in clear HTTP") {
      var conversation = HTTPConversation.exchange(200)
      conversation.decisive?.hasCredentials = true
      $0.connect(Scene.sequencer, Scene.nas, 80, .http(conversation))
    },
    .init("ILMN-12b", .notAssessable, "nothing happens") { _ in },
    .init("ILMN-12c", .pass, "a logon without a failure") {
      $0.connect(Scene.pc, Scene.sequencer, 445, .smb(.encrypted()))
    },
    .init("ILMN-12c", .warn, "ten wrong passwords in a minute") { scene in
      for _ in 0..<10 {
        scene.second += 5
        scene.connect(Scene.pc, Scene.sequencer, 445, failed(0xc000_006d))
      }
    },
    .init("ILMN-12d", .pass, "one client for the account") {
      $0.connect(Scene.pc, Scene.sequencer, 445, session(of: "anna"))
    },
    .init("ILMN-12d", .warn, "one account from two clients") { scene in
      scene.connect(Scene.pc, Scene.sequencer, 445, session(of: "lab"))
      scene.connect(Scene.lis, Scene.sequencer, 445, session(of: "LAB"))
    },
  ]
}
