import Observations
import Testing

@testable import Compliance

/// Use of an instrument as a computer, remote access, directories and support (ILMN-5*, ILMN-6,
/// BEC-TV-*, BEC-BW-1, BEC-UPD-1, UIH-NET-7, UIH-APP-*, UIH-HOST-*).
@Suite struct AccessTests {
  private func judge(
    _ from: String, _ to: String, _ port: UInt16, _ application: Application = .unknown,
    stage: Stage = .succeeded, site: Site = SegmentTests.lab,
    change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene(site)
    scene.connect(from, to, port, application, stage: stage, change: change)
    return scene.judge()
  }

  static let imaging = "10.77.0.70"

  // MARK: ILMN-5c, BEC-TV-2

  @Test(
    "remote access to the operating system fails, is a warning when tried, and informs when refused",
    arguments: [Service.ssh, .rdp, .vnc, .telnet, .teamviewer])
  func remoteAccess(service: Service) throws {
    for (stage, verdict) in [
      (Stage.succeeded, Verdict.fail), (.attempted, .warn), (.refused, .info),
    ] {
      let report = judge(Scene.pc, Scene.sequencer, 4_711, .other(service), stage: stage)
      #expect(report.verdicts("ILMN-5c", "seq") == [verdict])
      #expect(report.findings("ILMN-5c").first?.evidence[.service] == .text(service.rawValue))
    }
  }

  @Test("RDP that went on in TLS, AnyDesk and WinRM are known by what they said")
  func hiddenInside() {
    let tls = TLSHandshake.chosen(.tls12, name: nil)
    let desktop = judge(Scene.pc, Scene.sequencer, 4_711, .tls(tls)) { $0.upgradedFrom = .rdp }
    #expect(desktop.findings("ILMN-5c").first?.evidence[.service] == .text("rdp"))
    var any = tls
    any.clientALPN = ["anydesk/6.2.0/windows"]
    let anyDesk = judge(Scene.sequencer, Scene.internet, 443, .tls(any))
    #expect(anyDesk.findings("ILMN-5c").first?.evidence[.service] == .text("anydesk"))
    var exchange = HTTPConversation.exchange(200)
    exchange.decisive?.target = "/wsman?PSVersion=5.1"
    let management = judge(Scene.pc, Scene.sequencer, 8_080, .http(exchange))
    #expect(management.findings("ILMN-5c").first?.evidence[.service] == .text("winrm"))
    #expect(judge(Scene.pc, Scene.sequencer, 4_711, .tls(tls)).verdicts("ILMN-5c") == [])
  }

  @Test("shares and pipes of administrators are remote access, a share of runs is not")
  func administration() {
    var smb = SMBConnection.encrypted()
    #expect(judge(Scene.pc, Scene.veriseq, 445, .smb(smb)).verdicts("ILMN-5c") == [])
    smb.diskShares = ["\\\\10.77.0.12\\C$"]
    #expect(judge(Scene.pc, Scene.veriseq, 445, .smb(smb)).verdicts("ILMN-5c") == [.fail])
    smb.diskShares = []
    smb.servicePipes = ["svcctl"]
    #expect(judge(Scene.pc, Scene.veriseq, 445, .smb(smb)).verdicts("ILMN-5c") == [.fail])
  }

