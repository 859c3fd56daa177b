internal import Delivery
internal import Sensor
internal import Synchronization

/// Writes what a replay observes as EVE events, while it goes on.
final class EventOutput: Sendable {
  private struct State: ~Copyable {
    var events = EVEEvents()
    var writer = JSONWriter()
    let file: OutputFile
    /// Why octets could not be written; nothing more is written then.
    var failure: OutputFile.Failure?

    init(file: consuming OutputFile) {
      self.file = file
    }

    mutating func write(leaving rest: Int) {
      guard failure == nil else { return writer = JSONWriter() }
      guard writer.octets.count > rest else { return }
      do throws(OutputFile.Failure) {
        try file.write(writer.octets)
        writer.removeAll()
      } catch {
        failure = error
      }
    }
  }

  private let state: Mutex<State>
  private let target: EventsTarget

  /// Opens the target; nil when it cannot be opened, which is then told.
  init?(_ target: EventsTarget) {
    self.target = target
    guard let path = target.path else {
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

  /// What a replay calls.
  var observer: @Sendable (ReplayEvent) -> Void {
    { event in self.take(event) }
  }

  private func take(_ event: ReplayEvent) {
    state.withLock { state in
      switch event {
      case .source(let name, let firstFrame):
        state.events.addSource(name: name, firstFrame: firstFrame)
      case .observation(let observation):
        state.events.write(observation, to: &state.writer)
      case .end(let coverage):
        state.events.writeStats(coverage, to: &state.writer)
      }
      state.write(leaving: OutputFile.preferredCount)
    }
  }

  /// Writes what is left; false when not all could be written.
  func finish() -> Bool {
    let failure = state.withLock { state in
      state.write(leaving: 0)
      return state.failure
    }
    guard let failure else { return true }
    // A reader that has gone has all that it wanted.
    if target.path == nil, failure.isReaderGone { return true }
    Terminal.complain("\(target.path ?? "standard output"): \(failure)")
    return false
  }
}
