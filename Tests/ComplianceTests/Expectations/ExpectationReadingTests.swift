import Observations
import Testing

@testable import Compliance

/// The YAML form of every kind, and what mistakes in it lead to.
@Suite struct ExpectationReadingTests {
  private func scalar(_ text: String, isQuoted: Bool = false) -> YAMLNode {
    node(.scalar(text, isQuoted: isQuoted))
  }

  private func node(_ content: YAMLNode.Content) -> YAMLNode {
    YAMLNode(content: content, file: "test.yaml", line: 3, column: 5)
  }

  private func mapping(_ pairs: [(String, YAMLNode)]) -> YAMLNode {
    node(.mapping(pairs.map { (scalar($0.0), $0.1) }))
  }

  private func list(_ texts: String...) -> YAMLNode { node(.sequence(texts.map { scalar($0) })) }

  private func read<Kind: Compliance.Expectation>(
    _ kind: Kind.Type, _ node: YAMLNode
  ) -> (kind: Kind?, mistakes: Int) {
    var mistakes = Mistakes()
    let kind = Kind(reading: node, into: &mistakes)
    return (kind, mistakes.count)
  }

  @Test("kinds have different keys and the vocabulary has them all")
  func keys() {
    let keys = Vocabulary.kinds.map { $0.key }
    #expect(Set(keys).count == keys.count)
    #expect(
      Set(keys) == [
        "tls-version", "cloud-link", "smb-dialect", "smb-signing", "smb-encryption",
        "smb-authentication", "clear-text-services", "listed-peers", "listed-destinations",
        "outside-access", "destination", "other-destinations", "region-match",
        "local-run-manager-access", "local-run-manager-block", "local-console", "worst-of",
        "not-assessable", "antivirus-traffic", "boundary-crossing", "brute-force",
        "clear-credentials", "host-firewall", "isolation", "log-export",
        "outbound-inventory", "patch-history", "path-traversal", "payload-protection", "peer-count",
        "posture-drift", "privileged-accounts", "restart-signs",
        "script-posts", "segment-size", "session-volume", "shared-accounts",
        "software-delivery", "undeclared-instrument", "update-traffic", "upload-words",
        "uploaded-scripts", "forbidden-services", "remote-support", "support-sessions",
        "recorded-traffic", "web-use", "software-downloads", "directory-membership", "tunnels",
        "clinical-encryption", "patient-data", "threat-indicators", "throughput",
        "border-crossing", "transfer-integrity", "user-authentication", "segment-census", "scans",
        "other-hosts", "sensor-record",
      ])
  }

  @Test("parameters are read")
  func parameters() {
    let tls = read(
      TLSVersionExpectation.self,
      mapping([("minimum", scalar("1.2", isQuoted: true)), ("required", scalar("true"))])
    ).kind
    #expect(tls?.minimum == .tls12)
    #expect(tls?.isRequired == true)
    let smb = read(SMBDialectExpectation.self, mapping([("minimum", scalar("3.0.2"))])).kind
    #expect(smb?.minimum == .smb302)
    let destination = read(
      Destination.self,
      mapping([
        ("names", list("*.example.org")), ("ports", list("443", "5000-5010")),
        ("region", scalar("china")), ("alternative-ports", scalar("80")),
      ])
    ).kind
    #expect(destination?.ports == [443...443, 5_000...5_010])
    #expect(destination?.region == .china)
    #expect(destination?.alternativePorts == [80...80])
    #expect(destination?.names.map(\.description) == ["*.example.org"])
    #expect(
      read(ListedDestinations.self, mapping([("questions", scalar("true"))])).kind?.judgesQuestions
        == true)
    #expect(read(WorstOf.self, list("A-1", "A-2")).kind?.references == ["A-1", "A-2"])
    #expect(
      read(OtherDestinations.self, mapping([("explained-by", list("A-1"))])).kind?.references == [
        "A-1"
      ])
    #expect(read(ClearTextServices.self, scalar("discouraged")).kind?.level == .discouraged)
  }

  @Test("every mistake refuses the kind and is told")
  func mistakes() {
    let bad: [(any Compliance.Expectation.Type, YAMLNode)] = [
      (TLSVersionExpectation.self, mapping([])),
      (TLSVersionExpectation.self, mapping([("minimum", scalar("1.4"))])),
      (TLSVersionExpectation.self, mapping([("minimum", scalar("1.2")), ("extra", scalar("1"))])),
      (
        TLSVersionExpectation.self,
        mapping([("minimum", scalar("1.2")), ("required", scalar("yes"))])
      ),
      (CloudLink.self, scalar("required")),
      (SMBDialectExpectation.self, mapping([("minimum", scalar("4"))])),
      (SMBSigningExpectation.self, scalar("optional")),
      (SMBEncryptionExpectation.self, list("required")),
      (SMBAuthenticationExpectation.self, mapping([])),
      (ClearTextServices.self, scalar("allowed")),
      (ListedPeers.self, scalar("no")),
      (ListedDestinations.self, mapping([("questions", scalar("perhaps"))])),
      (OutsideAccess.self, scalar("required")),
      (Destination.self, mapping([("names", list("*.example.org"))])),
      (Destination.self, mapping([("names", list("a b")), ("ports", list("443"))])),
      (Destination.self, mapping([("names", list("a.b")), ("ports", list("0"))])),
      (Destination.self, mapping([("names", list("a.b")), ("ports", list("70000"))])),
      (OtherDestinations.self, mapping([])),
      (RegionMatch.self, mapping([("china", list("a.cn"))])),
      (LocalRunManagerAccess.self, mapping([("ports", list("http"))])),
      (LocalRunManagerBlock.self, mapping([])),
      (LocalConsole.self, mapping([("minimum", scalar("2"))])),
      (WorstOf.self, node(.sequence([]))),
      (NotAssessable.self, mapping([("reason", scalar("none"))])),
    ]
    for (kind, node) in bad {
      var mistakes = Mistakes()
      let read = kind.init(reading: node, into: &mistakes)
      #expect(read == nil, "\(kind.key)")
      #expect(!mistakes.isEmpty, "\(kind.key)")
      #expect(mistakes.all.allSatisfy { $0.line == 3 && $0.column == 5 })
    }
  }

  @Test("every shipped clause says what it asks in every language")
  func summaries() {
    let clauses = Scene.signatures?.profiles.flatMap(\.clauses) ?? []
    #expect(!clauses.isEmpty)
    for clause in clauses {
      let summary = clause.expectation.summary
      #expect(!summary.en.isEmpty, "\(clause.id)")
      #expect(summary.zh?.isEmpty == false, "\(clause.id)")
      #expect(summary.ja?.isEmpty == false, "\(clause.id)")
    }
  }
}
