import Observations

@testable import Compliance

extension ClauseExamples {
  // MARK: Imaging: the network

  private static let ct = ClauseExample.imaging

  static let imaging: [ClauseExample] = [
    .init("UIH-NET-1", .pass, "a listed destination beyond the border") { scene in
      var allowance = Allowance(why: "service")
      allowance.addresses = [IPPrefix(Scene.internet)].compactMap(\.self)
      scene.site?.allow = [allowance]
      scene.connect(ct, Scene.internet, 443)
    },
    .init("UIH-NET-1", .info, "an unlisted crossing is refused") {
      $0.connect(ct, Scene.internet, 443, stage: .refused, refusal: .reset)
    },
    .init("UIH-NET-1", .fail, "an unlisted crossing") { $0.connect(ct, Scene.internet, 443) },
    .init("UIH-NET-2", .pass, "a listed destination") { $0.connect(ct, Scene.nas, 445) },
    .init("UIH-NET-2", .fail, "an unlisted destination") { $0.connect(ct, Scene.internet, 443) },
    .init("UIH-NET-3", .info, "the switch admits the system") {
      $0.admit("02:00:00:00:00:70", .success)
    },
    .init("UIH-NET-3", .warn, "a station that nobody declared") {
      $0.claim(Scene.stranger, "02:00:00:00:00:99")
    },
    .init("UIH-NET-3", .fail, "two stations with one address") { scene in
      scene.claim(Scene.nas, "02:00:00:00:00:20")
      scene.second += 10
      scene.claim(Scene.nas, "02:00:00:00:00:66")
    },
    .init("UIH-NET-4", .info, "FTP is refused") {
      $0.connect(ct, Scene.lis, 21, stage: .refused, refusal: .reset)
    },
    .init("UIH-NET-4", .fail, "images in clear") { $0.connect(ct, Scene.lis, 104, clinical()) },
    .init("UIH-NET-5", .pass, "packets without a gap of a minute") {
      $0.watch(seconds: 3_600, every: 30)
    },
    .init("UIH-NET-5", .warn, "an hour without a packet") {
      $0.watch(seconds: 7_200, every: 3_600)
    },
    .init("UIH-NET-6", .info, "a run that saw packets") { $0.watch(seconds: 60, every: 1) },
    .init("UIH-NET-7", .warn, "an attempt towards an indicator") { scene in
      scene.indicate("198.51.100.0/28")
      scene.connect(ct, Scene.internet, 443, stage: .attempted)
    },
    .init("UIH-NET-7", .fail, "contact with an indicator") { scene in
      scene.indicate("198.51.100.0/28")
      scene.connect(ct, Scene.internet, 443)
    },
  ]

  // MARK: Imaging: data, host, applications

  static func clinical(
    _ service: Service = .dicom, isAccepted: Bool = true, namesPatient: Bool = false
  ) -> Application {
    var exchange = ClinicalExchange(service: service)
    exchange.isAccepted = isAccepted
    exchange.isRejected = !isAccepted
    exchange.namesPatient = namesPatient
    exchange.records = 1
    return .clinical(exchange)
  }

