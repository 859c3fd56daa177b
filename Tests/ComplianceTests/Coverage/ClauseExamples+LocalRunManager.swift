import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: The patch of the Local Run Manager

  static let patch: [ClauseExample] = [
    .init("LRM-0", .warn, "an undeclared host serves the product's pages") {
      $0.request("GET", "/LocalRunManager/login", to: Scene.stranger) {
        $0.serverSoftware = "Microsoft-IIS/10.0"
      }
    },
    .init("LRM-1", .info, "turned away with status 403") {
      $0.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
    },
    .init("LRM-1", .fail, "answered with status 200") {
      $0.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    },
    .init("LRM-1", .undetermined, "no answer, and not seen up") {
      $0.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
    },
    .init("LRM-2", .pass, "both ports silent") { scene in
      scene.live(Scene.sequencer)
      for port in [80, 443] as [UInt16] {
        scene.connect(Scene.pc, Scene.sequencer, port, stage: .refused, refusal: .silence)
      }
    },
    .init("LRM-2", .fail, "one silent, the other answers") { scene in
      scene.live(Scene.sequencer)
      scene.connect(Scene.pc, Scene.sequencer, 80, stage: .refused, refusal: .silence)
      scene.connect(Scene.pc, Scene.sequencer, 443, tls(.tls12, nil))
    },
    .init("LRM-3", .pass, "SSH and encrypted SMB") { scene in
      scene.connect(Scene.sequencer, Scene.nas, 445, .smb(.encrypted()))
      scene.connect(Scene.sequencer, Scene.pc, 22, .other(.ssh))
    },
    .init("LRM-3", .fail, "web pages in clear") {
      $0.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    },
    .init("LRM-3", .undetermined, "payload of an unknown protocol") {
      $0.connect(Scene.sequencer, Scene.pc, 9_000, .other(.binary))
    },
    .init("LRM-11", .pass, "turned away twice") { scene in
      for _ in 0..<2 { scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403))) }
    },
    .init("LRM-11", .fail, "answered after it was turned away") { scene in
      scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(403)))
      scene.connect(Scene.pc, Scene.sequencer, 80, .http(.exchange(200)))
    },
    .init("LRM-12", .info, "SMB within a service window") { scene in
      var window = MaintenanceWindow(
        from: Timestamp(nanoseconds: 0), until: Timestamp(nanoseconds: 2_000_000_000_000))
      window.kind = "service"
      scene.site?.maintenance = [window]
      scene.connect(Scene.pc, Scene.sequencer, 445, .smb(.encrypted()))
    },
    .init("LRM-13", .info, "a start outside a run") { scene in
      scene.connect(Scene.sequencer, Scene.nas, 445) { $0.initiatorMAC = mac }
      scene.start(mac: mac)
    },
    .init("LRM-13", .warn, "a start that cuts an upload off") { scene in
      scene.upload(Scene.sequencer, Scene.nas) { $0.initiatorMAC = mac }
      scene.second += 90
      scene.start(mac: mac)
    },
  ]

  static let mac = MACAddress(0x0200_0000_0010)

  // MARK: Requests

  static func hidden(_ clause: String) -> ClauseExample {
    .init(clause, .undetermined, "requests inside TLS are not inspected") {
      $0.connect(Scene.pc, Scene.sequencer, 443, tls(.tls12, nil))
    }
  }

  static let requests: [ClauseExample] = [
    .init("LRM-8", .pass, "GET of a page") { $0.request("GET", "/index.html") },
    .init("LRM-8", .fail, "POST to an .asp page") { $0.request("POST", "/x/cmd.asp?a=1") },
    hidden("LRM-8"),
    .init("LRM-9", .pass, "a manifest is posted") {
      $0.request("POST", "/upload") { $0.indicators.body = .whole }
    },
    .init("LRM-9", .fail, "a body with a word of the list") {
      $0.request("POST", "/upload") {
        $0.indicators.body = .whole
        $0.indicators.inBody = .wscript
      }
    },
    hidden("LRM-9"),
    .init("LRM-16", .pass, "a path without dots") { $0.request("GET", "/a/b") },
    .init("LRM-16", .warn, "a path that leads upwards, encoded twice") {
      $0.request("GET", "/a/%252e%252e/%255c..%5cweb.config")
    },
    hidden("LRM-16"),
    .init("LRM-17", .info, "an uploaded script is refused when called") { scene in
      scene.request("PUT", "/files/x.asp", status: 201)
      scene.request("GET", "/files/X.asp", status: 404)
    },
    .init("LRM-17", .fail, "an uploaded script answers") { scene in
      scene.request("POST", "/upload") {
        $0.indicators.scripts = [RequestIndicators.digest(ofName: "x.aspx")]
      }
      scene.request("GET", "/files/x.aspx?q", status: 200)
    },
    hidden("LRM-17"),
  ]
}
