import Compliance
import Observations
import Testing

/// A day on which every clause is obeyed says nothing, and one thing that goes wrong behind it says
/// that thing alone.
@Suite("a clean day", .timeLimit(.minutes(30)))
struct CleanDayTests {
  private static let policy = Result { try Policy.own("clean-day.site.yaml") }
  private static let day = Result { try JudgedFrames(OwnCaptures.path("clean-day.pcap.gz")) }

  /// What fails or warns, as `asset clause verdict`, with the port where there is one.
  private static func alarms(_ report: Report) -> Set<String> {
    Set(
      report.findings.filter { $0.verdict == .fail || $0.verdict == .warn }.map { finding in
        let port = finding.peer?.port.map { " \($0)" } ?? ""
        return "\(finding.asset.id) \(finding.clause) \(finding.verdict.rawValue)\(port)"
      })
  }

  @Test("is twenty thousand packets or more, in which nothing fails and nothing warns")
  func clean() throws {
    let day = try Self.day.get()
    #expect(day.items.count >= 20_000)
    let report = day.report(try Self.policy.get())
    #expect(Self.alarms(report) == [])
    for asset in report.assets {
      for row in asset.clauses {
        #expect(row.verdict != .fail && row.verdict != .warn, "\(asset.asset.id) \(row.clause)")
      }
    }
    // What the segment did was seen and passed: silence would be no proof.
    let passes = [
      ("nextseq-01", "ILMN-3-DIALECT"), ("nextseq-01", "ILMN-3-SIGN"), ("nextseq-01", "ILMN-3-ENC"),
      ("nextseq-01", "ILMN-4c"), ("nextseq-01", "ILMN-4d"), ("nextseq-01", "ILMN-1a"),
      ("veriseq-1", "ILMN-4e"), ("veriseq-1", "ILMN-11b"), ("miseq-02", "ILMN-4a"),
      ("dxflex-01", "BEC-DST-1"), ("dxflex-01", "BEC-DST-2"), ("dxflex-01", "BEC-TLS-1"),
      ("dxflex-01", "BEC-REG-1"), ("uct-01", "UIH-DATA-1"), ("uct-01", "UIH-NET-2"),
      ("uct-01", "UIH-NET-5"), ("uct-01", "BASE-SMB-ENC"),
    ]
    for (asset, clause) in passes {
      let row = report.assets.first { $0.asset.id == asset }?.clauses.first { $0.clause == clause }
      #expect(row?.verdict == .pass, "\(asset) \(clause)")
    }
  }

  /// A capture with one violation, and what the documents make of it; where real software ran on a
  /// port or towards a host that the site does not list, that is a violation too.
  struct Violation: Sendable, CustomStringConvertible {
    var capture: String
    var alarms: Set<String>

    init(_ capture: String, _ alarms: [String]) {
      self.capture = capture
      self.alarms = Set(alarms.map { "nextseq-01 \($0)" })
    }

    init(_ capture: String, of assets: [String]) {
      self.capture = capture
      alarms = Set(assets)
    }

    var description: String { capture }
  }

  static let violations: [Violation] = [
    // Table 2.1 of the requirements: dialect, signing, encryption.
    Violation(
      "matrix/smb1-only.pcap",
      ["ILMN-3-DIALECT fail 445", "ILMN-3-SIGN fail 445", "ILMN-3-ENC fail 445"]),
    Violation(
      "matrix/smb3.0.2.pcap",
      ["ILMN-3-DIALECT fail 445", "ILMN-3-SIGN fail 445", "ILMN-3-ENC fail 445"]),
    Violation("matrix/smb3.1.1-unsigned.pcap", ["ILMN-3-SIGN fail 445", "ILMN-3-ENC fail 445"]),
    Violation("matrix/smb3.1.1-server-signs.pcap", ["ILMN-3-ENC fail 445"]),
    Violation(
      "matrix/smb3.1.1-guest.pcap",
      ["ILMN-3-AUTH fail 445", "ILMN-3-SIGN fail 445", "ILMN-3-ENC fail 445"]),
    Violation("matrix/smb3.1.1-encrypted.pcap", []),
    // Table 2.2: TLS versions. Storage is listed with port 445 alone.
    Violation("matrix/tls1.0-openssl.pcap", ["BASE-TLS fail 443", "ILMN-4 fail 443"]),
    Violation("matrix/tls1.2-null-cipher.pcap", ["BASE-TLS warn 443", "ILMN-4 fail 443"]),
    Violation("matrix/tls1.3-openssl.pcap", ["ILMN-4 fail 443"]),
    // Attempts, names, clear text.
    Violation("matrix/tcp-refused.pcap", ["ILMN-4 warn 81"]),
    Violation("matrix/dns-https.pcap", ["BASE-DST warn 53"]),
    Violation("matrix/http-get-200.pcap", ["ILMN-3-OTHER fail 80", "ILMN-4 fail 80"]),
    Violation("services/dicom-named.pcap", ["ILMN-3-OTHER fail 11112", "ILMN-4 fail 11112"]),
    // Remote access, tunnels, a directory.
    Violation("services/ssh.pcap", ["ILMN-5c fail 2222", "ILMN-4 fail 2222"]),
    Violation("services/openvpn.pcap", ["ILMN-1d warn 4711", "ILMN-4 warn 4711"]),
    Violation("services/kerberos-computer.pcap", ["ILMN-6 fail 88", "ILMN-4 fail 88"]),
    // A stranger on the segment concerns everybody there whose document speaks of it.
    Violation(
      "services/dhcp.pcap",
      of: [
        "nextseq-01 ILMN-1b warn", "veriseq-1 ILMN-1b warn", "miseq-02 ILMN-1b warn",
        "uct-01 UIH-NET-3 warn",
      ]),
  ]

  @Test("with one violation behind it says exactly that", arguments: violations)
  func violated(violation: Violation) throws {
    let added = try JudgedFrames(OwnCaptures.path(violation.capture))
    let both = try Self.day.get().followed(by: added)
    #expect(Self.alarms(both.report(try Self.policy.get())) == violation.alarms)
  }
}
