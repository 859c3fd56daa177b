import Compliance
import Foundation
import Testing

@testable import Sensor

/// A vendor is added with YAML and a capture alone: the example of the signature author's guide.
@Suite struct ExampleVendorTests {
  private static let example = OwnCaptures.folder.appendingPathComponent("analyser")

  /// The shipped signatures with the example's file among them.
  private static func report(on capture: String) throws -> Report {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent(
      "labtap-vendor-\(UUID().uuidString)")
    defer { try? files.removeItem(at: folder) }
    try files.copyItem(
      at: URL(fileURLWithPath: InstrumentNetworkTests.signatures), to: folder)
    try files.copyItem(
      at: example.appendingPathComponent("signatures/example"),
      to: folder.appendingPathComponent("example"))
    let policy = try Policy.load(
      signatures: folder.path, site: example.appendingPathComponent("site.yaml").path)
    return try replay(
      ReplayOptions(
        captures: [example.appendingPathComponent(capture).path], filter: nil, policy: policy,
        sensor: "test", workers: 1, progress: nil)
    ).report
  }

  private static func verdicts(on capture: String) throws -> [String: Verdict] {
    let entries = try report(on: capture).assets.first?.clauses ?? []
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.clause, $0.verdict) })
  }

  @Test("the product that obeys its document passes every clause that packets can show")
  func good() throws {
    let verdicts = try Self.verdicts(on: "good.pcap")
    for clause in ["XMP-DST", "XMP-TLS", "XMP-PAGE-TLS", "XMP-PAGE-PEERS"] {
      #expect(verdicts[clause] == .pass, "\(clause)")
    }
    #expect(verdicts["XMP-LOCK"] == .notAssessable)
    #expect(try Self.report(on: "good.pcap").findings.allSatisfy { $0.verdict >= .pass })
  }

  @Test(
    "an old TLS version, a wrong port and an old inbound version fail their clauses, and only those"
  )
  func bad() throws {
    let verdicts = try Self.verdicts(on: "bad.pcap")
    for clause in ["XMP-DST", "XMP-TLS", "XMP-PAGE-TLS"] {
      #expect(verdicts[clause] == .fail, "\(clause)")
    }
    #expect(verdicts["XMP-PAGE-PEERS"] == .pass)
  }
}
