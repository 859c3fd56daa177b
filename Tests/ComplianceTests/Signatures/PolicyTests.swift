import Compliance
import Foundation
import Testing

@Suite("Policies on disk")
struct PolicyTests {
  private static let kinds = ProfileLoaderTests.kinds

  private static func profile(_ name: String, _ id: String, _ more: String = "") -> String {
    """
    profile: \(name)
    title: {en: t, zh: t, ja: t}
    document: {issuer: Vendor, number: 1 v0}
    binding: required
    \(more)
    clauses:
      - {id: \(id), clause: "1", title: {en: t, zh: t, ja: t}, remediation: {en: r, zh: r, ja: r}, severity: high, controls: g, expect: {demand: required}}
    """
  }

  private static let controls = """
    sources: {csf: csf.tools}
    groups: {g: {csf: [PR.DS-02, PR.IR-01]}}
    """

  /// Writes files below a new directory, and removes it afterwards.
  private func withFiles(
    _ files: [String: String], _ body: (String) throws -> Void
  ) throws {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("labtap-policy-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files {
      let file = root.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(root.path)
  }

  private func mistakes(signatures: String, site: String? = nil) -> [String] {
    do throws(Mistakes) {
      _ = try Policy.load(signatures: signatures, site: site, kinds: Self.kinds)
      return []
    } catch {
      return error.sorted.map(\.description)
    }
  }

  @Test("loads every profile below the directory, the controls and the site")
  func load() throws {
    let files = [
      "signatures/b/two.yaml": Self.profile("b/two", "B-1", "models: [Model Z, other]"),
      "signatures/a/one.yaml": Self.profile("a/one", "A-1", "roles: imaging"),
      "signatures/common/base.yaml": Self.profile("common/base", "BASE-1", "baseline: true"),
      "signatures/controls.yaml": Self.controls,
      "signatures/README.md": "no signature",
      "signatures/.hidden/copy.yaml": "not: read",
      "site.yaml": """
      assets:
        - {id: one, addresses: 10.0.0.1, model: model z}
        - {id: two, addresses: 10.0.0.2, role: imaging}
        - {id: three, addresses: 10.0.0.3, profiles: b/two}
        - {id: four, addresses: 10.0.0.4, model: Model}
      """,
    ]
    try withFiles(files) { root in
      let policy = try Policy.load(
        signatures: root + "/signatures", site: root + "/site.yaml", kinds: Self.kinds)
      #expect(policy.profiles.map(\.name) == ["a/one", "b/two", "common/base"])
      #expect(
        policy.controls == [
          "g": [ControlReference(framework: "csf", identifiers: ["PR.DS-02", "PR.IR-01"])]
        ])
      let site = try #require(policy.site)
      #expect(
        site.assets.map { policy.profiles(for: $0).map(\.name) } == [
          ["b/two", "common/base"], ["a/one", "common/base"], ["b/two", "common/base"],
          ["common/base"],
        ])
      #expect(policy.clause("b-1")?.profile.name == "b/two")
      #expect(policy.clause("B-2") == nil)
    }
  }

  @Test("tells the mistakes of all files together and judges nothing")
  func allFiles() throws {
    let files = [
      "s/a.yaml": Self.profile("a", "A-1").replacing("severity: high", with: "severity: hi"),
      "s/b.yaml": "profile: b",
      "s/controls.yaml": "sources: {csf: []}\ngroups: {g: {csv: [X]}}",
      "site.yaml": "segments: nowhere",
    ]
    try withFiles(files) { root in
      let found = mistakes(signatures: root + "/s", site: root + "/site.yaml")
        .map { $0.replacing(root + "/", with: "") }
      #expect(found.contains { $0.hasPrefix("s/a.yaml:7:") && $0.contains("`hi`") })
      #expect(found.contains("s/b.yaml:1:1: a profile needs the key `clauses`"))
      #expect(found.contains("s/controls.yaml:1:16: `csf` names no source"))
      #expect(
        found.contains(
          "s/controls.yaml:2:14: a control group has no key `csv`; did you mean `csf`?"))
      #expect(found.contains { $0.hasPrefix("site.yaml:1:11: expected an address") })
    }
  }

  @Test("names files and directories that cannot be read")
  func unreadable() throws {
    try withFiles(["s/a.yaml": Self.profile("a", "A-1"), "s/controls.yaml": Self.controls]) {
      root in
      let signatures = root + "/s"
      #expect(
        mistakes(signatures: signatures, site: root + "/none.yaml")
          == ["\(root)/none.yaml:1:1: there is no such file"])
      #expect(
        mistakes(signatures: signatures, site: root)
          == ["\(root):1:1: this is a directory, not a file"])
      #expect(
        mistakes(signatures: root + "/none")
          == ["\(root)/none:1:1: there is no such signature directory"])
      #expect(
        mistakes(signatures: signatures + "/a.yaml").first?
          .contains("this is not a directory") == true)
    }
  }

  @Test("refuses a directory without signatures, and files with the wrong ending")
  func noSignatures() throws {
    try withFiles(["s/controls.yaml": Self.controls]) { root in
      #expect(
        mistakes(signatures: root + "/s")
          == ["\(root)/s:1:1: the directory holds no signature file (*.yaml)"])
    }
    try withFiles([
      "s/a.yaml": Self.profile("a", "A-1"), "s/controls.yaml": Self.controls,
      "s/b.yml": Self.profile("b", "B-1"),
    ]) { root in
      #expect(
        mistakes(signatures: root + "/s")
          == ["\(root)/s/b.yml:1:1: signature files end in .yaml; this one would be left out"])
    }
  }

  @Test("refuses an empty site file")
  func emptySite() throws {
    let files = [
      "s/a.yaml": Self.profile("a", "A-1"), "s/controls.yaml": Self.controls, "site.yaml": "",
    ]
    try withFiles(files) { root in
      #expect(
        mistakes(signatures: root + "/s", site: root + "/site.yaml")
          == ["\(root)/site.yaml:1:1: the file is empty"])
    }
  }

  @Test(
    "refuses each kind of mistake of an author with its place",
    arguments: [
      ("severity: high", "severity: high, colour: red", "a clause has no key `colour`"),
      ("severity: high", "severity: [high]", "expected one of"),
      ("severity: high", "severity: 7", "`7` is not allowed here"),
      (
        "document: {issuer: Vendor, number: 1 v0}", "unjudged: []",
        "a profile needs the key `document`"
      ),
      ("number: 1 v0", "title: 1 v0", "a document needs the key `number`"),
      (
        "expect: {demand: required}", "expect: {tls-version: {minimum: \"1.9\"}}",
        "`1.9` is not allowed here"
      ),
    ])
  func authors(text: String, replacement: String, expected: String) throws {
    let profile = Self.profile("a", "A-1").replacing(text, with: replacement)
    try withFiles(["s/a.yaml": profile, "s/controls.yaml": Self.controls]) { root in
      let mistakes = Self.refusals(
        signatures: root + "/s", kinds: Self.kinds + [TLSVersionExpectation.self])
      let pattern = #/s/a\.yaml:\d+:\d+: /#
      #expect(
        mistakes.contains { $0.contains(expected) && $0.contains(pattern) }, "\(mistakes)")
    }
  }

  private static func refusals(
    signatures: String, kinds: [any Compliance.Expectation.Type]
  ) -> [String] {
    do throws(Mistakes) {
      _ = try Policy.load(signatures: signatures, site: nil, kinds: kinds)
      return []
    } catch {
      return error.sorted.map(\.description)
    }
  }
}