  @Test("a port alone is a warning, another protocol on it is none")
  func portOnly() {
    #expect(
      judge(Scene.pc, Scene.sequencer, 3_389, .other(.binary)).verdicts("ILMN-5c") == [.warn])
    let web = HTTPConversation.exchange(200)
    #expect(judge(Scene.pc, Scene.sequencer, 22, .http(web)).verdicts("ILMN-5c") == [])
  }

  @Test("within a service window remote access is a warning")
  func serviceWindow() {
    var site = SegmentTests.lab
    var window = MaintenanceWindow(
      from: Timestamp(nanoseconds: 0), until: Timestamp(nanoseconds: 2_000_000_000_000))
    window.kind = "service"
    site.maintenance = [window]
    let report = judge(Scene.pc, Scene.sequencer, 22, .other(.ssh), site: site)
    #expect(report.verdicts("ILMN-5c", "seq") == [.warn])
  }

  @Test("SFTP to declared storage is one of the secure ways of moving data")
  func storage() {
    var site = SegmentTests.lab
    site.peers[0].ports = [22...22]
    #expect(
      judge(Scene.sequencer, Scene.nas, 22, .other(.ssh), site: site).verdicts("ILMN-5c") == [])
  }

  @Test("remote control of a controller from outside is critical, another tool from inside high")
  func support() {
    let outside = judge(Scene.internet, Scene.controller, 5_938, .other(.teamviewer))
    #expect(outside.verdicts("BEC-TV-2", "bec") == [.fail])
    #expect(outside.findings("BEC-TV-2").first?.severity == .critical)
    let inside = judge(Scene.pc, Scene.controller, 5_900, .other(.vnc))
    #expect(inside.findings("BEC-TV-2").first?.severity == .high)
    let refused = judge(Scene.internet, Scene.controller, 3_389, stage: .refused)
    #expect(refused.verdicts("BEC-TV-2", "bec") == [.info])
    let documented = judge(Scene.controller, Scene.internet, 443, .other(.teamviewer))
    #expect(documented.row("BEC-TV-2", "bec")?.verdict == .notObserved)
    #expect(documented.row("BEC-TV-1", "bec")?.verdict == .info)
  }

  @Test("a support session outside of the declared windows is a warning")
  func sessions() {
    func session(_ site: Site) -> Report {
      judge(Scene.controller, Scene.internet, 443, .other(.teamviewer), site: site) {
        $0.fromInitiator.octets = 5_000_000
      }
    }
    #expect(session(SegmentTests.lab).row("BEC-TV-5", "bec")?.verdict == .info)
    var site = SegmentTests.lab
    var window = MaintenanceWindow(
      from: Timestamp(nanoseconds: 0), until: Timestamp(nanoseconds: 1))
    window.kind = "service"
    site.maintenance = [window]
    #expect(session(site).row("BEC-TV-5", "bec")?.verdict == .warn)
    let quiet = judge(Scene.controller, Scene.internet, 443, .other(.teamviewer), site: site)
    #expect(quiet.row("BEC-TV-5", "bec")?.verdict == .notObserved)
  }

  // MARK: ILMN-5a, 5b, 5d

  private func visit(_ names: [String], pause: Double = 10) -> Report {
    var scene = Scene(SegmentTests.lab)
    for name in names {
      scene.second += pause
      scene.connect(Scene.sequencer, Scene.internet, 443, .tls(.chosen(.tls13, name: name)))
    }
    return scene.judge()
  }

  @Test("one unlisted domain is a warning, three within ten minutes fail")
  func browsing() {
    #expect(visit(["www.example.org"]).row("ILMN-5a")?.verdict == .warn)
    // Names of one domain are one.
    #expect(
      visit(["www.example.org", "img.example.org", "cdn.example.org"]).row("ILMN-5a")?.verdict
        == .warn)
    let many = ["www.example.org", "www.example.net", "www.example.com"]
    #expect(visit(many).row("ILMN-5a")?.verdict == .fail)
    #expect(visit(many, pause: 400).row("ILMN-5a")?.verdict == .warn)
    #expect(visit([Scene.cloud]).row("ILMN-5a")?.verdict == .notObserved)
  }

  @Test("a resolver that hides names is a warning")
  func resolver() {
    #expect(visit(["dns.google"]).row("ILMN-5a")?.verdict == .warn)
    let overTLS = judge(
      Scene.sequencer, Scene.internet, 853, .tls(.chosen(.tls13, name: nil)))
    #expect(overTLS.row("ILMN-5a")?.verdict == .warn)
  }

  private func fetch(_ path: String, type: String? = nil, status: UInt16 = 200) -> Report {
    var scene = Scene(SegmentTests.lab)
    let end = Endpoint(Scene.address(Scene.sequencer), 50_000)
    let connection = scene.connect(
      Scene.sequencer, Scene.internet, 80, .http(.exchange(status, host: "files.example.org")))
    var exchange = HTTPExchange(
      connection: connection.id, client: end, server: connection.responder,
      request: scene.moment(), method: "GET", target: path, version: "1.1")
    exchange.status = status
    exchange.contentType = type
    scene = Scene(SegmentTests.lab)
    scene.add(.http(exchange))
    scene.add(.connection(connection))
    return scene.judge()
  }

  @Test("a program by its name or its type fails, a page and a missing file do not")
  func download() {
    #expect(fetch("/setup.EXE?x=1").verdicts("ILMN-5b", "seq") == [.fail])
    #expect(
      fetch("/get", type: "application/x-msdownload; v=1").verdicts("ILMN-5b", "seq") == [.fail])
    #expect(fetch("/index.html", type: "text/html").verdicts("ILMN-5b", "seq") == [])
    #expect(fetch("/setup.exe", status: 404).verdicts("ILMN-5b", "seq") == [])
  }

  @Test("much unknown content from an unlisted name is a warning with no more than that")
  func hiddenDownload() {
    let tls = Application.tls(.chosen(.tls13, name: "www.example.org"))
    let much = judge(Scene.sequencer, Scene.internet, 443, tls) {
      $0.fromResponder.octets = 50_000_000
    }
    #expect(much.verdicts("ILMN-5b", "seq") == [.warn])
    #expect(judge(Scene.sequencer, Scene.internet, 443, tls).verdicts("ILMN-5b", "seq") == [])
  }

  @Test("a program that is written to the asset fails")
  func programWritten() {
    var smb = SMBConnection.clear(isSigned: true)
    smb.programWritten = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
    #expect(judge(Scene.pc, Scene.veriseq, 445, .smb(smb)).verdicts("ILMN-5b", "veri") == [.fail])
  }

  @Test("mail, chat and file sharing fail", arguments: [Service.smtp, .imap, .xmpp, .bittorrent])
  func unwanted(service: Service) {
    #expect(
      judge(Scene.sequencer, Scene.internet, 4_711, .other(service)).verdicts("ILMN-5d", "seq")
        == [.fail])
    let refused = judge(
      Scene.sequencer, Scene.internet, 4_711, .other(service), stage: .refused)
    #expect(refused.verdicts("ILMN-5d", "seq") == [.info])
  }

  // MARK: ILMN-6

  private static var kerberos: DirectoryExchange {
    var exchange = DirectoryExchange(service: .kerberos)
    exchange.requests = 1
    exchange.replies = 1
    exchange.isGranted = true
    exchange.hasComputerAccount = true
    return exchange
  }

  @Test(
    "a directory fails where the site says none, informs where it says one, and else is open",
    arguments: [(false, Verdict.fail), (true, .info), (nil, .undetermined)] as [(Bool?, Verdict)])
  func directory(joined: Bool?, verdict: Verdict) {
    var site = SegmentTests.lab
    site.assets[0].adJoined = joined
    let kerberos = judge(
      Scene.sequencer, Scene.nas, 88, .directory(Self.kerberos), site: site)
    #expect(kerberos.verdicts("ILMN-6", "seq") == [verdict])
    var smb = SMBConnection.encrypted()
    smb.diskShares = ["\\\\dc\\SYSVOL"]
    #expect(
      judge(Scene.sequencer, Scene.nas, 445, .smb(smb), site: site).verdicts("ILMN-6", "seq")
        == [verdict])
  }

  @Test("a request that nobody answered warns, an ordinary LDAP search says nothing")
  func directoryAttempt() {
    var site = SegmentTests.lab
    site.assets[0].adJoined = false
    var asked = Self.kerberos
    asked.replies = 0
    asked.isGranted = false
    #expect(
      judge(Scene.sequencer, Scene.nas, 88, .directory(asked), site: site).verdicts("ILMN-6")
        == [.warn])
    var search = DirectoryExchange(service: .ldap)
    search.requests = 1
    #expect(
      judge(Scene.sequencer, Scene.nas, 389, .directory(search), site: site).verdicts("ILMN-6")
        == [])
  }

  @Test("a policy that is fetched is on record, and fails where no directory should be")
  func policy() {
    for (joined, verdict) in [(true, Verdict.info), (false, .fail)] {
      var site = SegmentTests.lab
      site.assets[0].adJoined = joined
      var smb = SMBConnection.clear(isSigned: true)
      smb.policyFile = Moment(frame: 1, time: Timestamp(nanoseconds: 1))
      #expect(
        judge(Scene.sequencer, Scene.nas, 445, .smb(smb), site: site).verdicts("ILMN-6", "seq")
          == [verdict])
    }
  }

  @Test("a question for a domain controller warns where the site says no directory")
  func directoryQuestion() {
    var site = SegmentTests.lab
    site.assets[0].adJoined = false
    var scene = Scene(site)
    scene.ask("_ldap._tcp.dc._msdcs.lab.example", type: 33)
    #expect(scene.judge().verdicts("ILMN-6", "seq") == [.warn])
  }

  // MARK: Rows of the record

  @Test("ten seconds at 6 Mbit/s pass; a long transfer below is a fault only with a backlog")
  func bandwidth() {
    let name = Application.tls(.chosen(.tls13, name: "files.beckman.com"))
    func transfer(
      peak: UInt32, seconds: Int64 = 60, repeats: UInt32 = 0, closed: UInt32 = 0,
      octets: UInt64 = 20_000_000
    ) -> Verdict? {
      judge(Scene.controller, Scene.internet, 443, name) {
        $0.fromInitiator.octets = octets
        $0.fromInitiator.packets = 10_000
        $0.fromInitiator.peakOctets = peak
        $0.fromInitiator.repeatedSegments = repeats
        $0.fromResponder.closedWindows = closed
        $0.last.time = $0.first.time.adding(seconds: seconds)
      }.row("BEC-BW-1", "bec")?.verdict
    }
    // 6 Mbit/s are 7.5 million octets in ten seconds.
    #expect(transfer(peak: 7_500_000, seconds: 5, octets: 7_500_000) == .pass)
    #expect(transfer(peak: 7_500_000, repeats: 100) == .pass)
    #expect(transfer(peak: 7_499_999) == .notObserved)
    #expect(transfer(peak: 7_499_999, repeats: 100) == .warn)
    #expect(transfer(peak: 7_499_999, closed: 1) == .warn)
    // Few repeats are everybody's, and many are the mirror's.
    #expect(transfer(peak: 7_499_999, repeats: 9) == .notObserved)
    #expect(transfer(peak: 7_499_999, repeats: 5_000) == .notObserved)
    #expect(transfer(peak: 7_499_999, seconds: 30, repeats: 100) == .notObserved)
    #expect(transfer(peak: 100_000, repeats: 100, octets: 4_000_000) == .notObserved)
  }

  @Test("a large transfer from the product's names is an update on record")
  func update() {
    let name = Application.tls(.chosen(.tls13, name: "files.beckman.com"))
    let large = judge(Scene.controller, Scene.internet, 443, name) {
      $0.fromResponder.octets = 9_000_000
    }
    #expect(large.row("BEC-UPD-1", "bec")?.verdict == .info)
    #expect(
      judge(Scene.controller, Scene.internet, 443, name).row("BEC-UPD-1", "bec")?.verdict
        == .notObserved)
  }

  @Test("updates, signatures and logs are on record when they are seen")
  func record() {
    func row(_ id: String, _ name: String?, _ port: UInt16) -> Verdict? {
      judge(Self.imaging, Scene.internet, port, .tls(.chosen(.tls12, name: name)))
        .row(id, "ct")?.verdict
    }
    #expect(row("UIH-HOST-1", "au.download.windowsupdate.com", 443) == .info)
    #expect(row("UIH-HOST-1", "www.example.org", 443) == .notObserved)
    #expect(row("UIH-HOST-2", "definitionupdates.microsoft.com", 443) == .info)
    #expect(row("UIH-HOST-2", "www.example.org", 443) == .notObserved)
    #expect(row("UIH-APP-1", nil, 6_514) == .info)
    #expect(row("UIH-APP-1", nil, 443) == .notObserved)
  }

  @Test("the firewall's rows: what crosses the border unlisted fails, refused informs")
  func border() {
    #expect(judge(Self.imaging, Scene.internet, 443).row("UIH-NET-1", "ct")?.verdict == .fail)
    #expect(
      judge(Self.imaging, Scene.internet, 443, stage: .refused).row("UIH-NET-1", "ct")?.verdict
        == .info)
    #expect(judge(Self.imaging, Scene.lis, 104).row("UIH-NET-1", "ct")?.verdict == .notObserved)
    var site = SegmentTests.lab
    var allowance = Allowance(why: "service")
    allowance.addresses = [IPPrefix(Scene.internet)].compactMap(\.self)
    site.allow = [allowance]
    #expect(
      judge(Self.imaging, Scene.internet, 443, site: site).row("UIH-NET-1", "ct")?.verdict
        == .pass)
  }

  @Test("contact with an indicator fails, an attempt and a question warn")
  func indicators() {
    var site = SegmentTests.lab
    var mistakes = Mistakes()
    site.indicatorList = IndicatorList.read(
      "198.51.100.0/28 # range\n*.bad.example\nworse.example\n\n", file: "ioc", into: &mistakes)
    #expect(mistakes.isEmpty)
    #expect(site.indicatorList?.count == 3)
    #expect(
      judge(Self.imaging, Scene.internet, 443, site: site).verdicts("UIH-NET-7", "ct") == [.fail])
    #expect(
      judge(Self.imaging, Scene.internet, 443, stage: .attempted, site: site)
        .verdicts("UIH-NET-7", "ct") == [.warn])
    #expect(judge(Self.imaging, Scene.lis, 104, site: site).verdicts("UIH-NET-7", "ct") == [])
    let named = judge(
      Self.imaging, "203.0.113.9", 443, .tls(.chosen(.tls13, name: "c2.bad.example")), site: site)
    #expect(named.verdicts("UIH-NET-7", "ct") == [.fail])
    var scene = Scene(site)
    scene.ask("worse.example", by: Self.imaging)
    scene.ask("better.example", by: Self.imaging)
    #expect(scene.judge().verdicts("UIH-NET-7", "ct") == [.warn])
  }

  @Test("a line of the indicator file that is neither name nor address is named with its place")
  func indicatorMistake() {
    var mistakes = Mistakes()
    let list = IndicatorList.read("a.example\nb c\n!!\n", file: "ioc", into: &mistakes)
    #expect(list == nil)
    #expect(mistakes.sorted.map { "\($0.file):\($0.line)" } == ["ioc:3"])
  }

  @Test("users: a password in clear fails, a guest on data fails, Kerberos passes")
  func users() {
    var bind = DirectoryExchange(service: .ldap)
    bind.requests = 1
    bind.hasClearBind = true
    #expect(
      judge(Self.imaging, Scene.lis, 389, .directory(bind)).row("UIH-APP-2", "ct")?.verdict
        == .fail)
    #expect(
      judge(Self.imaging, Scene.lis, 445, .smb(.encrypted())).row("UIH-APP-2", "ct")?.verdict
        == .pass)
    #expect(judge(Self.imaging, Scene.lis, 443).row("UIH-APP-2", "ct")?.verdict == .notObserved)
  }

  // MARK: Clinical data (UIH-NET-4, UIH-DATA-*, BEC-PHI-1)

  private func clinical(
    _ service: Service = .dicom, accepted: Bool = true, patient: Bool = false
  ) -> Application {
    var exchange = ClinicalExchange(service: service)
    exchange.isAccepted = accepted
    exchange.isRejected = !accepted
    exchange.namesPatient = patient
    exchange.records = 1
    return .clinical(exchange)
  }

  @Test(
    "clinical data in clear fail when accepted, warn when rejected; TLS passes",
    arguments: [Service.dicom, .hl7, .astm])
  func clearClinical(service: Service) {
    let clear = judge(Self.imaging, Scene.lis, 4_711, clinical(service))
    #expect(clear.row("UIH-DATA-1", "ct")?.verdict == .fail)
    #expect(clear.row("UIH-NET-4", "ct")?.verdict == .fail)
    #expect(clear.findings("BASE-CLEAR").isEmpty)
    let rejected = judge(Self.imaging, Scene.lis, 4_711, clinical(service, accepted: false))
    #expect(rejected.row("UIH-DATA-1", "ct")?.verdict == .warn)
    let tls = judge(Self.imaging, Scene.lis, 2_762, .tls(.chosen(.tls12, name: nil)))
    #expect(tls.row("UIH-DATA-1", "ct")?.verdict == .pass)
    let old = judge(Self.imaging, Scene.lis, 2_762, .tls(.chosen(.tls10, name: nil)))
    #expect(old.row("UIH-DATA-1", "ct")?.verdict == .notObserved)
    #expect(old.verdicts("BASE-TLS", "ct") == [.fail])
  }

  @Test("a named patient is critical outside, a warning inside, and an empty field passes")
  func patient() {
    let outside = judge(Self.imaging, Scene.internet, 104, clinical(patient: true))
    #expect(outside.row("UIH-DATA-3", "ct")?.verdict == .fail)
    #expect(outside.findings("UIH-DATA-3").first?.severity == .critical)
    let inside = judge(Self.imaging, Scene.lis, 104, clinical(patient: true))
    #expect(inside.row("UIH-DATA-3", "ct")?.verdict == .warn)
    #expect(
      judge(Self.imaging, Scene.lis, 104, clinical()).row("UIH-DATA-3", "ct")?.verdict == .pass)
    #expect(
      judge(Self.imaging, Scene.lis, 104, clinical()) { $0.hasGap = true }
        .row("UIH-DATA-3", "ct")?.verdict == .undetermined)
  }

  @Test(
    "laboratory records of a controller that leave in clear are critical, inside nothing is said")
  func records() {
    let outside = judge(Scene.controller, Scene.internet, 4_711, clinical(.astm))
    #expect(outside.verdicts("BEC-PHI-1", "bec") == [.fail])
    #expect(outside.findings("BEC-PHI-1").first?.severity == .critical)
    #expect(
      judge(Scene.controller, Scene.lis, 4_711, clinical(.astm)).row("BEC-PHI-1", "bec")?.verdict
        == .notObserved)
  }

  @Test("integrity: authenticated encryption and signatures pass, unsigned data fail")
  func integrity() {
    func row(_ application: Application) -> Verdict? {
      judge(Self.imaging, Scene.lis, 443, application).row("UIH-DATA-2", "ct")?.verdict
    }
    #expect(row(.tls(.chosen(.tls13, name: nil))) == .pass)
    var cbc = TLSHandshake.chosen(.tls12, name: nil)
    cbc.cipherSuite = 0xc013
    #expect(row(.tls(cbc)) == .info)
    #expect(row(.smb(.clear(isSigned: true))) == .pass)
    #expect(row(.smb(.clear(isSigned: false))) == .fail)
    #expect(row(.unknown) == .notObserved)
  }
}
