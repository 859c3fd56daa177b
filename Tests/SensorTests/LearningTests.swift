import Compliance
import Foundation
import Observations
import Testing

@testable import Sensor

/// Learning from captures of real software, and judging the same captures by what was learned.
@Suite("Learning from captures") struct CaptureLearningTests {
  private static let captures: [String] = {
    let matrix = (try? FileManager.default.contentsOfDirectory(atPath: OwnCaptures.path("matrix")))
    return ["instrument-network.pcap"]
      + (matrix ?? []).filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }.sorted()
      .map { "matrix/" + $0 }
  }()

  private static func options(_ capture: String, _ policy: Policy) -> ReplayOptions {
    ReplayOptions(
      captures: [OwnCaptures.path(capture)], filter: nil, policy: policy, sensor: "test",
      workers: 1, progress: nil)
  }

  @Test("a learned site covers the capture that it was learned from", arguments: captures)
  func covers(capture: String) throws {
    var policy = try Policy.load(signatures: InstrumentNetworkTests.signatures, site: nil)
    let (learned, _) = try learn(Self.options(capture, policy))
    guard let learned else {
      // Loopback and cut frames show no host; the demo does.
      #expect(capture.hasPrefix("matrix/"))
      return
    }
    var mistakes = Mistakes()
    let site = SiteLoader(known: SiteLoader.Known(policy.profiles))
      .load(Array(learned.text.utf8), file: "learned.yaml", into: &mistakes)
    #expect(mistakes.sorted.map(\.description) == [])
    #expect(site != nil)
    policy.site = site
    let report = try replay(Self.options(capture, policy)).report
    let findings = report.findings.filter { finding in
      finding.verdict < .pass && isAboutLists(finding, policy)
    }
    #expect(findings.map { "\($0.clause) \($0.asset.id): \($0.reason.en)" } == [])
    #expect(report.unreviewed.count == learned.assets + learned.peers + learned.destinations)
    #expect(try learn(Self.options(capture, policy)).site?.text == learned.text)
  }

  /// What comes from outside the organisation stays a finding, listed or not.
  private func isAboutLists(_ finding: Finding, _ policy: Policy) -> Bool {
    if policy.clause(finding.clause)?.clause.expectation is OutsideAccess { return false }
    return ([finding.clause] + finding.also).contains { id in
      let expectation = policy.clause(id)?.clause.expectation
      return expectation is ListedPeers || expectation is ListedDestinations
        || expectation is OtherDestinations
    }
  }

  @Test("the demo's instruments and peers are found by what they do")
  func demo() throws {
    var policy = try Policy.load(signatures: InstrumentNetworkTests.signatures, site: nil)
    let learned = try #require(try learn(Self.options("instrument-network.pcap", policy)).site)
    var mistakes = Mistakes()
    policy.site = SiteLoader(known: nil)
      .load(Array(learned.text.utf8), file: "learned.yaml", into: &mistakes)
    let site = try #require(policy.site)
    // As the hand-written site file of the demo has them.
    func role(_ address: String) -> String? {
      site.peers.first { $0.addresses.contains { "\($0)" == address } }?.role
    }
    #expect(role("10.77.0.53") == "dns")
    #expect(role("10.77.0.20") == "storage")
    #expect(role("10.77.0.1") == "gateway")
    #expect(role("10.77.0.40") == "workstation")
    let assets = Set(site.assets.flatMap { $0.addresses.map(\.description) })
    for last in [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 60, 61, 62, 63, 64] {
      #expect(assets.contains("10.77.0.\(last)"), "10.77.0.\(last)")
    }
  }
}
