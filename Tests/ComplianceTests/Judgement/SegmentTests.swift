import Observations
import Testing

@testable import Compliance

/// Stations on the segment, conflicts of addresses, admission, scans, and the run itself (ILMN-1b,
/// ILMN-1d, UIH-NET-*, UIH-APP-4, UIH-INC-*, UIH-DRILL-1, BEC-HOST-1).
@Suite struct SegmentTests {
  /// The lab with an imaging system, whose rows are derived from a white paper.
  static var lab: Site {
    var site = Scene.lab
    var scanner = Scene.asset("ct", "10.77.0.70", "uCT 780")
    scanner.role = "imaging"
    scanner.mac = MACAddress("02:00:00:00:00:70")
    site.assets.append(scanner)
    site.assets[0].mac = MACAddress("02:00:00:00:00:10")
    return site
  }

  private func claim(
    _ address: String?, _ mac: String, _ source: AddressClaim.Source = .arp, in scene: inout Scene,
    name: String? = nil, vlan: UInt16? = nil, tentative: Bool = false
  ) {
    var claim = AddressClaim(
      source: source, mac: MACAddress(mac) ?? MACAddress(0),
      address: address.map { Scene.address($0) }, vlan: vlan, moment: scene.moment())
    claim.hostName = name
    claim.isTentative = tentative
    scene.add(.address(claim))
  }

  // MARK: Stations

  @Test("a station that nobody declared is a warning for every asset of its segment")
  func unknownStation() throws {
    var scene = Scene(Self.lab)
    claim(Scene.stranger, "02:00:00:00:00:99", in: &scene)
    let report = scene.judge()
    #expect(report.verdicts("ILMN-1b", "seq") == [.warn])
    #expect(report.verdicts("UIH-NET-3", "ct") == [.warn])
    let finding = try #require(report.findings("ILMN-1b", "seq").first)
    #expect(finding.severity == .medium)
    #expect(finding.evidence[.mac] == .text("02:00:00:00:00:99"))
    #expect(finding.peer?.address == Scene.address(Scene.stranger))
    #expect(report.row("ILMN-1")?.verdict == .warn)
  }

  @Test("declared stations are known by MAC, by address and by host name")
  func knownStations() {
    var site = Self.lab
    site.assets[1].hostname = "miseq-console"
    var scene = Scene(site)
    claim(Scene.sequencer, "02:00:00:00:00:10", in: &scene)
    claim(Scene.nas, "02:00:00:00:00:20", in: &scene)
    claim("10.77.0.88", "02:00:00:00:00:88", .dhcp, in: &scene, name: "MISEQ-CONSOLE")
    // A link-local address belongs to the station whose other address is declared.
    claim("fe80::20", "02:00:00:00:00:20", .neighbor, in: &scene)
    let report = scene.judge()
    #expect(report.verdicts("ILMN-1b", "seq") == [])
    #expect(report.row("ILMN-1b")?.verdict == .notObserved)
  }

  @Test("an asset whose address a DHCP server gave is found by its host name")
  func hostName() {
    var site = Self.lab
    site.assets[0].addresses = []
    site.assets[0].mac = nil
    site.assets[0].hostname = "nextseq-1"
    var scene = Scene(site)
    claim(nil, "02:00:00:00:00:aa", .dhcp, in: &scene, name: "nextseq-1", tentative: true)
    claim("10.77.0.44", "02:00:00:00:00:aa", .dhcp, in: &scene)
    scene.connect("10.77.0.44", Scene.internet, 443)
    #expect(scene.judge().verdicts("ILMN-4", "seq") == [.fail])
  }

