import Compliance
import Observations
import Testing

@Suite("Site files")
struct SiteLoaderTests {
  static let known = SiteLoader.Known(
    profiles: ["beckman-coulter/beckmanconnect", "illumina/instrument"],
    clauses: ["ILMN-12d", "ILMN-3-SIGN"])

  @Test("gives no site when a mistake is one of YAML, such as a key that is given twice")
  func refusesMistakesOfYAML() {
    let text = "site: a\nsegments: [10.77.0.0/24]\nsite: b\n"
    var mistakes = Mistakes()
    let site = SiteLoader(known: nil).load(Array(text.utf8), file: "f", into: &mistakes)
    #expect(site == nil)
    #expect(mistakes.all.map(\.description) == ["f:3:1: `site` is already given in line 1"])
  }

  /// Every key of the documented shape.
  static let example = """
    site: Genomics core, building 4
    region: outside-china              # outside-china or china, for assets that do not say
    segments: [10.77.0.0/24, "fd77::/64"]   # where the instruments live
    vlans: [77, 78]
    internal: [10.0.0.0/8]
    search: [lab.example]
    contact: security desk, +49 30 555
    os_background: updates
    indicators: indicators.txt
    limits: {browse_names: 4, browse_minutes: 11, accepted_peers: 9, tunnel_names: 21, tunnel_minutes: 12}
    assets:
      - id: nextseq-01
        addresses: [10.77.0.10, "fd77::10"]
        mac: "02:00:00:00:00:10"
        hostname: NB552-01
        vendor: Illumina
        model: NextSeq 550Dx
        role: sequencer
        profiles: [beckman-coulter/beckmanconnect]
        region: china
        lrm_mode: blocked
        ad_joined: false
        phi_controller: true
        isolated: true
        strict: true
      - id: veriseq-1
        addresses: 10.77.0.12
        model: VeriSeq NIPT
        role: veriseq-server
        inbound:
          - {from: lab-pc, ports: 445}
          - {from: [10.77.1.0/24, nas], ports: [443, 5000-5010]}
      - id: miseq-02
        addresses: 10.77.0.13
        model: MiSeq
        lrm_mode: tls-only
        inbound: [{from: lis, ports: 443}]
    peers:
      - {id: nas, addresses: 10.77.0.20, role: storage, ports: [445, 139]}
      - {id: dns, addresses: 10.77.0.53, role: dns, ports: [53, 67, 123]}
      - {id: lis, addresses: 10.77.0.30, role: lis, ports: [104, 2575]}
      - {id: lab-pc, addresses: 10.77.0.40, role: workstation}
      - {id: wsus, names: wsus.lab.example, mac: 02-00-00-00-00-41, role: update}
    allow:
      - {names: ["*.basespace.illumina.com", "*.beckman.com"], ports: 443, assets: nextseq-01, why: cloud run set-up}
      - {addresses: 198.51.100.0/24, why: reference data}
    maintenance:
      - {assets: nextseq-01, from: 2026-03-01T08:00Z, until: 2026-03-01T12:00Z, kind: service, why: field service}
    severity:
      - {clause: ILMN-12d, asset: nextseq-01, level: info, who: the security desk, why: shared by design, until: 2026-12-31}
    suppress:
      - {clause: ILMN-3-SIGN, asset: nextseq-01, peer: nas, who: the security desk, why: storage upgrade, until: 2026-06-30}
    """

  private func load(_ text: String) -> (site: Site?, mistakes: [String]) {
    var mistakes = Mistakes()
    let site = SiteLoader(known: Self.known)
      .load(Array(text.utf8), file: "site.yaml", into: &mistakes)
    return (site, mistakes.sorted.map(\.description))
  }

  private func example() throws -> Site {
    let (site, mistakes) = load(Self.example)
    #expect(mistakes.isEmpty)
    return try #require(site)
  }

  @Test("reads the keys of the site itself")
  func siteKeys() throws {
    let site = try example()
    #expect(site.name == "Genomics core, building 4")
    #expect(site.region == .outsideChina)
    #expect(site.segments.map(\.description) == ["10.77.0.0/24", "fd77::/64"])
    #expect(site.vlans == [77, 78])
    #expect(site.internal.map(\.description) == ["10.0.0.0/8"])
    #expect(site.search == ["lab.example"])
    #expect(site.contact == "security desk, +49 30 555")
    #expect(site.osBackground == .updates)
    #expect(site.indicators == "indicators.txt")
    #expect(site.limits.browseNames == 4)
    #expect(site.limits.browseMinutes == 11)
    #expect(site.limits.acceptedPeers == 9)
    #expect(site.limits.tunnelNames == 21)
    #expect(site.limits.tunnelMinutes == 12)
  }

