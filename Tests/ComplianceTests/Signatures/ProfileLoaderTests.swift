import Compliance
import Testing

@Suite("Signature files")
struct ProfileLoaderTests {
  static let kinds: [any Compliance.Expectation.Type] = [
    DemandKind.self, PartsKind.self, MuteKind.self,
  ]

  private let head = """
    profile: vendor/product
    title: {en: t, zh: t, ja: t}
    document: {issuer: Vendor, number: 1 v0}
    binding: required
    clauses:

    """

  /// A clause that is whole; line 6 of the file.
  private let clause = """
      - {id: A-1, clause: "1", title: {en: t, zh: t, ja: t}, remediation: {en: r, zh: r, ja: r}, severity: high, expect: {demand: required}}

    """

  private func load(
    _ texts: [String], groups: [String]? = nil
  ) -> (profiles: [Profile], mistakes: [String]) {
    var mistakes = Mistakes()
    var loader = ProfileLoader(kinds: Self.kinds)
    for (index, text) in texts.enumerated() {
      let file = index == 0 ? "v.yaml" : "v\(index + 1).yaml"
      loader.read(Array(text.utf8), file: file, name: "vendor/product", into: &mistakes)
    }
    let profiles = loader.finish(groups: groups, into: &mistakes)
    return (profiles, mistakes.sorted.map(\.description))
  }

