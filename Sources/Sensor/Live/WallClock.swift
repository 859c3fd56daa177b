import Glibc
import Observations

// Invariants of the unsafe code in this file:
// - `clock_gettime` fills the structure that it is given and keeps no pointer to it.

/// The two clocks of the machine, read together.
struct WallClock {
  /// The clock that the kernel stamps frames with.
  var time: Timestamp
  /// Nanoseconds of a clock that nobody sets.
  var steady: Int64

  static var now: WallClock {
    WallClock(
      time: Timestamp(nanoseconds: read(CLOCK_REALTIME)), steady: read(CLOCK_MONOTONIC))
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// How far the settable clock went back beside the steady one since `earlier`, in nanoseconds;
  /// negative when it went ahead.
  func stepBack(since earlier: WallClock) -> Int64 {
    (steady - earlier.steady) - time.since(earlier.time)
  }
}

extension Timestamp {
  /// Later than every frame.
  static let max = Timestamp(nanoseconds: .max)
}
