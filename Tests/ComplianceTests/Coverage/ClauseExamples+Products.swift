import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: BeckmanConnect

  static func destination(
    _ clause: String, _ name: String, on asset: String, _ address: String
  ) -> [ClauseExample] {
    [
      .init(clause, .pass, "\(name) on 443", on: asset) {
        $0.connect(address, Scene.internet, 443, tls(.tls12, name))
      },
      .init(clause, .fail, "\(name) on 8883", on: asset) {
        $0.connect(address, Scene.internet, 8_883, tls(.tls12, name))
      },
    ]
  }

  static func china(_ clause: String, _ name: String) -> [ClauseExample] {
    destination(clause, name, on: "bec-cn", Scene.chineseController)
  }

  static func elsewhere(_ clause: String, _ name: String) -> [ClauseExample] {
    destination(clause, name, on: "bec", Scene.controller)
  }

  static let beckman: [ClauseExample] =
    elsewhere("BEC-DST-1", "sync.beckman.com") + elsewhere("BEC-DST-2", "hub.azure-devices.net")
    + china("BEC-DST-3", "hub.azure-devices.cn") + china("BEC-DST-4", "sync.mybeckman.cn")
    + china("BEC-DST-5", "store.blob.core.chinacloudapi.cn") + [
      .init("BEC-DST-6", .pass, "TeamViewer on 443") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "r1.teamviewer.com"))
      },
      .init("BEC-DST-6", .warn, "TeamViewer on its own port") {
        $0.connect(Scene.controller, Scene.internet, 5_938, tls(.tls12, "r1.teamviewer.com"))
      },
      .init("BEC-DST-7", .pass, "a documented destination") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "sync.beckman.com"))
      },
      .init("BEC-DST-7", .warn, "another destination") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "www.example.org"))
      },
      .init("BEC-REG-1", .pass, "a name of the own region") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "sync.beckman.com"))
      },
      .init("BEC-REG-1", .fail, "a name of the other region") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "sync.mybeckman.cn"))
      },
      .init("BEC-TLS-1", .pass, "TLS 1.2 to a documented name") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls12, "sync.beckman.com"))
      },
      .init("BEC-TLS-1", .fail, "TLS 1.0 to a documented name") {
        $0.connect(Scene.controller, Scene.internet, 443, tls(.tls10, "sync.beckman.com"))
      },
      .init("BEC-FT-1", .pass, "a session of one megabyte") {
        $0.upload(
          Scene.controller, Scene.internet, 443, megabytes: 1, tls(.tls12, "r1.teamviewer.com"))
      },
      .init("BEC-FT-1", .warn, "a session of a hundred megabytes") {
        $0.upload(Scene.controller, Scene.internet, 443, tls(.tls12, "r1.teamviewer.com"))
      },
    ]

  // MARK: The baseline

  static let baseline: [ClauseExample] = [
    .init("BASE-TLS", .pass, "TLS 1.3", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.lis, 443, tls(.tls13))
    },
    .init("BASE-TLS", .fail, "TLS 1.0", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.lis, 443, tls(.tls10))
    },
    .init("BASE-SMB-DIALECT", .pass, "SMB 3.1.1", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.encrypted()))
    },
    .init("BASE-SMB-DIALECT", .fail, "SMB 2.1", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.clear(.smb21, isSigned: true)))
    },
    .init("BASE-SMB-SIGN", .pass, "data signed both ways", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.clear(isSigned: true)))
    },
    .init("BASE-SMB-SIGN", .fail, "data not signed", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.clear(isSigned: false)))
    },
    .init("BASE-SMB-ENC", .pass, "data inside transform headers", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.encrypted()))
    },
    .init("BASE-SMB-ENC", .fail, "data in clear", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.nas, 445, .smb(.clear(isSigned: true)))
    },
    .init("BASE-DST", .info, "a connectivity check", on: "plain") {
      $0.resolve("www.msftconnecttest.com", to: [Scene.internet], by: ClauseExample.plain)
    },
    .init("BASE-DST", .warn, "a question for an unlisted name", on: "plain") {
      $0.resolve("www.example.org", to: [Scene.internet], by: ClauseExample.plain)
    },
    .init("BASE-CLEAR", .info, "a revocation list", on: "plain") {
      $0.connect(
        ClauseExample.plain, Scene.internet, 80,
        .http(.exchange(200, host: "ocsp.digicert.com")))
    },
    .init("BASE-CLEAR", .warn, "a web page in clear", on: "plain") {
      $0.connect(ClauseExample.plain, Scene.lis, 80, .http(.exchange(200)))
    },
    .init("BASE-IN", .pass, "a listed peer", on: "plain") {
      $0.connect(Scene.lis, ClauseExample.plain, 104)
    },
    .init("BASE-IN", .fail, "a stranger is let in", on: "plain") {
      $0.connect(Scene.stranger, ClauseExample.plain, 104)
    },
  ]
}