  @Test("reads every key of a profile and of a clause")
  func everyKey() throws {
    let text = """
      profile: vendor/product
      title: {en: te, zh: tz, ja: tj}
      document: {issuer: Vendor, number: 1 v0}
      binding: derived
      models: [One, Two X]
      roles: imaging
      baseline: true
      unjudged: [A-3, A-4]
      clauses:
        - id: A-1
          clause: 4b
          document: 2 v1
          title: {en: a, zh: b, ja: c}
          remediation: {en: d, zh: e, ja: f}
          blind_spot: {en: g, zh: h, ja: i}
          note: {en: j, zh: k, ja: l}
          severity: critical
          controls: group
          applies:
            direction: inbound
            roles: [storage, server]
            ports: [80, "5000-5010"]
            names: "*.x.example"
            region: china
            lrm_mode: [tls-only, blocked]
          expect: {demand: forbidden}
        - id: A-2
          parent: A-1
          clause: "5"
          title: {en: m, zh: n, ja: o}
          severity: low
          expect: {worst-of: [A-1]}
      """
    let (profiles, mistakes) = load([text], groups: ["group"])
    #expect(mistakes.isEmpty)
    let profile = try #require(profiles.first)
    #expect(profile.name == "vendor/product")
    #expect(profile.title == LocalizedText(en: "te", zh: "tz", ja: "tj"))
    #expect(profile.issuer == "Vendor")
    #expect(profile.documentNumber == "1 v0")
    #expect(profile.binding == .derived)
    #expect(profile.models == ["One", "Two X"])
    #expect(profile.roles == ["imaging"])
    #expect(profile.isBaseline)
    #expect(profile.unjudged == ["A-3", "A-4"])
    #expect(SiteLoader.Known(profiles).clauses == ["A-1", "A-2", "A-3", "A-4"])
    let first = try #require(profile.clauses.first)
    #expect(first.id == "A-1")
    #expect(first.number == "4b")
    #expect(first.remediation == LocalizedText(en: "d", zh: "e", ja: "f"))
    #expect(first.blindSpot == LocalizedText(en: "g", zh: "h", ja: "i"))
    #expect(first.note == LocalizedText(en: "j", zh: "k", ja: "l"))
    #expect(first.severity == .critical)
    #expect(first.controls == "group")
    #expect(first.scope.isScoped)
    #expect(first.scope.direction == .inbound)
    #expect(first.scope.roles == ["storage", "server"])
    #expect(first.scope.ports == [80...80, 5000...5010])
    #expect(first.scope.names.map(\.description) == ["*.x.example"])
    #expect(first.scope.region == .china)
    #expect(first.scope.lrmModes == [.tlsOnly, .blocked])
    #expect((first.expectation as? DemandKind)?.word == "forbidden")
    #expect(
      profile.reference(for: first)
        == DocumentReference(number: "2 v1", clause: "4b", isDerived: true))
    let second = try #require(profile.clauses.last)
    #expect(second.parent == "A-1")
    #expect(!second.scope.isScoped)
    #expect(
      profile.reference(for: second)
        == DocumentReference(number: "1 v0", clause: "5", isDerived: true))
    // A parent needs no remedy of its own, and still has one in every language.
    #expect(Language.allCases.allSatisfy { !second.remediation[$0].isEmpty })
    #expect(second.remediation.zh != nil && second.remediation.ja != nil)
  }

  @Test(
    "names every kind of mistake in a clause with its place",
    arguments: [
      (
        "  - {clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:5: a clause needs the key `id`"
      ),
      (
        "  - {id: A 2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:10: a clause id holds letters, digits and hyphens only"
      ),
      (
        "  - {id: a-1, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:10: the clause `a-1` is already given in v.yaml:6"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:35: a text for people needs the key `ja`"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: \"\"}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:54: the text is empty"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {demand: required}}",
        "v.yaml:7:5: a clause with `demand` needs the key `remediation`"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: urgent, expect: {worst-of: A-1}}",
        "v.yaml:7:68: `urgent` is not allowed here; known: info, low, medium, high, critical"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {demands: required}}",
        "v.yaml:7:82: `expect` has no key `demands`; did you mean `demand`?"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1, demand: required}}",
        "v.yaml:7:81: `expect` holds exactly one kind; found 2"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {}}",
        "v.yaml:7:81: `expect` holds exactly one kind; found 0"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: required}",
        "v.yaml:7:81: `expect` is a mapping of keys to values; found a single value"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {mute: 1}}",
        "v.yaml:7:88: `mute` cannot be read"
      ),
      (
        "  - {id: A-2, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: [A-1, A-3]}}",
        "v.yaml:7:98: no clause has the id `A-3`; did you mean `A-1`?"
      ),
      (
        "  - {id: A-2, parent: B, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:23: no clause has the id `B`"
      ),
      (
        "  - {id: A-2, controls: grup, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:25: there is no group of controls `grup`; did you mean `group`?"
      ),
      (
        "  - {id: A-2, applies: {role: nas}, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:25: `applies` has no key `role`; did you mean `roles`?"
      ),
      (
        "  - {id: A-2, applies: {roles: nas}, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:32: `nas` is not allowed here; known: sequencer, imaging,"
      ),
      (
        "  - {id: A-2, applies: {direction: in}, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:36: `in` is not allowed here; known: inbound, outbound, either"
      ),
      (
        "  - {id: A-2, applies: {ports: [0]}, clause: \"1\", title: {en: t, zh: t, ja: t}, severity: low, expect: {worst-of: A-1}}",
        "v.yaml:7:33: expected a port from 1 to 65535 or a range such as 5000-5010; found `0`"
      ),
    ])
  func clauseMistakes(text: String, expected: String) {
    // Two words of hints depend on the vocabulary only.
    let found = load([head + clause + text], groups: ["group"]).mistakes
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(expected) == true, "\(found)")
  }

  @Test(
    "names every kind of mistake in the head of a profile",
    arguments: [
      (
        "profile: vendor/product", "profile: vendor/other",
        "v.yaml:1:10: the file is `vendor/product`, so the profile must be named so"
      ),
      (
        "binding: required", "binding: maybe",
        "v.yaml:4:10: `maybe` is not allowed here; known: required, derived"
      ),
      ("binding: required\n", "", "v.yaml:1:1: a profile needs the key `binding`"),
      (
        "binding: required", "bindng: required",
        "v.yaml:1:1: a profile needs the key `binding`"
      ),
      (
        "document: {issuer: Vendor, number: 1 v0}", "document: {issuer: Vendor}",
        "v.yaml:3:11: a document needs the key `number`"
      ),
      (
        "title: {en: t, zh: t, ja: t}\n", "title: t\n",
        "v.yaml:2:8: a text for people is a mapping of keys to values; found a single value"
      ),
    ])
  func headMistakes(from: String, to: String, expected: String) throws {
    let range = try #require(head.firstRange(of: from))
    let text = head.replacingCharacters(in: range, with: to) + clause
    #expect(load([text]).mistakes.first == expected)
  }

  @Test("refuses a profile without clauses")
  func noClauses() {
    #expect(
      load([String(head.dropLast()) + " []"]).mistakes == ["v.yaml:5:10: the profile has no clause"]
    )
  }

  @Test("refuses one clause id in two files and tells where the first one is")
  func doubledAcrossFiles() {
    #expect(
      load([head + clause, head + clause]).mistakes
        == ["v2.yaml:6:10: the clause `A-1` is already given in v.yaml:6"])
  }

  @Test("refuses an id that is judged and unjudged at once, and a parent that is not judged")
  func unjudgedClauses() {
    let text =
      head.replacing("clauses:", with: "unjudged: [A-1, B-1]\nclauses:")
      + clause.replacing("{id: A-1,", with: "{id: A-1, parent: B-1,")
    #expect(
      load([text]).mistakes == [
        "v.yaml:5:12: the clause `A-1` is already given in v.yaml:7",
        "v.yaml:7:23: no clause has the id `B-1`; did you mean `A-1`?",
      ])
  }

  @Test("puts the baseline after the profiles by name")
  func order() {
    var mistakes = Mistakes()
    var loader = ProfileLoader(kinds: Self.kinds)
    for (name, isBaseline) in [("z/z", false), ("a/base", true), ("b/b", false)] {
      let id = String(name.prefix(1))
      let text =
        head.replacing("vendor/product", with: name)
        .replacing("binding", with: "baseline: \(isBaseline)\nbinding")
        + clause.replacing("A-1", with: id)
      loader.read(Array(text.utf8), file: name, name: name, into: &mistakes)
    }
    #expect(loader.finish(groups: nil, into: &mistakes).map(\.name) == ["b/b", "z/z", "a/base"])
    #expect(mistakes.isEmpty)
  }

  @Test("survives every prefix of a profile")
  func prefixes() {
    let octets = Array((head + clause).utf8)
    for length in octets.indices {
      var mistakes = Mistakes()
      var loader = ProfileLoader(kinds: Self.kinds)
      loader.read(Array(octets[..<length]), file: "f", name: "vendor/product", into: &mistakes)
      _ = loader.finish(groups: nil, into: &mistakes)
      // Only the break after the last line can be missing.
      #expect(!mistakes.isEmpty || length >= octets.count - 1)
    }
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
