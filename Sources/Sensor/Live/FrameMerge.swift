import Capture
import Observations
import Wire

/// The frames of several interfaces in the order of their times.
///
/// The two directions of one connection may come over two taps, and the rings hand over their
/// blocks at different moments. A frame therefore waits until every other interface has shown a
/// later one, or is known to be empty up to its time.
struct FrameMerge {
  let interfaces: [LiveInterface]
  /// Up to when each interface is known to have nothing more.
  private var emptyUntil: [Timestamp]

  init(_ interfaces: [LiveInterface]) {
    self.interfaces = interfaces
    emptyUntil = interfaces.map { _ in Timestamp(nanoseconds: .min) }
  }

  /// The interface whose waiting frame comes next; nil when none may be taken yet.
  mutating func next(at now: WallClock, lag: Int64) throws(LiveError) -> LiveInterface? {
    for (place, interface) in interfaces.enumerated() where interface.head == nil {
      if try !interface.advance() {
        emptyUntil[place] = Timestamp(nanoseconds: now.time.nanoseconds - lag)
      }
    }
    guard let oldest = interfaces.filter({ $0.head != nil }).min(by: { $0.time < $1.time })
    else { return nil }
    for (place, other) in interfaces.enumerated() where other.head == nil {
      if emptyUntil[place].nanoseconds < oldest.time { return nil }
    }
    return oldest
  }

  /// Nothing older than this comes any more.
  var completeUntil: Timestamp {
    var earliest = Timestamp.max
    for (place, interface) in interfaces.enumerated() {
      let time =
        interface.head.map { Timestamp(nanoseconds: $0.time - 1) } ?? emptyUntil[place]
      earliest = min(earliest, time)
    }
    return earliest
  }
}

extension LiveInterface {
  /// Of the frame that waits; frames without one come last.
  fileprivate var time: Int64 { head?.time ?? .max }
}