  @Test("reads every key of an asset")
  func assetKeys() throws {
    let site = try example()
    #expect(site.assets.map(\.id) == ["nextseq-01", "veriseq-1", "miseq-02"])
    let asset = site.assets[0]
    #expect(asset.addresses.map(\.description) == ["10.77.0.10", "fd77::10"])
    #expect(asset.mac == MACAddress(0x0200_0000_0010))
    #expect(asset.hostname == "NB552-01")
    #expect(asset.vendor == "Illumina")
    #expect(asset.model == "NextSeq 550Dx")
    #expect(asset.role == "sequencer")
    #expect(asset.profiles == ["beckman-coulter/beckmanconnect"])
    #expect(asset.region == .china)
    #expect(asset.lrmMode == .blocked)
    #expect(asset.adJoined == false)
    #expect([asset.isPHIController, asset.isIsolated, asset.isStrict] == [true, true, true])
    let other = site.assets[1]
    #expect(other.adJoined == nil)
    #expect(other.lrmMode == nil)
    #expect(other.region == nil)
    #expect([other.isPHIController, other.isIsolated, other.isStrict] == [false, false, false])
  }

  @Test("reads inbound rules: ids before address ranges, one value or a list")
  func inbound() throws {
    let rules = try example().assets[1].inbound
    #expect(rules.count == 2)
    #expect(rules[0].from == [.id("lab-pc")])
    #expect(rules[0].ports == [445...445])
    let prefix = try #require(IPPrefix("10.77.1.0/24"))
    #expect(rules[1].from == [.prefix(prefix), .id("nas")])
    #expect(rules[1].ports == [443...443, 5000...5010])
  }

  @Test("reads peers, and takes no ports for any port")
  func peers() throws {
    let peers = try example().peers
    #expect(peers.map(\.id) == ["nas", "dns", "lis", "lab-pc", "wsus"])
    #expect(peers.map(\.role) == ["storage", "dns", "lis", "workstation", "update"])
    #expect(peers[0].ports == [445...445, 139...139])
    #expect(peers[3].ports.isEmpty)
    #expect(peers[4].names.map(\.description) == ["wsus.lab.example"])
    #expect(peers[4].mac == MACAddress(0x0200_0000_0041))
  }

  @Test("reads allowances, windows, severities and suppressions")
  func exceptions() throws {
    let site = try example()
    #expect(
      site.allow[0].names.map(\.description) == ["*.basespace.illumina.com", "*.beckman.com"])
    #expect(site.allow[0].assets == ["nextseq-01"])
    #expect(site.allow[0].ports == [443...443])
    #expect(site.allow[1].addresses.map(\.description) == ["198.51.100.0/24"])
    #expect(site.allow[1].assets.isEmpty)
    let window = try #require(site.maintenance.first)
    #expect(window.from.description == "2026-03-01T08:00:00.000000Z")
    #expect(window.until.description == "2026-03-01T12:00:00.000000Z")
    #expect(window.kind == "service")
    #expect(window.why == "field service")
    let severity = try #require(site.severities.first)
    #expect(severity.clause == "ILMN-12d")
    #expect(severity.asset == "nextseq-01")
    #expect(severity.level == .info)
    #expect(severity.until.description == "2027-01-01T00:00:00.000000Z")
    let suppression = try #require(site.suppressions.first)
    #expect(suppression.peer == "nas")
    #expect(suppression.who == "the security desk")
    #expect(suppression.why == "storage upgrade")
    #expect(suppression.until.description == "2026-07-01T00:00:00.000000Z")
    #expect(suppression.untilText == "2026-06-30")
  }

  @Test("fills in the documented defaults")
  func defaults() throws {
    let (site, mistakes) = load("segments: 10.77.0.0/24")
    #expect(mistakes.isEmpty)
    let read = try #require(site)
    #expect(read.name == nil)
    #expect(read.region == .outsideChina)
    #expect(read.osBackground == .connectivity)
    #expect(read.internal == Site.privateRanges)
    #expect(read.limits == Site.Limits())
    #expect(read.assets.isEmpty)
  }

  @Test("survives every prefix of a site file")
  func prefixes() {
    let octets = Array(Self.example.utf8)
    for length in octets.indices {
      var mistakes = Mistakes()
      let site = SiteLoader(known: Self.known)
        .load(Array(octets[..<length]), file: "f", into: &mistakes)
      #expect((site == nil) == !mistakes.isEmpty)
    }
  }

  @Test("survives a site file with any octet changed")
  func mutations() {
    let original = Array(Self.example.utf8)
    var generator = SplitMix(state: 77)
    for _ in 0..<600 {
      var octets = original
      for _ in 0..<3 {
        octets[Int(generator.next() % UInt64(octets.count))] =
          UInt8(truncatingIfNeeded: generator.next())
      }
      var mistakes = Mistakes()
      let site = SiteLoader(known: Self.known).load(octets, file: "f", into: &mistakes)
      #expect((site == nil) == !mistakes.isEmpty)
    }
  }
}
