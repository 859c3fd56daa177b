import Compliance
import Testing

@testable import Sensor

/// The capture holds 1,534 frames of 400,846 octets, as tshark counts them (`-z io,phs`).
@Suite("What each stage of a replay costs") struct StageCostTests {
  private static func outcome(measured: Bool) throws -> ReplayOutcome {
    let policy = try Policy.load(
      signatures: InstrumentNetworkTests.signatures,
      site: OwnCaptures.path("instrument-network.site.yaml"))
    var options = ReplayOptions(
      captures: [OwnCaptures.path("instrument-network.pcap")], filter: nil, policy: policy,
      sensor: "test", workers: 1, progress: nil)
    options.measuresStages = measured
    return try replay(options)
  }

  @Test("measuring changes nothing of what is concluded")
  func sameOutcome() throws {
    let plain = try Self.outcome(measured: false)
    let measured = try Self.outcome(measured: true)
    #expect(plain.stages.isEmpty)
    #expect(!measured.stages.isEmpty)
    #expect(plain.report.findings == measured.report.findings)
    #expect(plain.report.coverage == measured.report.coverage)
  }

  @Test("counts the frames and octets that were read and decoded")
  func frames() throws {
    let stages = try Self.outcome(measured: true).stages
    for stage in stages where stage.stage == .read || stage.stage == .decode {
      #expect(stage.items == 1_534)
      #expect(stage.octets == 400_846)
      #expect(stage.nanoseconds > 0)
    }
    #expect(stages.map(\.stage) == StageCost.Stage.allCases)
  }

  @Test("counts no events when none are asked for, and no allocations without their counter")
  func absent() throws {
    let stages = try Self.outcome(measured: true).stages
    #expect(stages.first { $0.stage == .events }?.items == 0)
    #expect(stages.allSatisfy { $0.allocations == nil })
  }
}