  @Test("stations elsewhere are nobody's business, unless they share the VLAN")
  func elsewhere() {
    var scene = Scene(Self.lab)
    claim("192.168.9.9", "02:00:00:00:00:98", in: &scene)
    #expect(scene.judge().verdicts("ILMN-1b", "seq") == [])
    scene = Scene(Self.lab)
    scene.connect(Scene.sequencer, Scene.nas, 445) { $0.vlan = 77 }
    claim("192.168.9.9", "02:00:00:00:00:98", in: &scene, vlan: 77)
    #expect(scene.judge().verdicts("ILMN-1b", "seq") == [.warn])
  }

  @Test("an undeclared host of the segment that is connected with the asset fails")
  func connectedStation() {
    var scene = Scene(Self.lab)
    scene.connect(Scene.stranger, Scene.sequencer, 8_080)
    let report = scene.judge()
    #expect(report.row("ILMN-1b")?.verdict == .fail)
    scene = Scene(Self.lab)
    scene.connect(Scene.stranger, Scene.sequencer, 8_080, stage: .refused, refusal: .reset)
    #expect(scene.judge().row("ILMN-1b")?.verdict == .notObserved)
  }

  // MARK: VLANs

  @Test("an asset that speaks on a VLAN that the site does not list is a warning")
  func foreignVLAN() throws {
    for (vlan, verdicts) in [(UInt16?(77), [Verdict]()), (nil, []), (99, [.warn])] {
      var site = Self.lab
      site.vlans = [77, 78]
      var scene = Scene(site)
      claim(Scene.sequencer, "02:00:00:00:00:10", in: &scene, vlan: vlan)
      #expect(scene.judge().verdicts("ILMN-1b", "seq") == verdicts)
      scene = Scene(site)
      scene.connect(Scene.sequencer, Scene.nas, 445) {
        $0.vlan = vlan
        $0.initiatorMAC = MACAddress("02:00:00:00:00:10")
      }
      let report = scene.judge()
      #expect(report.verdicts("ILMN-1b", "seq") == verdicts)
      guard let finding = report.findings("ILMN-1b", "seq").first else { continue }
      #expect(finding.evidence[.vlan] == .number(99))
      #expect(finding.evidence[.mac] == .text("02:00:00:00:00:10"))
      #expect(finding.reason.en.contains("VLAN 99"))
    }
  }

  @Test("any station with an address of the segment counts, whatever its VLAN is called elsewhere")
  func foreignVLANOfPeer() {
    var site = Self.lab
    site.vlans = [77]
    var scene = Scene(site)
    claim(Scene.nas, "02:00:00:00:00:20", in: &scene, vlan: 99)
    #expect(scene.judge().verdicts("ILMN-1b", "seq") == [.warn])
    // Not the segment's; and a relay carries DHCP into other VLANs.
    scene = Scene(site)
    claim("192.168.9.9", "02:00:00:00:00:98", in: &scene, vlan: 99)
    claim(Scene.nas, "02:00:00:00:00:20", .dhcp, in: &scene, vlan: 99)
    #expect(scene.judge().verdicts("ILMN-1b", "seq") == [])
  }

  @Test("behind a router the tag is the next segment's, and without a list nothing is compared")
  func routedVLAN() {
    var site = Self.lab
    site.vlans = [77]
    for (site, mac) in [(site, "02:00:00:00:00:01"), (Self.lab, "02:00:00:00:00:10")] {
      var scene = Scene(site)
      scene.connect(Scene.sequencer, Scene.nas, 445) {
        $0.vlan = 99
        $0.initiatorMAC = MACAddress(mac)
      }
      #expect(scene.judge().verdicts("ILMN-1b", "seq") == [])
    }
  }

  // MARK: Addresses

