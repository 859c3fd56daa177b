import Foundation
import Testing

/// tshark and LabTap read the project's own captures and agree on every field that LabTap claims.
@Suite("tshark and LabTap", .enabled(if: TShark.isExpected, "needs tshark"))
struct DifferentialTests {
  static let files: [String] = {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: OwnCaptures.path("matrix"))) ?? []
    return names.filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }.sorted()
      .map { "matrix/\($0)" } + ["instrument-network.pcap"]
  }()

  /// Where the two are known to differ; the README proves each from the octets.
  static let known: [String: Set<Claim>] = [
    "matrix/encoding-snap-96.pcap": [.httpRequests, .httpStatus],
    "matrix/encoding-linux-cooked-v2-snap-96.pcap": [.httpRequests, .httpStatus],
    "matrix/encoding-server-side-only.pcap": [.httpStatus],
    "matrix/not-tls-on-443.pcap": [.httpStatus],
    "matrix/starttls-rdp.pcap": [
      .tlsClientVersions, .tlsServerName, .tlsVersion, .tlsCipherSuite,
    ],
  ]

  @Test("agree on every claimed field", arguments: files)
  func agree(file: String) throws {
    let expected = try TSharkSight(OwnCaptures.path(file)).sight
    let found = try SensorSight(OwnCaptures.path(file)).sight
    var differing: [Claim] = []
    for claim in Claim.allCases where found[claim] != expected[claim] {
      differing.append(claim)
      guard !Self.isKnown(claim, in: file) else { continue }
      let more = found[claim].filter { !expected[claim].contains($0) }
      let less = expected[claim].filter { !found[claim].contains($0) }
      Issue.record("\(claim.rawValue): LabTap alone \(more), tshark alone \(less)")
    }
    // A difference that is gone is taken off the list.
    #expect(Set(Self.known[file] ?? []).isSubset(of: differing))
  }

  private static func isKnown(_ claim: Claim, in file: String) -> Bool {
    known[file]?.contains(claim) ?? false
  }

  @Test("each claim is met with at least one capture", .timeLimit(.minutes(30)))
  func everyClaimIsSeen() throws {
    var missing = Set(Claim.allCases)
    for file in Self.files where !missing.isEmpty {
      let sight = try SensorSight(OwnCaptures.path(file)).sight
      missing = missing.filter { sight[$0].isEmpty }
    }
    #expect(missing.isEmpty, "\(missing.map(\.rawValue))")
  }

  @Test("the article lists the claims and the fields of tshark that they are held against")
  func articleListsClaims() throws {

    let url = OwnCaptures.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Sensor/Sensor.docc/ClaimedFields.md")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }.dropFirst()
    var listed: [String: [String]] = [:]
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      listed[cells[0]] = cells[1].split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
    }
    #expect(Set(listed.keys) == Set(Claim.allCases.map(\.rawValue)))
    for claim in Claim.allCases { #expect(listed[claim.rawValue] == claim.fields) }
  }
}
