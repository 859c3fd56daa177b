import Compliance
import Observations
import Testing

/// The decision tables of SMB and TLS on captures of real software: what each was made to do stands
/// in the capture's name, and what the table says of it is written here by hand.
@Suite("verdicts of the decision tables on captures")
struct TableVerdictTests {
  private static let policy = Result { try Policy.own("instrument-network.site.yaml") }

  /// What a capture gives of each clause: every verdict once, the worst first.
  private func verdicts(_ capture: String) throws -> [String: [Verdict]] {
    let report = try JudgedFrames(OwnCaptures.path("matrix/\(capture).pcap"))
      .report(Self.policy.get())
    var verdicts: [String: Set<Verdict>] = [:]
    for finding in report.findings {
      for clause in [finding.clause] + finding.also {
        verdicts[clause, default: []].insert(finding.verdict)
      }
    }
    return verdicts.mapValues { $0.sorted() }
  }

  struct SMB: Sendable, CustomTestStringConvertible {
    var capture: String
    var dialect: [Verdict]
    var signing: [Verdict]
    var encryption: [Verdict]

    init(_ capture: String, _ dialect: [Verdict], _ signing: [Verdict], _ encryption: [Verdict]) {
      self.capture = capture
      self.dialect = dialect
      self.signing = signing
      self.encryption = encryption
    }

    var testDescription: String { capture }
  }

  static let smbCaptures: [SMB] = [
    .init("smb1-only", [.fail], [.fail], [.fail]),
    .init("smb1-offered-and-chosen", [.fail], [.fail], [.fail]),
    .init("smb1-signed", [.fail], [.pass], [.fail]),
    .init("smb1-refused", [.info], [.info], [.info]),
    .init("smb1-closed", [.info], [.info], [.info]),
    .init("smb2.0.2", [.fail], [.fail], [.fail]),
    .init("smb2.1", [.fail], [.fail], [.fail]),
    .init("smb2.1-signed", [.fail], [.pass], [.fail]),
    .init("smb2.1-multi-protocol", [.fail, .warn], [.fail], [.fail]),
    .init("smb3.0", [.fail], [.fail], [.fail]),
    .init("smb3.0-encrypted", [.fail], [.pass], [.pass]),
    .init("smb3.0.2", [.fail], [.fail], [.fail]),
    .init("smb3.0.2-signed", [.fail], [.pass], [.fail]),
    .init("smb3.0.2-server-limit", [.fail], [.fail], [.fail]),
    .init("smb3.0.2-guest", [.fail], [.fail], [.fail]),
    .init("smb-dialect-refused", [.warn], [.info], [.info]),
    .init("smb3.1.1-unsigned", [.pass], [.fail], [.fail]),
    .init("smb3.1.1-client-signs", [.pass], [.pass], [.fail]),
    .init("smb3.1.1-server-signs", [.pass], [.pass], [.fail]),
    .init("smb3.1.1-encrypted", [.pass], [.pass], [.pass]),
    .init("smb3.1.1-client-encrypts", [.pass], [.pass], [.pass]),
    .init("smb3.1.1-encryption-unused", [.pass], [.fail], [.fail]),
    .init("smb3.1.1-multi-protocol", [.warn, .pass], [.fail], [.fail]),
    .init("smb3.1.1-guest", [.pass], [.fail], [.fail]),
    .init("smb3.1.1-anonymous-disk", [.pass], [.fail], [.fail]),
  ]

  @Test("SMB: dialect, signing and encryption, each by its own clause", arguments: smbCaptures)
  func judgesSMB(expected: SMB) throws {
    let verdicts = try verdicts(expected.capture)
    #expect(verdicts["ILMN-3-DIALECT"] == expected.dialect)
    #expect(verdicts["ILMN-3-SIGN"] == expected.signing)
    #expect(verdicts["ILMN-3-ENC"] == expected.encryption)
  }

  /// The worst verdict on the version; what else a hello shows may stand beside it.
  static let tlsCaptures: [(capture: String, worst: Verdict)] = [
    ("tls1.0-openssl", .fail), ("tls1.0-server-limit", .fail), ("tls1.1-openssl", .fail),
    ("tls1.1-server-limit", .fail), ("tls1.0-downgrade-marker", .fail),
    ("tls1.2-openssl", .pass), ("tls1.3-openssl", .pass), ("tls1.3-hello-retry", .pass),
    ("tls-closed-before-server-hello", .info), ("tls-handshake-failure", .info),
    ("dtls1.0", .fail), ("dtls1.2", .pass), ("quic-v1", .pass), ("quic-v2", .pass),
    ("quic-hello-several-packets", .pass), ("quic-no-common-protocol", .info),
  ]

  @Test("TLS, DTLS and QUIC: the version that was agreed", arguments: tlsCaptures)
  func judgesTLS(capture: String, worst: Verdict) throws {
    let verdicts = try verdicts(capture)["BASE-TLS"]
    // What is older than the best on offer is said for the record beside a pass.
    #expect(verdicts?.filter { worst == .info || $0 != .info } == [worst])
  }
}
