import Observations
import Testing

@testable import Compliance

@Suite("Manufacturer usage descriptions") struct MUDTests {
  /// Written by hand along the modules of RFC 8520 and RFC 9761: a thing that sends to two names,
  /// one of them over TLS 1.3, that serves port 8443 to the local networks, and that says what a
  /// sensor has no use for.
  static let thermometer = """
    {"ietf-mud:mud": {
       "mud-version": 1, "mud-url": "https://mud.example.com/thermo-7.json",
       "last-update": "2026-03-01T00:00:00+00:00", "cache-validity": 48, "is-supported": true,
       "systeminfo": "Thermometer for freezers", "mfg-name": "Example Instruments",
       "model-name": "Thermo 7", "mud-signature": "https://mud.example.com/thermo-7.p7s",
       "extensions": ["ietf-mud-tls"], "ietf-mud-tls:is-tls-dtls-profile-supported": true,
       "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}},
       "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}}},
     "ietf-access-control-list:acls": {"acl": [
       {"name": "from", "type": "ipv4-acl-type", "aces": {"ace": [
         {"name": "data", "matches": {
            "ipv4": {"ietf-acldns:dst-dnsname": "data.example.com", "protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "from-device",
                    "destination-port": {"operator": "eq", "port": 443}},
            "ietf-acl-tls:client-profiles": {"tls-dtls-profile": [
               {"name": "p", "supported-tls-version": ["tls13"], "cipher-suite": [4865]}]}},
          "actions": {"forwarding": "accept"}},
         {"name": "time", "matches": {
            "ipv4": {"ietf-acldns:dst-dnsname": "time.example.com", "protocol": 17},
            "udp": {"destination-port": {"operator": "eq", "port": 123}}},
          "actions": {"forwarding": "accept"}},
         {"name": "hub", "matches": {"ietf-mud:mud": {"my-controller": [null]}},
          "actions": {"forwarding": "accept"}},
         {"name": "page-back", "matches": {
            "ietf-mud:mud": {"local-networks": [null]},
            "ipv4": {"protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "to-device",
                    "source-port": {"operator": "eq", "port": 8443}}},
          "actions": {"forwarding": "accept"}}]}},
       {"name": "to", "type": "ipv4-acl-type", "aces": {"ace": [
         {"name": "data-back", "matches": {
            "ipv4": {"ietf-acldns:src-dnsname": "data.example.com", "protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "from-device",
                    "source-port": {"operator": "eq", "port": 443}}},
          "actions": {"forwarding": "accept"}},
         {"name": "page", "matches": {
            "ietf-mud:mud": {"local-networks": [null]},
            "ipv4": {"protocol": 6},
            "tcp": {"ietf-mud:direction-initiated": "to-device",
                    "destination-port": {"operator": "eq", "port": 8443}}},
          "actions": {"forwarding": "accept"}}]}}]}}
    """

  static func read(_ text: String) -> (file: MUDFile?, mistakes: [String]) {
    var mistakes = Mistakes()
    let file = MUDFile.read(Array(text.utf8), file: "thermo.mud.json", into: &mistakes)
    return (file, mistakes.sorted.map(\.description))
  }

