import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: ILMN-1b and ILMN-1d: who shares the segment

  static let segment: [ClauseExample] = [
    .init("ILMN-1b", .info, "the switch admits the asset") { scene in
      scene.site?.assets[0].mac = MACAddress("02:00:00:00:00:10")
      scene.admit("02:00:00:00:00:10", .success)
    },
    .init("ILMN-1b", .warn, "a station that nobody declared") {
      $0.claim(Scene.stranger, "02:00:00:00:00:99")
    },
    .init("ILMN-1b", .fail, "an undeclared station is let in") {
      $0.connect(Scene.stranger, Scene.sequencer, 8_080)
    },
    .init("ILMN-1d", .info, "WireGuard towards the asset is refused") {
      $0.connect(
        Scene.pc, Scene.sequencer, 51_820, .other(.wireguard), stage: .refused,
        refusal: .unreachable, transport: .udp)
    },
    .init("ILMN-1d", .fail, "a GRE tunnel ends at the asset") { scene in
      scene.add(
        .tunnel(
          TunnelSighting(
            source: Scene.address(Scene.sequencer), destination: Scene.address(Scene.internet),
            transport: Transport(rawValue: 47), moment: scene.moment())))
    },
    .init("ILMN-1d", .fail, "a private network that is not the site's") { scene in
      scene.site?.internal = ["10.77.0.0/16"].compactMap { IPPrefix($0) }
      scene.connect(Scene.sequencer, "192.168.50.1", 443)
    },
  ]

  // MARK: ILMN-5: no general use

  static func visit(_ names: [String], _ scene: inout Scene) {
    for name in names {
      scene.second += 10
      scene.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13, name))
    }
  }

  static let use: [ClauseExample] = [
    .init("ILMN-5", .info, "one part is for the record") {
      $0.connect(Scene.pc, Scene.sequencer, 22, .other(.ssh), stage: .refused, refusal: .reset)
    },
    .init("ILMN-5", .fail, "one part fails") {
      $0.connect(Scene.pc, Scene.sequencer, 22, .other(.ssh))
    },
    .init("ILMN-5a", .warn, "one unlisted domain") { visit(["www.example.org"], &$0) },
    .init("ILMN-5a", .fail, "three unlisted domains within ten minutes") {
      visit(["www.example.org", "www.example.net", "www.example.com"], &$0)
    },
    .init("ILMN-5b", .info, "a program is written within a service window", on: "veri") { scene in
      scene.declareService()
      var smb = SMBConnection.clear(isSigned: true)
      smb.programWritten = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
      scene.connect(Scene.pc, Scene.veriseq, 445, .smb(smb))
    },
    .init("ILMN-5b", .warn, "fifty megabytes of unknown content from an unlisted name") {
      $0.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13, "www.example.org")) {
        $0.fromResponder.octets = 50_000_000
      }
    },
    .init("ILMN-5b", .fail, "a program is fetched in clear") {
      $0.download("/setup.exe", by: Scene.sequencer, from: Scene.internet)
    },
    .init("ILMN-5c", .info, "remote desktop is refused") {
      $0.connect(Scene.pc, Scene.sequencer, 3_389, stage: .refused, refusal: .reset)
    },
    .init("ILMN-5c", .warn, "SSH within a service window") { scene in
      scene.declareService()
      scene.connect(Scene.pc, Scene.sequencer, 22, .other(.ssh))
    },
    .init("ILMN-5c", .fail, "an administrators' share is opened", on: "veri") { scene in
      var smb = SMBConnection.encrypted()
      smb.diskShares = ["\\\\10.77.0.12\\C$"]
      scene.connect(Scene.pc, Scene.veriseq, 445, .smb(smb))
    },
    .init("ILMN-5d", .info, "mail is refused") {
      $0.connect(
        Scene.sequencer, Scene.internet, 25, .other(.smtp), stage: .refused, refusal: .reset)
    },
    .init("ILMN-5d", .fail, "mail is sent") {
      $0.connect(Scene.sequencer, Scene.internet, 25, .other(.smtp))
    },
  ]

  // MARK: ILMN-6: directories

  static var ticket: Application {
    var exchange = DirectoryExchange(service: .kerberos)
    exchange.requests = 1
    exchange.replies = 1
    exchange.isGranted = true
    exchange.hasComputerAccount = true
    return .directory(exchange)
  }

  static let directory: [ClauseExample] = [
    .init("ILMN-6", .info, "a ticket for a computer that the site declares joined") { scene in
      scene.site?.assets[0].adJoined = true
      scene.connect(Scene.sequencer, Scene.nas, 88, ticket)
    },
    .init("ILMN-6", .fail, "a ticket, though the site says not joined") { scene in
      scene.site?.assets[0].adJoined = false
      scene.connect(Scene.sequencer, Scene.nas, 88, ticket)
    },
    .init("ILMN-6", .warn, "a question for a domain controller, though not joined") { scene in
      scene.site?.assets[0].adJoined = false
      scene.ask("_ldap._tcp.dc._msdcs.lab.example", type: 33)
    },
    .init("ILMN-6", .warn, "a weaker offer after a group policy was fetched") { scene in
      scene.site?.assets[0].adJoined = true
      scene.connect(Scene.sequencer, Scene.internet, 443, tls(.tls13))
      var smb = SMBConnection.clear(isSigned: true)
      smb.policyFile = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
      scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb))
      scene.connect(
        Scene.sequencer, Scene.internet, 443,
        .tls(.chosen(.tls10, from: [.tls10], name: Scene.cloud)))
    },
    .init("ILMN-6", .undetermined, "a ticket, and the site does not say") {
      $0.connect(Scene.sequencer, Scene.nas, 88, ticket)
    },
  ]

  // MARK: BeckmanConnect: support, bandwidth, records

  static let support: [ClauseExample] = [
    .init("BEC-TV-1", .info, "TeamViewer to the vendor") {
      $0.connect(Scene.controller, Scene.internet, 443, .other(.teamviewer))
    },
    .init("BEC-TV-2", .info, "remote desktop from outside is refused") {
      $0.connect(Scene.internet, Scene.controller, 3_389, stage: .refused, refusal: .reset)
    },
    .init("BEC-TV-2", .fail, "another tool controls the PC") {
      $0.connect(Scene.pc, Scene.controller, 5_900, .other(.vnc))
    },
    .init("BEC-TV-5", .info, "a session within its window") { scene in
      scene.declareService()
      scene.upload(Scene.controller, Scene.internet, 443, megabytes: 5, .other(.teamviewer))
    },
    .init("BEC-TV-5", .warn, "a session outside of the windows") { scene in
      scene.declareService(isNow: false)
      scene.upload(Scene.controller, Scene.internet, 443, megabytes: 5, .other(.teamviewer))
    },
    .init("BEC-BW-1", .pass, "twenty megabytes in twenty seconds") {
      $0.upload(
        Scene.controller, Scene.internet, 443, megabytes: 20, seconds: 20,
        tls(.tls12, "files.beckman.com"))
    },
    .init("BEC-BW-1", .warn, "seven megabytes in a minute, with losses") {
      $0.upload(
        Scene.controller, Scene.internet, 443, megabytes: 7, seconds: 60,
        tls(.tls12, "files.beckman.com")
      ) {
        $0.fromInitiator.packets = 5_000
        $0.fromInitiator.repeatedSegments = 50
      }
    },
    .init("BEC-PHI-1", .fail, "laboratory records leave in clear") {
      $0.connect(Scene.controller, Scene.internet, 4_711, clinical(.astm))
    },
    .init("BEC-HOST-1", .warn, "a workstation asks for TeamViewer") {
      $0.resolve("router1.teamviewer.com", to: [Scene.internet], by: Scene.pc)
    },
    .init("BEC-UPD-1", .info, "nine megabytes from the product's names") {
      $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "files.beckman.com")) {
        $0.fromResponder.octets = 9_000_000
      }
    },
  ]
}
