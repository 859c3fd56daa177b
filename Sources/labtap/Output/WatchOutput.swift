internal import Compliance
internal import Delivery
internal import Observations
internal import Reporting
internal import Synchronization

/// Writes findings to the targets of `--findings` while the sensor runs.
final class WatchOutput: Sendable {
  private struct State: ~Copyable {
    var sinks: [Sink] = []
  }

  /// A target and its open file: files are opened before privileges are given up.
  private final class Sink {
    let target: FindingsTarget
    let file: OutputFile
    /// The last write failed.
    var isBroken = false

    init(_ target: FindingsTarget, file: consuming OutputFile) {
      self.target = target
      self.file = file
    }

    var name: String { target.path ?? "standard output" }
  }

  private let state: Mutex<State>
  private let log: WatchLog

  /// Opens the targets; nil when one cannot be opened, which is then told.
  ///
  /// Files are added to: a restart must not lose what was found before.
  init?(_ targets: [FindingsTarget], log: WatchLog) {
    self.log = log
    var opened = State()
    for target in targets where target.format != .none {
      guard let path = target.path else {
        opened.sinks.append(Sink(target, file: .standardOutput))
        continue
      }
      do throws(OutputFile.Failure) {
        opened.sinks.append(Sink(target, file: try OutputFile(appending: path)))
      } catch {
        Terminal.complain("\(path): \(error)")
        return nil
      }
    }
    state = Mutex(opened)
  }

  /// Writes findings that are new or have changed; false when a target could not take them.
  func deliver(_ findings: [Finding]) -> Bool {
    write { target in
      if target.format == .text { return Array(findings.map(Self.line).joined().utf8) }
      var lines: [UInt8] = []
      target.format.line?.write(findings) { lines += $0 }
      return lines
    }
  }

  /// Writes what only the end of the run tells: the summaries.
  func finish(_ report: Report) -> Bool {
    write { target in
      guard target.format == .json else { return [] }
      var rest = report
      rest.findings = []
      var lines: [UInt8] = []
      ReportJSON.write(rest) { lines += $0 }
      return lines
    }
  }

  private func write(_ render: (FindingsTarget) -> [UInt8]) -> Bool {
    state.withLock { state in
      var isWhole = true
      for sink in state.sinks {
        let octets = render(sink.target)
        guard !octets.isEmpty else { continue }
        do throws(OutputFile.Failure) {
          try sink.file.write(octets)
          if sink.isBroken { log.write(.notice, "output-recovered", [("target", sink.name)]) }
          sink.isBroken = false
        } catch {
          isWhole = false
          if !sink.isBroken {
            log.write(.error, "output-failed", [("target", sink.name), ("error", "\(error)")])
          }
          sink.isBroken = true
        }
      }
      return isWhole
    }
  }

  /// One line for people, such as a terminal shows.
  static func line(_ finding: Finding) -> String {
    let peer = finding.peer.map { peer in
      " \(finding.direction == .outbound ? "to" : "from") \(peer.name ?? "\(peer.address)")"
        + (peer.port.map { " port \($0)" } ?? "")
    }
    return "\(finding.lastSeen.time) \(finding.verdict.rawValue) \(finding.severity) "
      + "\(finding.clause) \(finding.asset.id)\(peer ?? ""): \(finding.reason.en)"
      + (finding.count > 1 ? " (\(finding.count) times)" : "") + "\n"
  }
}
