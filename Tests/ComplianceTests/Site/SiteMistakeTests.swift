import Compliance
import Testing

@Suite("Mistakes in site files")
struct SiteMistakeTests {
  private func mistakes(of text: String, known: SiteLoader.Known? = SiteLoaderTests.known)
    -> [String]
  {
    var mistakes = Mistakes()
    let site = SiteLoader(known: known)
      .load(Array(text.utf8), file: "site.yaml", into: &mistakes)
    #expect((site == nil) == !mistakes.isEmpty)
    return mistakes.sorted.map(\.description)
  }

  @Test("takes every threshold from one up, and refuses what would switch a clause off")
  func limits() throws {
    let keys = [
      "browse_names", "browse_minutes", "accepted_peers", "tunnel_names", "tunnel_minutes",
      "segment_hosts", "logon_failures", "logon_minutes", "update_days", "log_hours",
      "transfer_megabytes", "account_hours", "rules_days",
    ]
    for key in keys {
      let text = "segments: 10.0.0.0/8\nlimits: {\(key): 1}"
      var mistakes = Mistakes()
      let site = SiteLoader(known: nil).load(
        Array(text.utf8), file: "site.yaml", into: &mistakes)
      #expect(try #require(site).limits != Site.Limits(), "\(key)")
      for value in ["0", "-1", "1000000", "many", "1.5"] {
        let found = self.mistakes(of: "segments: 10.0.0.0/8\nlimits: {\(key): \(value)}")
        #expect(found.count == 1, "\(key)")
        #expect(found.first?.hasPrefix("site.yaml:2:\(12 + key.count):") == true, "\(found)")
      }
    }
  }

