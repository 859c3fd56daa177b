#if StatusPage
  import CHTTP
  import Foundation
  import Synchronization

  // Invariants of the unsafe code in this file:
  // - a viewer's connection is used between `join` and `leave` only, while libmicrohttpd keeps it;
  // - a connection is suspended and resumed under the lock, so that it is resumed once for each
  //   suspension, and none is left suspended when the server stops.

  /// Server-sent events: one snapshot a second, made once and sent to every viewer.
  ///
  /// A viewer takes at its own pace and costs nothing while it waits; one that falls behind is sent
  /// away, and comes back by itself when it can.
  @safe
  public final class StatusEvents: @unchecked Sendable {
    /// Viewers at once.
    public static let maximumViewers = 64
    /// Snapshots that a viewer may fall behind.
    static let maximumLag: UInt64 = 5

    private struct State: ~Copyable {
      /// The newest snapshot as an event, and its number.
      var event: [UInt8] = []
      var number: UInt64 = 0
      var waiting: [Viewer] = []
      var counts = ViewerCounts()
      var isTicking = false
      var isStopped = false
    }

    private let state = Mutex(State())
    private let snapshot: @Sendable () -> [UInt8]

    /// - Parameter snapshot: makes one line of JSON; called once a second while there are viewers.
    public init(_ snapshot: @escaping @Sendable () -> [UInt8]) {
      self.snapshot = snapshot
    }

    public var counts: ViewerCounts { state.withLock { $0.counts } }

    /// Takes a viewer; nil when there are enough.
    func join(_ connection: OpaquePointer) -> Viewer? {
      let (viewer, mustTick) = state.withLock { state -> (Viewer?, Bool) in
        guard !state.isStopped, state.counts.viewers < Self.maximumViewers else {
          return (nil, false)
        }
        state.counts.viewers += 1
        defer { state.isTicking = true }
        return unsafe (Viewer(self, connection), !state.isTicking)
      }
      if mustTick {
        let thread = Thread { self.tick() }
        thread.name = "status"
        thread.start()
      }
      return viewer
    }

    /// Ends all events and waits for nobody.
    func stop() {
      state.withLock { state in
        state.isStopped = true
        Self.resume(&state.waiting)
      }
    }

    /// The thread: a snapshot a second, for as long as somebody looks.
    private func tick() {
      while true {
        let event = Self.event(of: snapshot())
        let goesOn = state.withLock { state in
          state.event = event
          state.number += 1
          Self.resume(&state.waiting)
          guard !state.isStopped, state.counts.viewers > 0 else {
            state.isTicking = false
            // Whoever comes next gets a new one.
            state.event = []
            return false
          }
          return true
        }
        guard goesOn else { return }
        Thread.sleep(forTimeInterval: 1)
      }
    }

    private static func event(of line: [UInt8]) -> [UInt8] {
      Array("data: ".utf8) + line + Array("\n\n".utf8)
    }

    private static func resume(_ waiting: inout [Viewer]) {
      for viewer in waiting { viewer.resume() }
      waiting = []
    }

    /// One connection that is sent events.
    @safe
    final class Viewer: @unchecked Sendable {
      enum Step {
        case octets([UInt8])
        case wait
        case end
      }

      private let events: StatusEvents
      private let connection: OpaquePointer
      // Used by the server's thread alone.
      private var rest: ArraySlice<UInt8> = Array("retry: 3000\n\n".utf8)[...]
      private var sent: UInt64 = 0

      fileprivate init(_ events: StatusEvents, _ connection: OpaquePointer) {
        self.events = events
        unsafe self.connection = unsafe connection
      }

      /// What to send next, so many octets at most.
      func next(_ maximum: Int) -> Step {
        if rest.isEmpty, let step = events.follow(self, &sent, &rest) { return step }
        let octets = Array(rest.prefix(maximum))
        rest = rest.dropFirst(octets.count)
        return .octets(octets)
      }

      fileprivate func suspend() { unsafe MHD_suspend_connection(connection) }
      fileprivate func resume() { unsafe MHD_resume_connection(connection) }

      /// The connection is gone.
      func leave() { events.leave(self, sent, isAmidst: !rest.isEmpty) }
    }

    /// The next event of a viewer into `rest`, or what it has to do instead.
    private func follow(
      _ viewer: Viewer, _ sent: inout UInt64, _ rest: inout ArraySlice<UInt8>
    ) -> Viewer.Step? {
      state.withLock { state in
        guard !state.isStopped else { return .end }
        guard !state.event.isEmpty, state.number > sent else {
          viewer.suspend()
          state.waiting.append(viewer)
          return .wait
        }
        if Self.isBehind(sent, state.number) { return .end }
        sent = state.number
        rest = state.event[...]
        return nil
      }
    }

    private static func isBehind(_ sent: UInt64, _ number: UInt64) -> Bool {
      sent > 0 && number - sent > maximumLag
    }

    /// A viewer is gone.
    ///
    /// It was dropped when it had not taken an event whole, or had fallen behind: the server's
    /// time-out takes one that never reads while a whole event lies in the server.
    private func leave(_ viewer: Viewer, _ sent: UInt64, isAmidst: Bool) {
      state.withLock { state in
        state.counts.viewers -= 1
        if isAmidst || Self.isBehind(sent, state.number) { state.counts.dropped += 1 }
        state.waiting.removeAll { $0 === viewer }
      }
    }
  }
#endif