  @Test("reads destinations, ports, directions and TLS versions")
  func reads() throws {
    let (file, mistakes) = Self.read(Self.thermometer)
    #expect(mistakes == [])
    let rules = try #require(file).rules
    let data = try #require(NamePattern("data.example.com"))
    let time = try #require(NamePattern("time.example.com"))
    #expect(
      rules.contains {
        $0.direction == .outbound && $0.peer == .name(data) && $0.ports == 443...443
          && $0.transport == .tcp && $0.minimumTLS == .tls13
      })
    #expect(
      rules.contains {
        $0.direction == .outbound && $0.peer == .name(time) && $0.ports == 123...123
          && $0.transport == .udp && $0.minimumTLS == nil
      })
    #expect(
      rules.contains {
        $0.direction == .inbound && $0.peer == .local && $0.ports == 8_443...8_443
      })
    // What comes back belongs to the connection that was opened.
    #expect(!rules.contains { $0.direction == .inbound && $0.peer == .name(data) })
  }

  @Test("tells what has no counterpart, with its place")
  func remarks() throws {
    let remarks = try #require(Self.read(Self.thermometer).file).remarks.map(\.text)
    for word in ["mud-signature", "cipher-suite", "class of hosts"] {
      #expect(remarks.contains { $0.contains(word) }, "\(word)")
    }
    #expect(remarks.count == 3)
  }

  @Test(
    "refuses a description that is none, with the place",
    arguments: [
      ("[]", "thermo.mud.json:1:1: this is no usage description: there is no `ietf-mud:mud`"),
      ("{\"ietf-mud:mud\": {}}", "thermo.mud.json:1:18: the description needs `mud-version`"),
      (
        thermometer.replacing("\"mud-version\": 1", with: "\"mud-version\": 2"),
        "thermo.mud.json:2:19: expected a whole number from 1 to 1; found `2`"
      ),
      (
        thermometer.replacing("\"port\": 123", with: "\"port\": 70000"),
        "thermo.mud.json:20:64: expected a whole number from 1 to 65535; found `70000`"
      ),
      (
        thermometer.replacing("[{\"name\": \"to\"}]", with: "[{\"name\": \"two\"}]"),
        "thermo.mud.json:8:58: there is no access list `two`"
      ),
      (
        thermometer.replacing("dnsname\": \"time.example.com\"", with: "dnsname\": \"a b\""),
        "thermo.mud.json:19:45: expected a host name or *.domain; found `a b`"
      ),
    ])
  func refuses(text: String, mistake: String) {
    let (file, mistakes) = Self.read(text)
    #expect(file == nil)
    #expect(mistakes.contains(mistake), "\(mistakes)")
  }

  @Test("what permits nothing is remarked on and not taken for a permission")
  func rejects() throws {
    let text = Self.thermometer.replacing("\"accept\"", with: "\"reject\"")
    let file = try #require(Self.read(text).file)
    #expect(file.rules.isEmpty)
    #expect(file.remarks.count { $0.text.contains("what is not listed is reported") } == 6)
  }

  @Test("more entries than the maximum are a mistake")
  func entries() {
    let ace = """
      {"name": "x", "matches": {"ipv4": {"ietf-acldns:dst-dnsname": "x.example.com"}}, "actions": {"forwarding": "accept"}}
      """
    func text(_ count: Int) -> String {
      """
      {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://x.example/", "is-supported": true,
       "last-update": "2026-03-01T00:00:00Z", "from-device-policy": {"access-lists":
       {"access-list": [{"name": "from"}]}}}, "ietf-access-control-list:acls": {"acl": [
       {"name": "from", "aces": {"ace": [\(Array(repeating: ace, count: count).joined(separator: ","))]}}]}}
      """
    }
    #expect(Self.read(text(MUDFile.maximumEntries)).mistakes == [])
    #expect(Self.read(text(MUDFile.maximumEntries + 1)).file == nil)
  }

  @Test("becomes a profile that loads, with a destination, a TLS floor and a service")
  func profile() throws {
    let file = try #require(Self.read(Self.thermometer).file)
    let policy = try Self.policy(file.profile(named: "example/thermo"))
    let profile = try #require(policy.profiles.first)
    #expect(profile.models == ["Thermo 7"])
    #expect(profile.issuer == "Example Instruments")
    #expect(
      profile.clauses.map(\.id) == [
        "MUD-THERMO-7-DST-1", "MUD-THERMO-7-DST-2", "MUD-THERMO-7-TLS-1", "MUD-THERMO-7-IN-1",
        "MUD-THERMO-7-OTHER",
      ])
    #expect(file.unprofiled.count == 2)
  }

  static func policy(_ text: String) throws -> Policy {
    var mistakes = Mistakes()
    var loader = ProfileLoader(kinds: Vocabulary.kinds)
    loader.read(Array(text.utf8), file: "thermo.yaml", name: "example/thermo", into: &mistakes)
    let profiles = loader.finish(groups: [], into: &mistakes)
    #expect(mistakes.sorted.map(\.description) == [])
    return Policy(site: nil, profiles: profiles)
  }

  @Test("a thing that obeys the description passes, one that does not fails")
  func judges() throws {
    let file = try #require(Self.read(Self.thermometer).file)
    var policy = try Self.policy(file.profile(named: "example/thermo"))
    var site = Site()
    site.assets = [Scene.asset("thermo", Scene.sequencer, "Thermo 7")]
    policy.site = site
    func verdicts(_ version: TLSVersion, port: UInt16) -> [String: Verdict] {
      var scene = Scene(site)
      scene.resolve("data.example.com", to: [Scene.internet])
      var handshake = TLSHandshake()
      handshake.serverName = "data.example.com"
      handshake.clientVersions = [version]
      handshake.version = version
      handshake.protectedFromClient = true
      handshake.protectedFromServer = true
      handshake.applicationData = true
      scene.connect(Scene.sequencer, Scene.internet, port, .tls(handshake))
      var judge = Judge(policy: policy, sensor: "test")
      judge.judge(scene.observations)
      let report = judge.finish(coverage: Coverage())
      let entries = report.assets.first?.clauses ?? []
      return Dictionary(uniqueKeysWithValues: entries.map { ($0.clause, $0.verdict) })
    }
    let good = verdicts(.tls13, port: 443)
    #expect(good["MUD-THERMO-7-DST-2"] == .pass)
    #expect(good["MUD-THERMO-7-TLS-1"] == .pass)
    let old = verdicts(.tls12, port: 443)
    #expect(old["MUD-THERMO-7-TLS-1"] == .fail)
    #expect(verdicts(.tls13, port: 8_444)["MUD-THERMO-7-DST-2"] == .fail)
  }
}