  static let imagingData: [ClauseExample] = [
    .init("UIH-DATA-1", .pass, "DICOM over TLS 1.2") {
      $0.connect(ct, Scene.lis, 2_762, tls(.tls12, nil))
    },
    .init("UIH-DATA-1", .warn, "an association in clear is rejected") {
      $0.connect(ct, Scene.lis, 104, clinical(isAccepted: false))
    },
    .init("UIH-DATA-1", .fail, "an association in clear is accepted") {
      $0.connect(ct, Scene.lis, 104, clinical())
    },
    .init("UIH-DATA-2", .pass, "TLS with authenticated encryption") {
      $0.connect(ct, Scene.lis, 443, tls(.tls13, nil))
    },
    .init("UIH-DATA-2", .fail, "SMB data without signatures") {
      $0.connect(ct, Scene.lis, 445, .smb(.clear(isSigned: false)))
    },
    .init("UIH-DATA-3", .pass, "records with empty patient fields") {
      $0.connect(ct, Scene.lis, 104, clinical())
    },
    .init("UIH-DATA-3", .warn, "a patient named in clear inside the site") {
      $0.connect(ct, Scene.lis, 104, clinical(namesPatient: true))
    },
    .init("UIH-DATA-3", .fail, "a patient named in clear to the outside") {
      $0.connect(ct, Scene.internet, 104, clinical(namesPatient: true))
    },
    .init("UIH-DATA-3", .undetermined, "octets between the records are missing") {
      $0.connect(ct, Scene.lis, 104, clinical()) { $0.hasGap = true }
    },
    .init("UIH-HOST-1", .info, "the update server is reached") {
      $0.connect(ct, Scene.pc, 8_530)
    },
    .init("UIH-HOST-1", .warn, "no update for 31 days, and the site expects them online") { scene in
      scene.site?.osBackground = .updates
      scene.month()
    },
    .init("UIH-HOST-2", .info, "signatures are fetched") {
      $0.connect(ct, Scene.internet, 443, tls(.tls12, "definitionupdates.microsoft.com"))
    },
    .init("UIH-HOST-2", .warn, "no signatures for 31 days") { $0.month() },
    .init("UIH-APP-1", .info, "syslog to the collector") {
      $0.connect(ct, "10.77.0.80", 6_514, tls(.tls12, nil))
    },
    .init("UIH-APP-1", .warn, "nothing to the collector for a month") { $0.month() },
    .init("UIH-APP-2", .pass, "Kerberos") { $0.connect(ct, Scene.lis, 445, .smb(.encrypted())) },
    .init("UIH-APP-2", .fail, "a password in a clear bind") { scene in
      var bind = DirectoryExchange(service: .ldap)
      bind.requests = 1
      bind.hasClearBind = true
      scene.connect(ct, Scene.lis, 389, .directory(bind))
    },
    .init("UIH-APP-4", .info, "the declared scanner tries twenty ports") {
      $0.scan(ct, by: "10.77.0.41")
    },
    .init("UIH-APP-4", .warn, "somebody else tries twenty ports") {
      $0.scan(ct, by: Scene.stranger)
    },
  ]

  // MARK: Imaging: the run itself

  static let run: [ClauseExample] = [
    .init("UIH-INC-1", .pass, "every alert reached its receiver") { scene in
      scene.watch(seconds: 60, every: 1)
      scene.delivery = DeliveryRecord(sent: 3, acknowledged: 3, undelivered: 0)
    },
    .init("UIH-INC-1", .warn, "an alert was given up") { scene in
      scene.watch(seconds: 60, every: 1)
      scene.delivery = DeliveryRecord(sent: 3, acknowledged: 2, undelivered: 1)
    },
    .init("UIH-INC-2", .info, "signature files of this year") {
      $0.watch(seconds: 60, every: 1)
    },
    .init("UIH-INC-2", .warn, "signature files two years old") { scene in
      // 2028-11-21, two years after the files were checked.
      scene.second = 1_858_377_600
      scene.watch(seconds: 60, every: 1)
    },
    .init("UIH-DRILL-1", .info, "a capture is replayed") { $0.watch(seconds: 60, every: 1) },
  ]
}

extension Scene {
  /// Packets come at this pace for so long.
  mutating func watch(seconds: Double, every pause: Double) {
    var passed = 0.0
    while passed <= seconds {
      clocks.append(moment().time)
      second += pause
      passed += pause
    }
    coverage.packets = UInt64(clocks.count)
    coverage.last = clocks.last
  }

  /// The imaging system talks to storage now and a month later.
  mutating func month() {
    connect(ClauseExample.imaging, Scene.nas, 445)
    second += 31 * 86_400
    connect(ClauseExample.imaging, Scene.nas, 445)
  }

  mutating func scan(_ target: String, by source: String) {
    for port in 1...20 as ClosedRange<UInt16> {
      connect(source, target, port, stage: .refused, refusal: .reset)
    }
  }

  /// The site has a list of threats.
  mutating func indicate(_ text: String) {
    var mistakes = Mistakes()
    site?.indicatorList = IndicatorList.read(text, file: "ioc", into: &mistakes)
  }
}