  @Test("two stations with one address within minutes fail, later they are information")
  func addressTwice() {
    for (pause, verdict) in [(10.0, Verdict.fail), (900.0, .info)] {
      var scene = Scene(Self.lab)
      claim(Scene.nas, "02:00:00:00:00:20", in: &scene)
      scene.second += pause
      claim(Scene.nas, "02:00:00:00:00:66", in: &scene)
      let conflicts = scene.judge().findings("UIH-NET-3", "ct").filter {
        $0.evidence[.mac] == .text("02:00:00:00:00:66")
      }
      #expect(conflicts.map(\.verdict) == [verdict])
      if verdict == .fail { #expect(conflicts.first?.severity == .high) }
    }
  }

  @Test("the address of an asset with a declared MAC fails at the first word of another station")
  func declaredAddress() {
    var scene = Scene(Self.lab)
    claim(Scene.sequencer, "02:00:00:00:00:66", .neighbor, in: &scene)
    #expect(scene.judge().verdicts("ILMN-1b", "seq").contains(.fail))
    scene = Scene(Self.lab)
    claim(Scene.sequencer, "02:00:00:00:00:66", .neighbor, in: &scene, tentative: true)
    #expect(!scene.judge().verdicts("ILMN-1b", "seq").contains(.fail))
  }

  @Test("what a switch decides is information", arguments: [PortAdmission.Step.success, .failure])
  func admission(step: PortAdmission.Step) {
    var scene = Scene(Self.lab)
    let station = MACAddress("02:00:00:00:00:70")
    scene.add(
      .admission(PortAdmission(step: .start, station: station, vlan: nil, moment: scene.moment())))
    // The decision goes to the group of the protocol.
    scene.add(
      .admission(PortAdmission(step: step, station: nil, vlan: nil, moment: scene.moment())))
    #expect(scene.judge().verdicts("UIH-NET-3", "ct") == [.info])
  }

  // MARK: Tunnels

  @Test("a tunnel between the asset and anybody fails", arguments: [47, 50, 41, 4] as [UInt8])
  func tunnel(number: UInt8) {
    var scene = Scene(Self.lab)
    scene.add(
      .tunnel(
        TunnelSighting(
          source: Scene.address(Scene.sequencer), destination: Scene.address(Scene.internet),
          transport: Transport(rawValue: number), moment: scene.moment())))
    let report = scene.judge()
    #expect(report.verdicts("ILMN-1d", "seq") == [.fail])
    #expect(report.findings("ILMN-1d").first?.transport.rawValue == number)
  }

  @Test("a tunnel of others is not the asset's")
  func othersTunnel() {
    var scene = Scene(Self.lab)
    scene.add(
      .tunnel(
        TunnelSighting(
          source: Scene.address(Scene.nas), destination: Scene.address(Scene.internet),
          transport: Transport(rawValue: 47), moment: scene.moment())))
    #expect(scene.judge().row("ILMN-1d")?.verdict == .notObserved)
  }

  @Test(
    "VPN protocols fail when they are answered and warn when they are tried",
    arguments: [Service.openvpn, .wireguard, .ike, .esp, .pptp])
  func vpn(service: Service) {
    for (stage, verdict) in [(Stage.succeeded, Verdict.fail), (.attempted, .warn)] {
      var scene = Scene(Self.lab)
      scene.connect(
        Scene.sequencer, Scene.internet, 1_194, .other(service), stage: stage, transport: .udp)
      #expect(scene.judge().verdicts("ILMN-1d", "seq") == [verdict])
    }
  }

  @Test("Teredo around the asset's packets fails")
  func teredo() {
    var scene = Scene(Self.lab)
    scene.connect(Scene.sequencer, Scene.internet, 443) { $0.encapsulation = [.teredo] }
    #expect(scene.judge().verdicts("ILMN-1d", "seq").contains(.fail))
    scene = Scene(Self.lab)
    scene.connect(Scene.sequencer, Scene.internet, 443) { $0.encapsulation = [.vxlan, .mpls] }
    #expect(scene.judge().row("ILMN-1d")?.verdict == .notObserved)
  }

  @Test("a private network that is not the site's fails")
  func foreignNetwork() {
    var site = Self.lab
    site.internal = ["10.77.0.0/16"].compactMap { IPPrefix($0) }
    var scene = Scene(site)
    scene.connect(Scene.sequencer, "192.168.50.1", 443)
    #expect(scene.judge().row("ILMN-1d")?.verdict == .fail)
    site.internal = Site.privateRanges
    scene.site = site
    #expect(scene.judge().row("ILMN-1d")?.verdict == .notObserved)
  }

  // MARK: Scans

  @Test("many ports in a minute are a scan, a few are not", arguments: [(15, true), (14, false)])
  func scan(ports: Int, isScan: Bool) {
    var scene = Scene(Self.lab)
    for port in 1...ports {
      scene.connect(
        Scene.stranger, "10.77.0.70", UInt16(port), stage: .refused, refusal: .reset)
    }
    let report = scene.judge()
    #expect(report.verdicts("UIH-APP-4", "ct") == (isScan ? [.warn] : []))
    #expect(report.findings("UIH-APP-4").allSatisfy { $0.severity == .high })
    #expect(report.row("UIH-APP-4", "ct")?.verdict == (isScan ? .warn : .notObserved))
  }

  @Test("a declared scanner scans, and slow attempts are none")
  func declaredScanner() {
    var scene = Scene(Self.lab)
    for port in 1...20 as ClosedRange<UInt16> {
      scene.connect("10.77.0.41", "10.77.0.70", port, stage: .refused, refusal: .reset)
    }
    #expect(scene.judge().verdicts("UIH-APP-4", "ct") == [.info])
    scene = Scene(Self.lab)
    for port in 1...40 as ClosedRange<UInt16> {
      scene.connect(Scene.stranger, "10.77.0.70", port, stage: .refused, refusal: .reset)
      scene.second += 30
    }
    #expect(scene.judge().verdicts("UIH-APP-4", "ct") == [])
  }

  // MARK: Other hosts, and the run

  @Test("another host that asks for the product's names is a warning for its controllers")
  func otherHost() {
    var scene = Scene(Self.lab)
    scene.resolve("router1.teamviewer.com", to: [Scene.internet], by: Scene.pc)
    let report = scene.judge()
    #expect(report.verdicts("BEC-HOST-1", "bec") == [.warn])
    #expect(report.findings("BEC-HOST-1", "bec").first?.severity == .low)
    scene = Scene(Self.lab)
    scene.resolve("router1.teamviewer.com", to: [Scene.internet], by: Scene.controller)
    #expect(scene.judge().row("BEC-HOST-1", "bec")?.verdict == .notObserved)
  }

  @Test("a minute without a packet is a warning, an hour with one each second is none")
  func silence() {
    for (pause, verdict) in [(61, Verdict.warn), (1, .pass)] {
      var judge = Judge(policy: Scene(Self.lab).policy, sensor: "test")
      let start = Timestamp(nanoseconds: 1_000_000_000_000)
      for step in 0..<100 { judge.advance(to: start.adding(seconds: Int64(step * pause))) }
      var coverage = Coverage()
      coverage.packets = 100
      coverage.last = start.adding(seconds: Int64(99 * pause))
      let report = judge.finish(coverage: coverage)
      #expect(report.row("UIH-NET-5", "ct")?.verdict == verdict)
      #expect(report.row("UIH-NET-6", "ct")?.verdict == .info)
      #expect(report.row("UIH-INC-1", "ct")?.verdict == .notObserved)
      #expect(report.row("UIH-INC-2", "ct")?.verdict == .info)
      #expect(report.row("UIH-DRILL-1", "ct")?.verdict == .info)
    }
  }

  @Test("dropped frames are a warning: nobody knows what was in them")
  func drops() {
    var scene = Scene(Self.lab)
    scene.coverage.drops = 3
    scene.coverage.packets = 5
    scene.coverage.last = Timestamp(nanoseconds: 1)
    #expect(scene.judge().row("UIH-NET-5", "ct")?.verdict == .warn)
  }
}