  @Test(
    "names every kind of mistake with its file, line and column",
    arguments: [
      ("site: x", "site.yaml:1:1: a site needs `assets` or `segments`"),
      ("assets: []", "site.yaml:1:1: a site needs `assets` or `segments`"),
      ("", "site.yaml:1:1: the file is empty"),
      ("just a text", "site.yaml:1:1: a site is a mapping of keys to values; found a single value"),
      (
        "segments: 10.0.0.0/8\nasets: []",
        "site.yaml:2:1: a site has no key `asets`; did you mean `assets`?"
      ),
      (
        "segments: 10.0.0.0/8\nregion: europe",
        "site.yaml:2:9: `europe` is not allowed here; known: china, outside-china"
      ),
      (
        "segments: [10.0.0.0/33]",
        "site.yaml:1:12: expected an address or a range such as 10.0.0.0/8; found `10.0.0.0/33`"
      ),
      (
        "segments: 10.0.0.0/8\nvlans: [77, 4095]",
        "site.yaml:2:13: expected a whole number from 1 to 4094; found `4095`"
      ),
      (
        "segments: 10.0.0.0/8\nvlans: lab",
        "site.yaml:2:8: expected a whole number from 1 to 4094; found `lab`"
      ),
      (
        "segments: 10.0.0.0/8\nlimits: {browse_names: 0}",
        "site.yaml:2:24: expected a whole number from 1 to 10000; found `0`"
      ),
      (
        "segments: 10.0.0.0/8\nlimits: {browse_name: 3}",
        "site.yaml:2:10: `limits` has no key `browse_name`; did you mean `browse_names`?"
      ),
      (
        "segments: 10.0.0.0/8\nsearch: \"*.lab.example\"",
        "site.yaml:2:9: write the domain without `*.`; names below it are meant"
      ),
      ("assets: [{mac: \"02:00:00:00:00:01\"}]", "site.yaml:1:10: an asset needs the key `id`"),
      (
        "assets: [{id: a}]",
        "site.yaml:1:10: an asset needs `addresses`, `mac` or `hostname`"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, role: sequenser}]",
        "site.yaml:1:45: `sequenser` is not allowed here; did you mean `sequencer`?"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, lrm_mode: open}]",
        "site.yaml:1:49: `open` is not allowed here; known: blocked, tls-only, absent"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, ad_joined: maybe}]",
        "site.yaml:1:50: expected true or false; found `maybe`"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, profiles: illumina/instruments}]",
        "site.yaml:1:49: there is no profile `illumina/instruments`; did you mean `illumina/instrument`?"
      ),
      (
        "assets:\n  - {id: a, addresses: 10.0.0.1}\n  - {id: a, addresses: 10.0.0.2}",
        "site.yaml:3:10: the id `a` is already given in line 2"
      ),
      (
        "assets:\n  - {id: a, addresses: 10.0.0.1}\npeers:\n  - {id: a, addresses: 10.0.0.2}",
        "site.yaml:4:10: the id `a` is already given in line 2"
      ),
      (
        "assets:\n  - {id: a, addresses: 10.0.0.1}\n  - {id: b, addresses: [10.0.0.2, 10.0.0.1]}",
        "site.yaml:3:35: the address 10.0.0.1 already belongs to `a`"
      ),
      (
        "assets:\n  - {id: a, mac: 02-00-00-00-00-01}\n  - {id: b, mac: \"02:00:00:00:00:01\"}",
        "site.yaml:3:18: the MAC address 02:00:00:00:00:01 already belongs to `a`"
      ),
      (
        "assets:\n  - {id: a, hostname: SEQ}\n  - {id: b, hostname: seq}",
        "site.yaml:3:23: the host name seq already belongs to `a`"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, inbound: [{ports: 443}]}]",
        "site.yaml:1:49: an inbound rule needs the key `from`"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, inbound: {from: [], ports: 443}}]",
        "site.yaml:1:55: `from` names nobody"
      ),
      (
        "assets: [{id: nas1, addresses: 10.0.0.1, inbound: {from: nas2}}]",
        "site.yaml:1:58: no peer or asset has the id `nas2`; did you mean `nas1`?"
      ),
      (
        "assets: [{id: a, addresses: 10.0.0.1, inbound: {from: 10.0.0.9/24, ports: 445}}]",
        "site.yaml:1:55: `10.0.0.9/24` has bits behind its length; the range would be 10.0.0.0/24"
      ),
      (
        "assets:\n  - id: a\n    addresses: 10.0.0.1\n    lrm_mode: blocked\n    inbound:\n      - {from: 10.0.0.2, ports: [445, 443]}",
        "site.yaml:6:33: `lrm_mode: blocked` closes port 443 to every peer, and this rule opens it"
      ),
      (
        "assets:\n  - id: a\n    addresses: 10.0.0.1\n    inbound: {from: 10.0.0.2, ports: 1-1024}\n    lrm_mode: blocked",
        "site.yaml:4:38: `lrm_mode: blocked` closes port 80 to every peer, and this rule opens it"
      ),
      (
        "assets:\n  - id: a\n    addresses: 10.0.0.1\n    lrm_mode: blocked\n    inbound: {from: 10.0.0.2}",
        "site.yaml:5:14: `lrm_mode: blocked` closes port 80 to every peer, and this rule opens it"
      ),
      (
        "segments: 10.0.0.0/8\npeers: [{id: p, role: storage}]",
        "site.yaml:2:9: a peer needs `addresses`, `mac` or `names`"
      ),
      (
        "segments: 10.0.0.0/8\npeers: [{id: p, addresses: 10.0.0.1, ports: 99999}]",
        "site.yaml:2:45: expected a port from 1 to 65535 or a range such as 5000-5010; found `99999`"
      ),
      (
        "segments: 10.0.0.0/8\npeers: [{id: p, names: \"a b\"}]",
        "site.yaml:2:24: expected a host name or *.domain; found `a b`"
      ),
      (
        "segments: 10.0.0.0/8\nallow: [{ports: 443, why: x}]",
        "site.yaml:2:9: an allowed destination needs `names` or `addresses`"
      ),
      (
        "segments: 10.0.0.0/8\nallow: [{names: a.example}]",
        "site.yaml:2:9: an allowed destination needs the key `why`"
      ),
      (
        "assets: {id: seq, addresses: 10.0.0.1}\nallow: [{names: a.example, why: x, assets: sek}]",
        "site.yaml:2:44: no asset has the id `sek`; did you mean `seq`?"
      ),
      (
        "segments: 10.0.0.0/8\nmaintenance: [{from: 2026-03-01T08:00Z, until: 2026-03-01T08:00Z}]",
        "site.yaml:2:48: `until` is not after `from`"
      ),
      (
        "segments: 10.0.0.0/8\nmaintenance: [{from: 2026-03-02, until: 2026-03-01}]",
        "site.yaml:2:41: `until` is not after `from`"
      ),
      (
        "segments: 10.0.0.0/8\nmaintenance: [{from: 2026-03-01}]",
        "site.yaml:2:15: a maintenance window needs the key `until`"
      ),
      (
        "segments: 10.0.0.0/8\nsuppress: [{clause: ILMN-3-SING, who: w, why: y, until: 2026-06-30}]",
        "site.yaml:2:21: no clause has the id `ILMN-3-SING`; did you mean `ILMN-3-SIGN`?"
      ),
      (
        "segments: 10.0.0.0/8\nsuppress: [{clause: ILMN-3-SIGN, why: y, until: 2026-06-30}]",
        "site.yaml:2:12: a suppression needs the key `who`"
      ),
      (
        "segments: 10.0.0.0/8\nsuppress: [{clause: ILMN-3-SIGN, peer: nas, who: w, why: y, until: 2026-06-30}]",
        "site.yaml:2:40: no peer or asset has the id `nas`"
      ),
      (
        "segments: 10.0.0.0/8\nsuppress: [{clause: ILMN-3-SIGN, who: w, why: y, until: 2026-06-31}]",
        "site.yaml:2:57: expected a date such as 2026-06-30; found `2026-06-31`"
      ),
      (
        "segments: 10.0.0.0/8\nseverity: [{clause: ILMN-12d, level: hihg, who: w, why: y, until: 2026-06-30}]",
        "site.yaml:2:38: `hihg` is not allowed here; did you mean `high`?"
      ),
      (
        "segments: 10.0.0.0/8\nseverity: [{clause: ILMN-12d, level: low, who: w, why: y}]",
        "site.yaml:2:12: a severity needs the key `until`"
      ),
      (
        "assets:\n  - {id: a, mac: 02-00-00-00-00-01}\nseverity: [{clause: ILMN-12d, asset: [a], level: low, who: w, why: y, until: 2026-06-30}]",
        "site.yaml:3:38: one asset only; write an entry for each"
      ),
    ])
  func oneMistake(text: String, expected: String) {
    #expect(mistakes(of: text) == [expected])
  }

  @Test("tells all mistakes of a file at once, in the order of their places")
  func allAtOnce() {
    let text = """
      region: mars
      segments: [10.0.0.0/8, here]
      assets:
        - {id: a, addresses: 10.0.0.1, modle: MiSeq}
        - {addresses: 10.0.0.1}
      suppress:
        - {clause: NO-SUCH, who: w, why: y, until: soon}
      """
    #expect(
      mistakes(of: text).map { String($0.prefix { $0 != " " }) } == [
        "site.yaml:1:9:", "site.yaml:2:24:", "site.yaml:4:34:", "site.yaml:5:5:",
        "site.yaml:7:14:", "site.yaml:7:46:",
      ])
  }

  @Test("accepts a model that no profile knows")
  func unknownModel() {
    #expect(mistakes(of: "assets: {id: a, addresses: 10.0.0.1, model: Foo 9000}").isEmpty)
  }

  @Test("leaves clause and profile names alone when the signatures could not be read")
  func unknownSignatures() {
    let text = "assets: {id: a, addresses: 10.0.0.1, profiles: x/y}"
    #expect(mistakes(of: text).count == 1)
    #expect(mistakes(of: text, known: nil).isEmpty)
  }

  @Test("accepts web ports on an asset whose Local Run Manager speaks TLS")
  func tlsOnly() {
    let text = """
      assets: {id: a, addresses: 10.0.0.1, lrm_mode: tls-only, inbound: {from: 10.0.0.2, ports: 443}}
      """
    #expect(mistakes(of: text).isEmpty)
  }

  @Test("`reviewed` is true or false on assets, peers and allowed destinations, and nothing else")
  func reviewed() throws {
    let text = """
      assets: [{id: a, addresses: 10.0.0.1, reviewed: false}]
      peers: [{id: b, addresses: 10.0.0.2, reviewed: false}, {id: c, addresses: 10.0.0.3}]
      allow: [{names: d.example, why: w, reviewed: false}, {names: e.example, why: w, reviewed: true}]
      """
    var mistakes = Mistakes()
    let site = SiteLoader(known: nil).load(Array(text.utf8), file: "site.yaml", into: &mistakes)
    let entries = UnreviewedEntries(try #require(site))
    #expect(entries.assets == ["a"])
    #expect(entries.peers == ["b"])
    #expect(entries.allow == [["d.example"]])
    let found = self.mistakes(of: "assets: [{id: a, addresses: 10.0.0.1, reviewed: no}]")
    #expect(found == ["site.yaml:1:49: expected true or false; found `no`"])
  }
}
