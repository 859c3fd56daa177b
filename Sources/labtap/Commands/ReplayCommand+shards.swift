internal import Sensor
internal import Synchronization

extension Shard {
  /// A shard from `I/N`, as in `2/16`.
  init(reading value: String) throws(UsageError) {
    let parts = value.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      let shard = Shard(number, of: count)
    else {
      throw UsageError(
        "--shard takes I/N with N from 1 to \(Shard.maximumCount) and I from 1 to N, "
          + "not `\(value)`")
    }
    self = shard
  }
}

extension ReplayCommand {
  /// Why nothing could be judged.
  struct Failure: Error {
    var text: String
    var exitCode: ExitCode
  }

  /// Judges the captures, or what shards observed of them.
  func outcome(of options: ReplayOptions) throws(Failure) -> ReplayOutcome {
    guard observed.isEmpty else {
      do throws(ObservationError) {
        return try judge(
          observations: observed, policy: options.policy, sensor: options.sensor,
          observer: options.observer)
      } catch {
        throw Failure(
          text: error.description, exitCode: error.kind == .mismatch ? .usage : .unreadable)
      }
    }
    do throws(FilterError) {
      return try Sensor.replay(options)
    } catch {
      throw Failure(text: filterText(error), exitCode: .usage)
    }
  }

  func filterText(_ error: FilterError) -> String {
    "filter `\(filter ?? "")`: \(error)"
  }

  /// Writes what one shard of the flows shows; nothing is judged.
  func observe(_ shard: Shard, to path: String) -> ExitCode {
    guard let output = LineOutput(path) else { return .undelivered }
    let bar = Terminal.standardErrorIsTerminal && !isQuiet ? ProgressBar() : nil
    let options = ObserveOptions(
      captures: captures, filter: filter, shard: shard, progress: bar?.callback)
    do throws(FilterError) {
      let problems = try Sensor.observe(options) { output.write($0) }
      bar?.clear()
      for problem in problems { Terminal.complain(problem.text) }
      let isDelivered = output.finish()
      if !problems.isEmpty { return .unreadable }
      return isDelivered ? .success : .undelivered
    } catch {
      bar?.clear()
      Terminal.complain(filterText(error))
      return .usage
    }
  }
}

/// Gathers lines and writes them in large pieces.
private final class LineOutput: Sendable {
  private struct State: ~Copyable {
    let file: OutputFile
    var octets: [UInt8] = []
    /// Why octets could not be written; nothing more is written then.
    var failure: OutputFile.Failure?

    mutating func write() {
      defer { octets.removeAll(keepingCapacity: true) }
      guard failure == nil else { return }
      do throws(OutputFile.Failure) { try file.write(octets) } catch { failure = error }
    }
  }

  private let state: Mutex<State>
  private let path: String

  /// Opens the file, `-` for standard output; nil when it cannot be opened, which is then told.
  init?(_ path: String) {
    self.path = path
    guard path != "-" else {
      state = Mutex(State(file: .standardOutput))
      return
    }
    do throws(OutputFile.Failure) {
      state = Mutex(State(file: try OutputFile(creating: path)))
    } catch {
      Terminal.complain("\(path): \(error)")
      return nil
    }
  }

  func write(_ line: [UInt8]) {
    state.withLock { state in
      state.octets += line
      if state.octets.count >= OutputFile.preferredCount { state.write() }
    }
  }

  /// Writes what is left; false when not all could be written.
  func finish() -> Bool {
    let failure = state.withLock { state in
      state.write()
      return state.failure
    }
    guard let failure else { return true }
    Terminal.complain("\(path == "-" ? "standard output" : path): \(failure)")
    return false
  }
}
