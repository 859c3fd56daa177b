public import Compliance
public import Observations

/// Findings and reports built by hand, for the tests of those who write them.
public enum Examples {
  public static func moment(_ frame: UInt64, seconds: Int64 = 0) -> Moment {
    // 2026-01-01T10:00:00.000001Z
    Moment(
      frame: frame,
      time: Timestamp(nanoseconds: 1_767_261_600_000_001_000 + seconds * 1_000_000_000))
  }

  public static let asset = AssetReference(
    id: "nextseq-01", address: IPAddress("10.77.0.10"), mac: MACAddress("02:00:00:00:00:10"),
    model: "NextSeq 550Dx")

  public static func finding() -> Finding {
    var peer = PeerReference(address: IPAddress(v4: 0x0a4d_0014), port: 445)
    peer.name = "nas.lab.example"
    peer.nameSource = .dns
    peer.role = "storage"
    var finding = bareFinding()
    finding.peer = peer
    finding.evidence[.smbDialect] = .text("3.0.2")
    finding.evidence[.smbClientMaxDialect] = .text("3.1.1")
    finding.evidence[.limitedBy] = .text("server")
    finding.count = 3
    finding.revision = 2
    finding.lastSeen = moment(300, seconds: 60)
    finding.capture = CaptureReference(source: "run42.pcap", packet: 118)
    finding.controls = [ControlReference(framework: "nist-csf-2.0", identifiers: ["PR.DS-02"])]
    return finding
  }

  public static func bareFinding() -> Finding {
    Finding(
      id: "00112233445566778899aabbccddeeff", clause: "ILMN-3-DIALECT", verdict: .fail,
      severity: .high, stage: .established, title: LocalizedText(en: "Dialect", zh: "方言", ja: "方言"),
      reason: LocalizedText(en: "SMB 3.0.2 was agreed on."),
      remediation: LocalizedText(en: "Raise the server's minimum."), asset: asset, peer: nil,
      direction: .outbound, transport: .tcp,
      initiator: Endpoint(IPAddress(v4: 0x0102_0304), 1122),
      responder: Endpoint(IPAddress(v4: 0x0506_0708), 3344), deciding: moment(118),
      sensor: "replay", document: DocumentReference(number: "200055146 v00", clause: "3"))
  }

  public static func entry(_ clause: String, _ verdict: Verdict) -> LedgerEntry {
    var entry = LedgerEntry(
      clause: clause, title: LocalizedText(en: "Title of \(clause)"),
      document: DocumentReference(number: "n", clause: "3"), verdict: verdict,
      reason: LocalizedText(en: "reason of \(clause)"))
    entry.counts = [verdict: 4]
    return entry
  }

  public static func report(findings: [Finding], entries: [LedgerEntry] = []) -> Report {
    var coverage = Coverage()
    coverage.packets = 1_000
    coverage.octets = 64_000
    coverage.first = moment(1).time
    coverage.last = moment(1_000, seconds: 90).time
    coverage.malformed = [
      Coverage.Fault(layer: "tls", rule: "record length"): 2,
      Coverage.Fault(layer: "dns", rule: "pointer loop"): 1,
      Coverage.Fault(layer: "tls", rule: "empty list"): 3,
    ]
    coverage.unknownLinkTypes = [147: 5]
    coverage.truncated = ["tcp": 1]
    coverage.evictions = ["flows": 1]
    coverage.observed.tlsHandshakes = [.tls12: 7, .tls10: 1]
    coverage.observed.smbNegotiations = [.smb311: 2, .smb1: 1]
    return Report(
      findings: findings, assets: [AssetSummary(asset: asset, clauses: entries)],
      coverage: coverage, sources: ["run42.pcap"], site: "Genomics core", contact: nil,
      sensor: "replay")
  }
}
