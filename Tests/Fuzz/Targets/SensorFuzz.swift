import Compliance
import Delivery
import Foundation
import Reporting
import Sensor
import Synchronization

/// A whole run: a capture of strangers, a site, all signatures, and every way out.
enum SensorFuzz {
  private static let file = ScratchFile()
  private static let lines = Lines()

  /// The policy of the recorded instrument network, from the folder that make runs in.
  private static let policy: Policy = {
    let site = "Tests/Captures/instrument-network.site.yaml"
    guard let policy = try? Policy.load(signatures: "Signatures", site: site) else {
      fatalError("run from the root of the repository")
    }
    return policy
  }()

  static func run(_ octets: Span<UInt8>) {
    file.write(octets)
    var options = ReplayOptions(
      captures: [file.path], filter: nil, policy: policy, sensor: "fuzz", workers: 1,
      progress: nil)
    options.observer = { lines.take($0) }
    guard let outcome = try? replay(options) else { return }
    for problem in outcome.problems { promise(!problem.text.contains("\n")) }
    lines.check(lines.finish())
    var lineOctets: [UInt8] = []
    ReportJSON.write(outcome.report) { (line: [UInt8]) in lineOctets += line }
    lines.check(lineOctets)
    // One language a run: they take longer than the run itself.
    let language = Language.allCases[octets.count % Language.allCases.count]
    let text = TextReport(outcome.report, style: TextStyle(language: language)).render()
    promise(!text.isEmpty)
  }

  /// Events as JSON lines.
  private final class Lines: Sendable {
    private let state = Mutex((events: EVEEvents(), writer: JSONWriter()))

    func take(_ event: ReplayEvent) {
      state.withLock { state in
        switch event {
        case .source(let name, let firstFrame):
          state.events = EVEEvents()
          state.events.addSource(name: name, firstFrame: firstFrame)
        case .observation(let observation):
          state.events.write(observation, to: &state.writer)
        case .end(let coverage):
          state.events.writeStats(coverage, to: &state.writer)
        }
      }
    }

    func finish() -> [UInt8] { state.withLock { $0.writer.octets } }

    /// Every line is text in UTF-8 without control characters, and an object.
    func check(_ octets: [UInt8]) {
      promise(String(validating: octets, as: UTF8.self) != nil)
      for line in octets.split(separator: 0x0A) {
        promise(line.first == 0x7B && line.last == 0x7D)
        promise(!line.contains { $0 < 0x20 || $0 == 0x7F })
      }
    }
  }
}
