import Foundation
import Observations

@testable import Sensor

/// What the pipeline makes of one capture: every connection's last snapshot, and the rest.
struct CaptureRun {
  private(set) var connections: [Connection] = []
  private(set) var names: [NameMessage] = []
  private(set) var exchanges: [HTTPExchange] = []
  private(set) var claims: [AddressClaim] = []
  private(set) var admissions: [PortAdmission] = []
  private(set) var coverage = Coverage()
  private(set) var problems: [CaptureProblem] = []

  init(_ path: String) throws {
    let log = Log()
    let pipeline = Pipeline(consume: { log.observations.append($0) })
    var replay = try CaptureReplay(pipeline: pipeline, filter: nil, progress: nil)
    try replay.read(path) { _, _ in }
    coverage = pipeline.finish()
    problems = replay.problems
    var last: [UInt64: Connection] = [:]
    var order: [UInt64] = []
    for observation in log.observations {
      switch observation {
      case .connection(let connection):
        if last.updateValue(connection, forKey: connection.id) == nil {
          order.append(connection.id)
        }
      case .name(let message): names.append(message)
      case .http(let exchange): exchanges.append(exchange)
      case .address(let claim): claims.append(claim)
      case .admission(let admission): admissions.append(admission)
      case .tunnel: break
      }
    }
    connections = order.compactMap { last[$0] }
  }

  private final class Log {
    var observations: [Observation] = []
  }
}

/// The project's own captures, found from this file so that tests run from any folder.
enum OwnCaptures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Captures")

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }
}
