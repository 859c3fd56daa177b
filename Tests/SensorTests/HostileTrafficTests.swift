import Capture
import Compliance
import Flows
import Observations
import TestKit
import Testing
import Wire

@testable import Sensor

/// Every kind of flood in small, against limits that are small as well; `make hostile` has them in
/// full size and looks at memory.
@Suite("hostile traffic")
struct HostileTrafficTests {
  private static let frames = 6_000

  private static var flowLimits: FlowLimits {
    var limits = FlowLimits()
    limits.flowsPerPartition = 8
    limits.keptOctetsPerPartition = 4_096
    return limits
  }

  private static var judgeLimits: Judge.Limits {
    var limits = Judge.Limits()
    limits.findings = 64
    limits.openConnections = 64
    limits.silentAttempts = 16
    return limits
  }

  /// Where each flood has to leave a trace in the coverage.
  private static func count(_ kind: HostileTraffic.Kind, in coverage: Coverage) -> UInt64? {
    switch kind {
    case .synFlood, .spoofedSources, .handshakes, .oneOctet, .datagrams:
      coverage.evictions["flows"]
    case .endlessHellos: coverage.limits["kept octets"]
    case .overlaps: coverage.limits["waiting segments"]
    case .pointerLoops:
      coverage.malformed.filter { $0.key.layer == "dns" }.map(\.value).reduce(0, +)
    case .names: coverage.observed.dnsQuestions
    case .nesting: coverage.limits["more than 8 encapsulations"]
    case .headerChains: coverage.limits["more than 16 IPv6 extension headers"]
    case .fragments: coverage.evictions["IP datagrams"]
    case .compounds: coverage.limits["SMB2 messages in one packet"]
    case .requests: coverage.limits["pipelined requests"]
    }
  }

  @Test(
    "finds the breach in the middle of a flood, and counts the flood",
    arguments: HostileTraffic.Kind.allCases)
  func findsTheBreach(kind: HostileTraffic.Kind) throws {
    let policy = try Policy.load(
      signatures: InstrumentNetworkTests.signatures,
      site: OwnCaptures.path("instrument-network.site.yaml"))
    let judge = JudgeBox(Judge(policy: policy, sensor: "test", limits: Self.judgeLimits))
    let pipeline = Pipeline(
      limits: Self.flowLimits, consume: { judge.judge.judge($0) },
      endOfEpoch: { judge.judge.advance(to: $0) })
    HostileTraffic(kind, size: Self.frames).forEach { frame in
      pipeline.receive(
        FrameHeader(
          time: frame.time, capturedLength: frame.octets.count,
          originalLength: frame.octets.count, linkType: .ethernet),
        frame.octets.span)
    }
    let coverage = pipeline.finish()
    let report = judge.judge.finish(coverage: coverage)
    #expect(
      report.findings.contains {
        $0.asset.id == "nextseq-01" && $0.verdict == .fail
          && $0.evidence[.tlsVersion] == .text("1.0")
      })
    #expect(coverage.packets > UInt64(Self.frames))
    #expect(Self.count(kind, in: coverage) ?? 0 > 0, "\(coverage)")
  }

  /// Holds the judge for the closures of the pipeline.
  private final class JudgeBox {
    var judge: Judge

    init(_ judge: Judge) { self.judge = judge }
  }
}
